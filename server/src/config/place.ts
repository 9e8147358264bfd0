/** Directives where nginx reads them: includes followed, what did not change since the last time kept as the same objects. */
import { hasRawBody } from '../syntax/lua.ts';
import type { Block, Directive } from '../syntax/tree.ts';
import { statementsOf } from './comments.ts';
import { holdsNothing, holdsOf, isTable, ownHolds } from './holds.ts';
import { lookFor, type Search, type Target } from './include-target.ts';
import type { IncludeOptions } from './include.ts';
import { directivesIn, isSameLine, lineAt, type Line, type TextAround } from './line.ts';
import { createLooking, type Look } from './looking.ts';
import type { IncludeProblem, Placed } from './model.ts';
import { commonEnds, sameList } from '../query/same.ts';
import { weightOfFile } from './weight.ts';
import { writtenIn } from './written.ts';
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
  };
}

export function isInclude(directive: Directive): boolean {
  return directive.name.text === 'include' && directive.block === undefined && directive.args.length === 1;
}

/** What a person calls the file of an include: the argument as written. */
export function includeName(include: Placed): string {
  return include.directive.args[0]?.text ?? '';
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
  readonly open: string[];
}

interface Around extends TextAround {
  readonly path: string;
  /** The include that brings these lines, where they stand at the top of a file. */
  readonly includedBy: Placed | undefined;
  /** Blocks around, those of including files too. */
  readonly depth: number;
  /** The lines are entries of a table such as a map, not directives. */
  readonly entries: boolean;
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
  const indexes = directivesIn(block);
  const { written, brought } = previous === undefined ? nothingWritten : writtenIn(previous, around.includedBy);
  const { start, tail } = commonEnds(indexes, written, (index, placed) => isSameLine(block, index, around, placed));
  const shift = written.length - indexes.length;
  const out: Placed[] = [];
  for (const [position, index] of indexes.entries()) {
    const isSame = position < start || position >= indexes.length - tail;
    const known = position < start || shift === 0 ? written[position] : isSame ? written[position + shift] : undefined;
    const behind = (known === undefined ? undefined : brought?.get(known)) ?? none;
    if (isSame && known !== undefined && isCurrent(placing, known)) {
      out.push(known);
      for (const it of behind) out.push(it);
      for (const include of known.holds.includes) carryOver(placing, include);
    } else placeOne(placing, lineAt(block, index, around), around, { placed: known, brought: behind }, out);
  }
  return out;
}

const nothingWritten: ReturnType<typeof writtenIn> = { written: [] };

const none: readonly never[] = [];

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
  const block = directive.block === undefined ? undefined : placeBlock(placing, line, directive.block, around, before?.block);
  const target = isInclude(directive) ? lookFor(directive, placing) : undefined;
  const tooDeep = isTooDeep(directive, around.depth);
  const problems = target?.problems ?? (tooDeep ? [{ kind: 'over-limit', path: around.path }] : undefined);
  const isKept =
    before?.directive === directive &&
    before.includedBy === around.includedBy &&
    sameList(before.comments, comments) &&
    sameList(before.block, block) &&
    sameProblems(before.holds.problems, problems);
  const placed = isKept ? before : made(line, around, block, problems);
  out.push(placed);
  if (target !== undefined) for (const it of follow(placing, placed, around, target, known.brought)) out.push(it);
}

/** `undefined` where the block is in too many others. */
function placeBlock(
  placing: Placing,
  { directive, start }: Line,
  block: Block,
  around: Around,
  previous: readonly Placed[] | undefined,
): readonly Placed[] | undefined {
  if (around.depth >= includeLimits.blocks) return undefined;
  const inner = { ...around, includedBy: undefined, depth: around.depth + 1, entries: isTable(directive), origin: start };
  return placeBody(placing, block, inner, previous);
}

function made(
  { directive, comments }: Line,
  { path, includedBy, entries }: Around,
  block: readonly Placed[] | undefined,
  problems: Target['problems'] | undefined,
): Placed {
  const placed: { -readonly [K in keyof Placed]: Placed[K] } = {
    directive,
    path,
    block,
    includedBy,
    holds: holdsNothing,
    comments,
  };
  if (entries && problems === undefined) return placed;
  placed.holds = holdsOf(ownHolds(placed, isInclude(directive), problems ?? []), block ?? []);
  return placed;
}

/** A block that is in too many others, over all files or, as the parser leaves it, in its own. */
function isTooDeep({ name, block, rawBody }: Directive, depth: number): boolean {
  return block === undefined ? rawBody !== undefined && !hasRawBody(name.text) : depth >= includeLimits.blocks;
}

/** Of a block, its includes have the problems. */
function sameProblems(before: readonly IncludeProblem[], now: Target['problems'] | undefined): boolean {
  if (now === undefined) return true;
  return (
    before.length === now.length &&
    now.every(({ kind, path }, index) => before[index]?.kind === kind && before[index].path === path)
  );
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

/** What an include brought, by the file that it stands in; what the files include themselves stays behind its include. */
export function byFile(brought: readonly Placed[], include: Placed): ReadonlyMap<string, readonly Placed[]> {
  const out = new Map<string, Placed[]>();
  let list: Placed[] = [];
  for (const it of brought) {
    if (it.includedBy === include) out.set(it.path, (list = out.get(it.path) ?? []));
    list.push(it);
  }
  return out;
}
