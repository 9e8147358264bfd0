/** Quick fixes and “fix all” as code actions: only what passed the gate, as edits of the versions that were analysed. */
import {
  CodeActionKind,
  type CodeAction,
  type Diagnostic,
  type TextDocumentEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { Analysis } from '../analysis/analyze.ts';
import type { FileFinding } from '../analysis/finding.ts';
import type { Once } from '../query/once.ts';
import type { CheckedFix, Gate } from '../analysis/gate.ts';
import { checkedFixesOfAll } from '../analysis/gate-many.ts';
import type { FileEdit } from '../analysis/rule.ts';
import { ignoreEdit } from '../analysis/suppress.ts';
import { fixAll, isFixedInBulk } from '../features/fix-all.ts';
import { forwardHere, forwardTitle, lacksForwarding } from '../features/forward-here.ts';
import { toDiagnostic, type Found, type Places } from './diagnostics.ts';

/** It mends nothing: editors that only want fixes can tell. */
const ignoreKind = `${CodeActionKind.QuickFix}.ignore`;

export const fixAllKind = 'source.fixAll.nginx-handshake';
/** The same beside the fixes of one finding. */
export const fixAllHereKind = `${CodeActionKind.QuickFix}.fixAll`;

/** What the actions of one document need. */
export interface ActionContext {
  readonly path: string;
  readonly uri: string;
  readonly gate: Gate;
  /** In each main file that the document takes part in. */
  readonly analyses: readonly Analysis[];
  /** What was checked already of these analyses. */
  readonly once: Once;
  /** Of the whole document. */
  readonly found: readonly Found[];
  readonly places: Places;
  /** `undefined` for a file that is not open. */
  readonly versionOf: (path: string) => number | undefined;
  /** False for a client that only knows `changes`. */
  readonly versioned: boolean;
}

/** Remembered by an action whose edits are made when it is chosen. */
export interface ActionData {
  readonly uri: string;
  /** The one rule to fix; all of them if there is none. */
  readonly rule?: string;
  /** An offset in the location to make one for WebSockets; nothing is fixed then. */
  readonly at?: number;
}

/** The fixes that findings of one analysis offer. */
export function fixesOfAll(
  analysis: Analysis,
  findings: readonly FileFinding[],
  { gate, once }: ActionContext,
): ReadonlyMap<FileFinding, readonly CheckedFix[]> {
  const known = once(checkedFixesOfAll, analysis, () => new Map<FileFinding, readonly CheckedFix[]>());
  const asked = findings.filter((it) => !known.has(it));
  for (const [finding, fixes] of checkedFixesOfAll(analysis, asked, gate)) known.set(finding, fixes);
  return known;
}

export function quickFixes(found: Found, fixes: readonly CheckedFix[], context: ActionContext): readonly CodeAction[] {
  const { finding } = found;
  const diagnostics = [toDiagnostic(finding, context.places, true)];
  const onlySafe = fixes.filter(({ safe }) => safe).length === 1;
  const own = fixes.map(({ title, safe, edits }) => ({
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics,
    ...(safe && onlySafe ? { isPreferred: true } : {}),
    edit: toWorkspaceEdit(edits, context),
  }));
  const alike = context.found.filter((it) => it.finding.rule === finding.rule).length;
  const all =
    fixes.some(({ safe }) => safe) && isFixedInBulk(finding) && alike > 1 ? [fixAllOf(finding, alike, diagnostics, context)] : [];
  return [...own, ...all];
}

export function ignoreAction({ finding }: Found, context: ActionContext): readonly CodeAction[] {
  const file = context.analyses[0]?.workspace.open(finding.path);
  if (file === undefined || 'unreadable' in file) return [];
  const diagnostics = [toDiagnostic(finding, context.places, true)];
  const edit = toWorkspaceEdit([ignoreEdit(file.tree, finding)], context);
  return [{ title: `Ignore ${finding.rule} on this line`, kind: ignoreKind, diagnostics, edit }];
}

/** On a location that passes requests on, also where nothing is found. Without edits it costs nothing but a look. */
export function forwardHereAction(offset: number, context: ActionContext, withEdits: boolean): readonly CodeAction[] {
  const { analyses, path, uri } = context;
  if (!analyses.some((analysis) => lacksForwarding(analysis, path, offset))) return [];
  const data: ActionData = { uri, at: offset };
  const action = { title: forwardTitle, kind: CodeActionKind.RefactorRewrite };
  if (!withEdits) return [{ ...action, data }];
  const edit = forwardEdit(offset, context);
  return edit === undefined ? [] : [{ ...action, edit }];
}

/** `undefined` where what it leads to does not pass the gate. */
function forwardEdit(offset: number, context: ActionContext): WorkspaceEdit | undefined {
  for (const analysis of context.analyses) {
    const checked = forwardHere(analysis, context.path, offset, context.gate);
    if (checked !== undefined) return toWorkspaceEdit(checked.edits, context);
  }
  return undefined;
}

/** As the source action of that name, or among quick fixes; its edits are made when it is chosen. */
export function fixAllAction({ uri }: ActionContext, kind: string): CodeAction {
  const data: ActionData = { uri };
  return { title: 'Fix all handshake problems that are safe to fix', kind, data };
}

/** Fills in the edits of an action that was offered without them. */
export function withEdits(action: CodeAction, { rule, at }: ActionData, context: ActionContext): CodeAction {
  if (at !== undefined) {
    const edit = forwardEdit(at, context);
    return edit === undefined ? action : { ...action, edit };
  }
  const accept = (finding: FileFinding): boolean =>
    finding.path === context.path && (rule === undefined || finding.rule === rule);
  const { edits } = fixAll(context.analyses, context.gate.parser, accept);
  return edits.length === 0 ? action : { ...action, edit: toWorkspaceEdit(edits, context) };
}

function fixAllOf(finding: FileFinding, count: number, diagnostics: Diagnostic[], { uri }: ActionContext): CodeAction {
  const data: ActionData = { uri, rule: finding.rule };
  return { title: `Fix all ${count} ${finding.rule} in this file`, kind: CodeActionKind.QuickFix, diagnostics, data };
}

/** Versioned where the editor can have it so: an edit of another text than was read is refused. */
export function toWorkspaceEdit(edits: readonly FileEdit[], { places, versionOf, versioned }: ActionContext): WorkspaceEdit {
  const documentChanges = edits.map(({ path, edits: changes }): TextDocumentEdit => ({
    textDocument: { uri: places.uriOf(path), version: versionOf(path) ?? null },
    edits: changes.map(({ newText, ...span }) => ({ range: places.rangeOf(path, span), newText })),
  }));
  if (versioned) return { documentChanges };
  return {
    changes: Object.fromEntries(documentChanges.map(({ textDocument, edits: changes }) => [textDocument.uri, changes])),
  } as WorkspaceEdit;
}
