/** Directives where nginx reads them: includes followed, what did not change since the last time kept as the same objects. */
import type { Block } from '../syntax/tree.ts';
import { statementsOf } from './comments.ts';
import { holdsOf, isTable } from './holds.ts';
import { lookFor, type Search, type Target } from './include-target.ts';
import type { IncludeOptions } from './include.ts';
import { lineAt, type Line, type TextAround } from './line.ts';
import { createLooking, type Look } from './looking.ts';
import { isInclude, isTooDeep, made, sameProblems, type MadeIn } from './made.ts';
import type { IncludeProblem, Placed } from './model.ts';
import {
  createBodies,
  includersAtEnds,
  keepBody,
  nothingWritten,
  sameLines,
  withBetween,
  writtenOf,
  type Between,
  type Bodies,
  type Brought,
  type Ends,
  type Lines,
  type Written,
} from './placed-body.ts';
import { sameList, settled } from '../query/same.ts';
import { weightOfFile } from './weight.ts';
import { byFile } from './written.ts';
import { includeLimits, type SourceFile, type Workspace } from './workspace.ts';

export interface Placement {
  readonly directives: readonly Placed[];
  /** Every file read, in nginx's order, the main one first. */
  readonly files: readonly string[];
  readonly problems: readonly IncludeProblem[];
  /** What was looked at beside the main file itself. */
  readonly looks: readonly Look[];
  /** Where each include led. */
  readonly followed: ReadonlyMap<Placed, Followed>;
  /** What is said to us at the top of a file, by its path; most files say nothing. */
  readonly statements: ReadonlyMap<string, readonly string[]>;
  /** The file was placed as one that is not the main one. */
  readonly alone: boolean;
  readonly bodies: Bodies;
}

/** Where an include led: the files it brings, and everything that was looked at for that, in the included files too. */
interface Followed {
  /** The files that it names itself, in nginx's order. */
  readonly own: readonly string[];
  /** Those, and what they include. */
  readonly paths: readonly string[];
  readonly looks: readonly Look[];
  /** The weight of those files, without what they include. */
  readonly size: number;
  /** Includes in the files that it brings. */
  readonly inner: readonly Placed[];
}

export interface PlaceOptions extends IncludeOptions {
  /** What nginx reads from the text as it stands, not what its author seems to mean. */
  readonly asRead?: boolean;
}

/**
 * Follows every include below a file; `alone` when the file is not the main one. Cycles, missing and unreadable files, and
 * what is beyond the limits of `include.ts`, become problems of the include. Where `alone` changed, includes may lead elsewhere.
 */
export function place(
  workspace: Workspace,
  file: SourceFile,
  options: PlaceOptions,
  alone: boolean,
  last: Placement | undefined,
): Placement {
  const previous = last?.alone === alone ? last : undefined;
  const looking = createLooking(workspace, previous?.looks ?? []);
  const placing: Placing = {
    workspace: looking.workspace,
    main: file.path,
    options,
    alone,
    looking,
    before: previous?.followed ?? new Map(),
    statementsBefore: previous?.statements ?? new Map(),
    followed: new Map(),
    statements: new Map(),
    bodies: previous?.bodies ?? createBodies(),
    open: [workspace.realPath(file.path)],
    includes: 0,
    size: 0,
  };
  const directives = placeFile(placing, file, { includedBy: undefined, depth: 0, entries: false }, previous?.directives);
  const { includes, problems } = holdsOf(undefined, directives);
  const followed = includes.flatMap((it) => placing.followed.get(it) ?? []);
  return {
    directives,
    files: [...new Set([file.path, ...followed.flatMap(({ paths }) => paths)])],
    problems,
    looks: [...new Set(followed.flatMap((it) => it.looks))],
    followed: placing.followed,
    statements: placing.statements,
    alone,
    bodies: placing.bodies,
  };
}

/** The blocks of a file, as they are read. */
export function rootOf({ tree }: SourceFile, { asRead }: PlaceOptions): Block {
  return asRead === true ? tree.asRead().root : tree.root;
}

interface Placing extends Search {
  readonly options: PlaceOptions;
  readonly before: ReadonlyMap<Placed, Followed>;
  readonly statementsBefore: Placement['statements'];
  readonly followed: Map<Placed, Followed>;
  readonly statements: Map<string, readonly string[]>;
  readonly bodies: Bodies;
  readonly open: string[];
}

interface Around extends TextAround, MadeIn {
  /** Blocks around, those of including files too. */
  readonly depth: number;
}

function placeFile(
  placing: Placing,
  file: SourceFile,
  around: Pick<Around, 'includedBy' | 'depth' | 'entries'>,
  previous: readonly Placed[] | undefined,
): readonly Placed[] {
  const { path, tree } = file;
  const root = rootOf(file, placing.options);
  const statements = statementsOf(root);
  if (statements.length > 0) placing.statements.set(path, statements);
  const isKept = sameList(statements, placing.statementsBefore.get(path) ?? none);
  return placeBody(placing, root, { ...around, path, text: tree.source, statements, origin: 0 }, isKept ? previous : undefined);
}

/** The directives of a block, each include followed by what it brings. */
function placeBody(placing: Placing, block: Block, around: Around, previous: readonly Placed[] | undefined): readonly Placed[] {
  const { includedBy, text, origin } = around;
  const before = previous === undefined ? nothingWritten : writtenOf(previous, includedBy, placing.bodies);
  const { indexes, start, tail } = sameLines(block, around, before);
  const known: Known = { written: before.written, brought: before.brought, from: before.from, indexes, start, tail };
  const body =
    previous === undefined || before.from === undefined || !areIncludesCurrent(placing, known)
      ? placeSome(placing, block, around, known, { start: 0, tail: 0 })
      : placeBetween(placing, block, around, known, previous);
  keepBody(placing.bodies, body, { block, text, origin }, { previous, before });
  return body.placed;
}

/** Of a block, what was placed before, and how far it is the same. */
type Known = Written & Lines;

/** Only what stands between the ends that are the same. */
function placeBetween(
  placing: Placing,
  block: Block,
  around: Around,
  known: Known,
  previous: readonly Placed[],
): ReturnType<typeof withBetween> {
  const { includersBefore, includersBehind } = includersAtEnds(known);
  for (const placed of includersBefore) carryOverAll(placing, placed);
  const between = placeSome(placing, block, around, known, known);
  for (const placed of includersBehind) carryOverAll(placing, placed);
  return withBetween(previous, known, between);
}

/** The directives of a block without those at its ends. */
function placeSome(placing: Placing, block: Block, around: Around, known: Known, without: Ends): Between {
  const { indexes, start, tail, written: before } = known;
  const shift = before.length - indexes.length;
  const bringing = known.brought.length === 0 ? undefined : new Map(known.brought.map(({ behind, placed }) => [behind, placed]));
  const placed: Placed[] = [];
  const written: Placed[] = [];
  const brought: Brought[] = [];
  for (let position = without.start; position < indexes.length - without.tail; position++) {
    const isSame = position < start || position >= indexes.length - tail;
    const place = position < start || shift === 0 ? position : isSame ? position + shift : undefined;
    const then = place === undefined ? undefined : before[place];
    const behind = (place === undefined ? undefined : bringing?.get(place)) ?? none;
    const from = placed.length;
    if (isSame && then !== undefined && isCurrent(placing, then)) {
      placed.push(then);
      for (const it of behind) placed.push(it);
      carryOverAll(placing, then);
    } else placeOne(placing, lineAt(block, indexes[position] ?? 0, around), around, { placed: then, brought: behind }, placed);
    const own = placed[from];
    if (own !== undefined) written.push(own);
    if (placed.length > from + 1) brought.push({ behind: position, placed: placed.slice(from + 1) });
  }
  const all = settled(placed);
  return { placed: all, written: brought.length === 0 ? all : settled(written), brought };
}

const none: readonly never[] = [];

/** Did nothing change in what the directives at the ends of a body include? */
function areIncludesCurrent(placing: Placing, known: Known): boolean {
  const { includersBefore, includersBehind } = includersAtEnds(known);
  return [...includersBefore, ...includersBehind].every((placed) => isCurrent(placing, placed));
}

function carryOverAll(placing: Placing, { holds }: Placed): void {
  for (const include of holds.includes) carryOver(placing, include);
}

/** Where did nothing change since it was placed, in the files that it includes neither? */
function isCurrent({ before, looking }: Placing, { holds }: Placed): boolean {
  return (
    holds.includes.length === 0 || holds.includes.every((include) => before.get(include)?.looks.every(looking.isCurrent) === true)
  );
}

function carryOver(placing: Placing, include: Placed): void {
  const known = placing.before.get(include);
  if (known === undefined || placing.followed.has(include)) return;
  placing.includes++;
  placing.size += known.size;
  placing.followed.set(include, known);
  for (const path of known.paths) {
    const statements = placing.statementsBefore.get(path);
    if (statements !== undefined) placing.statements.set(path, statements);
  }
  for (const inner of known.inner) carryOver(placing, inner);
}

/** What stood in the place of a directive before, and what it brought. */
interface Before {
  readonly placed: Placed | undefined;
  readonly brought: readonly Placed[];
}

function placeOne(placing: Placing, line: Line, around: Around, known: Before, out: Placed[]): void {
  const { directive, comments } = line;
  const before = known.placed;
  const block = directive.block === undefined ? undefined : placeBlock(placing, line, directive.block, around, before);
  const target = isInclude(directive) ? lookFor(directive, placing) : undefined;
  const tooDeep = isTooDeep(directive, around.depth);
  const problems = target?.problems ?? (tooDeep ? [{ kind: 'over-limit', path: around.path }] : undefined);
  const isKept =
    before?.directive === directive &&
    before.includedBy === around.includedBy &&
    sameList(before.comments, comments) &&
    sameList(before.block, block) &&
    sameProblems(before.holds.problems, problems);
  const placed = isKept ? before : made(line, around, block, problems, before);
  out.push(placed);
  if (target !== undefined) for (const it of follow(placing, placed, around, target, known.brought)) out.push(it);
}

/** `undefined` where the block is in too many others. */
function placeBlock(
  placing: Placing,
  { directive, start }: Line,
  block: Block,
  { path, text, statements, depth }: Around,
  before: Placed | undefined,
): readonly Placed[] | undefined {
  if (depth >= includeLimits.blocks) return undefined;
  const entries = isTable(directive);
  const inner: Around = { path, text, statements, includedBy: undefined, depth: depth + 1, entries, origin: start };
  // The same words are something else as an entry than as a directive.
  const isAlike = before !== undefined && isTable(before.directive) === entries;
  return placeBody(placing, block, inner, isAlike ? before.block : undefined);
}

function follow(
  placing: Placing,
  include: Placed,
  { depth, entries }: Around,
  { files, looks }: Target,
  previous: readonly Placed[],
): readonly Placed[] {
  const before = byFile(previous, include);
  const brought = files.flatMap((file) => {
    placing.open.push(placing.workspace.realPath(file.path));
    const placed = placeFile(placing, file, { includedBy: include, depth, entries }, before.get(file.path));
    placing.open.pop();
    return placed;
  });
  // What included files include themselves stands among their lines, and is counted by its own include.
  const inner = brought.flatMap(({ includedBy, holds }) => (includedBy === include ? holds.includes : []));
  const deeper = inner.flatMap((it) => placing.followed.get(it) ?? []);
  const own = files.map(({ path }) => path);
  placing.followed.set(include, {
    own,
    paths: [...new Set([...own, ...deeper.flatMap(({ paths }) => paths)])],
    looks: [...new Set([...looks, ...deeper.flatMap((it) => it.looks)])],
    size: files.reduce((sum, file) => sum + weightOfFile(file), 0),
    inner,
  });
  return brought;
}
