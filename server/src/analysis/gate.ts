/** The fix gate: a fix is tried in memory, and offered only if it takes its finding away and makes nothing worse. */
import { statementsAfter, statementsIn } from '../config/weight.ts';
import type { SourceFile, Workspace } from '../config/workspace.ts';
import type { Parser } from '../syntax/tree.ts';
import type { Analysis } from './analyze.ts';
import type { FileFinding } from './finding.ts';
import { newProblems } from '../validity/problems.ts';
import { applyEdits, fromEnd, locate, treeOf } from './edits.ts';
import { newRefusals } from './refused.ts';
import type { FileEdit, Fix, FixContext } from './rule.ts';
import { isNotWorse } from './verdicts.ts';

/** A fix that passed the gate, with its edits for the texts of the analysis. */
export interface CheckedFix {
  readonly title: string;
  readonly safe: boolean;
  readonly edits: readonly FileEdit[];
}

/** What the gate needs beside the analysis that it may try edits on. */
export interface Gate {
  readonly parser: Parser;
  /** Analyses of other main files, which may read what is edited. */
  readonly others?: readonly Analysis[];
  /** Told of a fix that threw: a mistake of ours, which costs that fix alone. */
  readonly failed?: (rule: string, error: unknown) => void;
}

/** The fixes of a finding that may be offered, their edits made for this moment. */
export function checkedFixes(analysis: Analysis, finding: FileFinding, gate: Gate): readonly CheckedFix[] {
  return finding.fixes.flatMap((fix) => {
    const edits = editsOf(fix, analysis);
    return edits !== undefined && passes(analysis, finding, edits, gate) !== undefined
      ? [{ title: fix.title, safe: fix.safe, edits }]
      : [];
  });
}

/**
 * Does the fix take its finding away, bring no syntax error and no refusal, and leave no handshake worse in any main file?
 * Then what the edits lead to, else `undefined`.
 */
export function passes(analysis: Analysis, finding: FileFinding, edits: readonly FileEdit[], gate: Gate): Analysis | undefined {
  const same = (it: FileFinding): boolean => it.rule === finding.rule && it.path === finding.path;
  const heals = (after: Analysis): boolean => after.findings.filter(same).length < analysis.findings.filter(same).length;
  return withoutHarm(analysis, edits, gate, heals);
}

/** The same for edits that no finding asks for; `serves` says whether what they lead to is what they are made for. */
export function withoutHarm(
  analysis: Analysis,
  edits: readonly FileEdit[],
  gate: Gate,
  serves: (after: Analysis) => boolean,
): Analysis | undefined {
  const { workspace } = analysis;
  const next = edited(workspace, edits, gate.parser);
  if (next === undefined) return undefined;
  if (bringsSyntaxErrors(workspace, next, edits)) return undefined;
  const after = analysis.tried(next);
  if (!serves(after) || edits.some((it) => completesRefused(analysis, after, it))) return undefined;
  return isHarmless(analysis, after) && isHarmlessElsewhere(analysis, next, edits, gate) ? after : undefined;
}

/**
 * Is a directive that an edit makes whole one that nginx refuses? What the author meant would be refused before too, and yet
 * nobody wrote it: `proxy_set_header` on a line of its own was no `proxy_set_header;`.
 */
function completesRefused(before: Analysis, after: Analysis, { path, edits }: FileEdit): boolean {
  const { meant, read } = after.problems();
  // nginx may stop before: what an edit ends with a `;` counts as it is meant then.
  const ended = meant === read || !edits.some(({ newText }) => newText.endsWith(';')) ? [] : meant;
  const brought = [...newProblems(before.problems().read, read), ...ended].filter(({ at }) => at?.path === path);
  if (brought.length === 0) return false;
  let shift = 0;
  const places = [...edits]
    .sort((a, b) => a.start - b.start)
    .map((edit) => {
      const start = edit.start + shift;
      shift += edit.newText.length - (edit.end - edit.start);
      return { start, end: start + edit.newText.length };
    });
  return brought.some(({ at }) => {
    const place = at && locate(after.workspace, { path, directive: at.directive, start: 0, end: at.directive.end });
    return place !== undefined && places.some(({ start, end }) => place.start < end && start < place.end);
  });
}

/** Are the edits harmless in the other main files that read one of the edited files, maybe through a link? */
export function isHarmlessElsewhere(
  { config: { main } }: Analysis,
  next: Workspace,
  edits: readonly FileEdit[],
  { others = [] }: Gate,
): boolean {
  return others
    .filter(({ config, workspace }) => {
      if (config.main === main) return false;
      const real = new Set(edits.map(({ path }) => workspace.realPath(path)));
      return config.files.some((path) => real.has(workspace.realPath(path)));
    })
    .every((other) => isHarmless(other, other.tried(next)));
}

/** Does nginx refuse nothing that it did not refuse before, and is no handshake worse? */
function isHarmless(before: Analysis, after: Analysis): boolean {
  return !refusesMore(before, after) && isNotWorse(before, after);
}

/** Does nginx refuse what it did not refuse before? */
export function refusesMore(before: Analysis, after: Analysis): boolean {
  return newRefusals(before.problems(), after.problems()).length > 0;
}

/** The workspace as it would be after the edits; `undefined` when they overlap, or a file is gone or none of the user's own. */
export function edited(workspace: Workspace, edits: readonly FileEdit[], parser: Parser): Workspace | undefined {
  const files = new Map<string, string>();
  const read = (path: string, text: string): SourceFile => {
    const before = workspace.open(path);
    const [changes, ...more] = edits.filter((it) => it.path === path);
    if ('unreadable' in before || changes === undefined || more.length > 0)
      return { path, tree: parser.parse(text), statements: statementsIn(text) };
    const tree = parser.parse(text, before.tree, fromEnd(changes.edits));
    return { path, tree, statements: statementsAfter(before, changes.edits) };
  };
  for (const { path, edits: changes } of edits) {
    const file = workspace.open(path);
    const before = files.get(path) ?? ('unreadable' in file || file.outside === true ? undefined : file.tree.text);
    const text = before === undefined ? undefined : applyEdits(before, changes);
    if (text === undefined) return undefined;
    files.set(path, text);
  }
  const opened = new Map([...files].map(([path, text]) => [path, read(path, text)]));
  const behind = new Map([...opened].map(([path, file]) => [workspace.realPath(path), file]));
  return {
    ...workspace,
    open(path) {
      const known = opened.get(path);
      const through = known === undefined ? behind.get(workspace.realPath(path)) : undefined;
      if (through !== undefined) opened.set(path, { ...through, path });
      return opened.get(path) ?? workspace.open(path);
    },
  };
}

/** What fixes are made from, of the moment of an analysis. */
export function fixContext({ config, workspace, options: { nginx, nginxUpTo } }: Analysis): FixContext {
  return { config, workspace, nginx, nginxUpTo };
}

/** The edits of a fix for this moment; `undefined` when it can make none. */
export function editsOf(fix: Fix, analysis: Analysis): readonly FileEdit[] | undefined {
  const edits = fix.edits(fixContext(analysis));
  return edits?.some((it) => it.edits.length > 0) === true ? edits : undefined;
}

/** Has one of the edited files more syntax errors than before? */
export function bringsSyntaxErrors(before: Workspace, after: Workspace, edits: readonly FileEdit[]): boolean {
  const count = (workspace: Workspace, path: string): number => treeOf(workspace, path)?.errors.length ?? 0;
  return edits.some(({ path }) => count(after, path) > count(before, path));
}
