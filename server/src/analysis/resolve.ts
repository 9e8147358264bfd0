/** From findings at directives to findings at places in the text of this moment. */
import type { Workspace } from '../config/workspace.ts';
import type { FileFinding, FileRelated } from './finding.ts';
import type { Anchor } from '../config/model.ts';
import { derived } from '../query/derived.ts';
import type { Directive, Span } from '../syntax/tree.ts';
import { treeOf } from './edits.ts';
import { oneLine, sentence } from './one-line.ts';
import type { AbsoluteFinding, Finding, Related, Severity } from './rule.ts';
import type { Found } from './ask-rules.ts';

/** Sorted by file and place; what is said twice about one place (a file included twice) is said once. */
export function resolve(
  found: readonly Found[],
  workspace: Workspace,
  severities: ReadonlyMap<string, Severity | 'off'>,
): readonly FileFinding[] {
  const startOf = startsOf(found, workspace);
  const out: FileFinding[] = [];
  for (const { rule, finding } of found) {
    const place = 'at' in finding ? placeOf(finding.at, startOf) : finding;
    if (place === undefined) continue;
    const { message, related, fixes } = told(finding);
    const chosen = severities.get(rule.id);
    out.push({
      rule: rule.id,
      severity: chosen === undefined || chosen === 'off' ? (finding.severity ?? rule.severity) : chosen,
      message,
      path: 'at' in finding ? finding.at.path : finding.path,
      start: place.start,
      end: place.end,
      related: related.flatMap((it) => resolveRelated(it, workspace, startOf)),
      fixes,
      ...(finding.stated === undefined ? {} : { stated: finding.stated }),
    });
  }
  return onceEach(out.sort(inOrder));
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
