/** From findings at directives to findings at places in the text of this moment. */
import type { Workspace } from '../config/workspace.ts';
import type { FileFinding, FileRelated } from './finding.ts';
import type { Anchor } from '../config/model.ts';
import { derived } from '../query/derived.ts';
import { sameEnds } from '../query/same.ts';
import { commonText, movedTo, type Common } from '../syntax/text.ts';
import type { Directive, Span, Text } from '../syntax/tree.ts';
import { treeOf } from './edits.ts';
import { oneLine, sentence } from './one-line.ts';
import type { AbsoluteFinding, Finding, Related, Severity } from './rule.ts';
import type { Found } from './ask-rules.ts';

/** Findings at their places, and what the next ones can be made from. */
export interface Resolved {
  /** Sorted by file and place; what is said twice about one place (a file included twice) is said once. */
  readonly findings: readonly FileFinding[];
  readonly found: readonly Found[];
  /** For each of those that were found; `undefined` where it has no place. */
  readonly each: readonly (FileFinding | undefined)[];
  /** Of each file with a place in it, the text. */
  readonly texts: ReadonlyMap<string, Text | undefined>;
}

/** `before` was made with the same severities: what stands where the text is the same has only moved. */
export function resolve(
  found: readonly Found[],
  workspace: Workspace,
  severities: ReadonlyMap<string, Severity | 'off'>,
  before?: Resolved,
): Resolved {
  const texts = new Map<string, Text | undefined>();
  const textOf = (path: string): void => {
    if (!texts.has(path)) texts.set(path, treeOf(workspace, path)?.source);
  };
  for (const path of before?.texts.keys() ?? []) textOf(path);
  const known = before === undefined ? none : keptFrom(found, before, texts);
  const fresh = before === undefined ? found : found.filter((_it, index) => known[index] === undefined);
  const resolving = { workspace, severities, startOf: startsOf(fresh, workspace) };
  const each = found.map((it, index) => {
    const kept = known[index];
    if (kept !== undefined) return kept;
    const made = resolveOne(it, resolving);
    if (made !== undefined) for (const { path } of [made, ...made.related]) textOf(path);
    return made;
  });
  const there = each.filter((it) => it !== undefined);
  return { findings: onceEach(there.sort(inOrder)), found, each, texts };
}

interface Resolving {
  readonly workspace: Workspace;
  readonly severities: ReadonlyMap<string, Severity | 'off'>;
  readonly startOf: StartOf;
}

function resolveOne({ rule, finding }: Found, { workspace, severities, startOf }: Resolving): FileFinding | undefined {
  const place = 'at' in finding ? placeOf(finding.at, startOf) : finding;
  if (place === undefined) return undefined;
  const { message, related, fixes } = told(finding);
  const chosen = severities.get(rule.id);
  return {
    rule: rule.id,
    severity: chosen === undefined || chosen === 'off' ? (finding.severity ?? rule.severity) : chosen,
    message,
    path: 'at' in finding ? finding.at.path : finding.path,
    start: place.start,
    end: place.end,
    related: related.flatMap((it) => resolveRelated(it, workspace, startOf)),
    fixes,
    // Which block is around a place may change while the place does not.
    ...('at' in finding && !related.some(({ at }) => 'inBlock' in at) ? { origin: finding } : {}),
    ...(finding.stated === undefined ? {} : { stated: finding.stated }),
  };
}

/** Of each that was found before as well, and stands where the texts are the same, what it is now. */
function keptFrom(found: readonly Found[], before: Resolved, texts: Resolved['texts']): readonly (FileFinding | undefined)[] {
  const commons = new Map<string, Common | undefined>();
  for (const [path, old] of before.texts) {
    const now = texts.get(path);
    commons.set(path, old === undefined || now === undefined ? undefined : commonText(old, now));
  }
  let last: { readonly path: string; readonly common: Common | undefined } | undefined;
  const commonIn = (path: string): Common | undefined => {
    if (last?.path !== path) last = { path, common: commons.get(path) };
    return last.common;
  };
  const { start, tail } = sameEnds(found, before.found);
  const shift = before.found.length - found.length;
  return found.map((_it, index) => {
    const known = index < start ? before.each[index] : index >= found.length - tail ? before.each[index + shift] : undefined;
    return known?.origin === undefined ? undefined : moved(known, commonIn);
  });
}

/** The same finding where its texts have moved; the same object where they have not. */
function moved(finding: FileFinding, commonIn: (path: string) => Common | undefined): FileFinding | undefined {
  const common = commonIn(finding.path);
  const start = common === undefined ? undefined : movedTo(finding, common);
  const related = start === undefined ? undefined : movedEach(finding.related, commonIn);
  if (start === undefined || related === undefined) return undefined;
  if (start === finding.start && related === finding.related) return finding;
  return { ...finding, start, end: start + finding.end - finding.start, related };
}

function movedEach(
  places: readonly FileRelated[],
  commonIn: (path: string) => Common | undefined,
): readonly FileRelated[] | undefined {
  let out: FileRelated[] | undefined;
  for (const [index, it] of places.entries()) {
    const common = commonIn(it.path);
    const start = common === undefined ? undefined : movedTo(it, common);
    if (start === undefined) return undefined;
    if (start === it.start) continue;
    out ??= places.slice();
    out[index] = { path: it.path, start, end: start + it.end - it.start, message: it.message };
  }
  return out ?? places;
}

/** By file and place; 0 for what is said of the same. */
function inOrder(a: FileFinding, b: FileFinding): number {
  return a.path === b.path ? a.start - b.start || a.end - b.end : a.path < b.path ? -1 : 1;
}

/** Of sorted findings, the first that a rule has at each place. */
function onceEach(sorted: readonly FileFinding[]): readonly FileFinding[] {
  const out: FileFinding[] = [];
  for (const finding of sorted) {
    let isSaid = false;
    for (let at = out.length - 1; !isSaid; at--) {
      const before = out[at];
      if (before === undefined || inOrder(before, finding) !== 0) break;
      isSaid = before.rule === finding.rule;
    }
    if (!isSaid) out.push(finding);
  }
  return out;
}

/** Of a fix, in a menu. */
const longestTitle = 120;

/** What a finding says, wherever it stands. */
const told = derived(({ message, related = none, fixes = none }: Finding | AbsoluteFinding): Told => ({
  message: sentence(message),
  related: related.map((it) => ({ ...it, message: sentence(it.message) })),
  fixes: fixes.map((fix) => ({ ...fix, title: oneLine(fix.title, longestTitle) })),
}));

type Told = Required<Pick<Finding, 'message' | 'related' | 'fixes'>>;

const none: readonly never[] = [];

function resolveRelated({ at, message }: Related, workspace: Workspace, startOf: StartOf): readonly FileRelated[] {
  const anchor = 'inBlock' in at ? at.inBlock : at;
  const place = 'inBlock' in at ? blockAround(workspace, anchor) : placeOf(anchor, startOf);
  return place === undefined ? [] : [{ path: anchor.path, start: place.start, end: place.end, message }];
}

type StartOf = (anchor: Anchor) => number | undefined;

/** Of all directives that findings point at, looked up at once in each file. */
function startsOf(found: readonly Found[], workspace: Workspace): StartOf {
  const wanted = new Map<string, Set<Directive>>();
  const want = ({ path, directive }: Anchor): void => {
    const known = wanted.get(path);
    if (known === undefined) wanted.set(path, new Set([directive]));
    else known.add(directive);
  };
  for (const { finding } of found) {
    if ('at' in finding) want(finding.at);
    for (const { at } of finding.related ?? []) if (!('inBlock' in at)) want(at);
  }
  const starts = new Map(Array.from(wanted, ([path, directives]) => [path, treeOf(workspace, path)?.startsOf(directives)]));
  return ({ path, directive }) => starts.get(path)?.get(directive);
}

function placeOf(anchor: Anchor, startOf: StartOf): Span | undefined {
  const start = startOf(anchor);
  return start === undefined ? undefined : { start: start + anchor.start, end: start + anchor.end };
}

/** The name of the innermost block around a directive, in the file where it is written. */
function blockAround(workspace: Workspace, { path, directive }: Anchor): Span | undefined {
  const tree = treeOf(workspace, path);
  const start = tree?.startOf(directive);
  const around = start === undefined ? undefined : tree?.pathAt(start).findLast((item) => item !== directive);
  const at = around === undefined ? undefined : tree?.startOf(around);
  return around?.kind === 'directive' && at !== undefined ? { start: at, end: at + around.name.end } : undefined;
}
