/** Which code actions a place gets, and what an action does when it is chosen. */
import {
  CodeActionKind,
  CodeActionTriggerKind,
  type CodeAction,
  type CodeActionContext,
  type Range,
} from 'vscode-languageserver';
import type { OpenText } from './open-text.ts';
import type { Analysis } from '../analysis/analyze.ts';
import type { FileFinding } from '../analysis/finding.ts';
import { isFixedInBulk } from '../features/fix-all.ts';
import type { Client } from './client.ts';
import { toDiagnostic, type Found } from './diagnostics.ts';
import {
  fixAllAction,
  fixAllHereKind,
  fixAllKind,
  fixesOfAll,
  forwardHereAction,
  ignoreAction,
  quickFixes,
  withEdits,
  type ActionContext,
  type ActionData,
} from './code-actions.ts';
import { startEchoActions } from './echo-actions.ts';
import { sayBroughtAction } from './say-brought.ts';

/** `turn` waits for other messages, and throws when the editor does not want the answer any more. */
export async function offerActions(
  text: OpenText,
  range: Range,
  { only, triggerKind }: CodeActionContext,
  context: ActionContext,
  client: Client,
  turn: () => Promise<void>,
): Promise<CodeAction[]> {
  const actions = [
    ...(isAsked(only, CodeActionKind.QuickFix, true) ? await offerQuickFixes(text, range, context, client, turn) : []),
    ...(isAsked(only, CodeActionKind.RefactorRewrite, true)
      ? forwardHereAction(text.offsetAt(range.start), context, triggerKind !== CodeActionTriggerKind.Automatic)
      : []),
    ...(client.startsEcho && client.trusted && isAsked(only, CodeActionKind.Empty, true)
      ? startEchoActions(text.offsetAt(range.start), context)
      : []),
    ...(isAsked(only, fixAllKind, false) && context.found.some(isSafe) ? [fixAllAction(context, fixAllKind)] : []),
  ];
  return client.resolvesEdits ? actions : withAllEdits(actions, context).filter(hasEdits);
}

/** Many findings offer the same to be done with all of them: that is worked out once. */
function withAllEdits(actions: readonly CodeAction[], context: ActionContext): CodeAction[] {
  const edits = new Map<string, CodeAction['edit']>();
  return actions.map((action) => {
    if (action.data === undefined) return action;
    const key = JSON.stringify(action.data);
    if (!edits.has(key)) edits.set(key, resolveAction(action, context).edit);
    const edit = edits.get(key);
    return edit === undefined ? action : { ...action, edit };
  });
}

export function resolveAction(action: CodeAction, context: ActionContext): CodeAction {
  return action.data === undefined ? action : withEdits(action, action.data as ActionData, context);
}

async function offerQuickFixes(
  text: OpenText,
  range: Range,
  context: ActionContext,
  client: Client,
  turn: () => Promise<void>,
): Promise<readonly CodeAction[]> {
  const start = text.offsetAt(range.start);
  const end = text.offsetAt(range.end);
  const here = context.found.filter(({ finding }) => finding.start <= end && start <= finding.end);
  const fixes: CodeAction[] = [];
  for (const { analysis, findings } of byAnalysis(here)) {
    await turn();
    const checked = fixesOfAll(analysis, findings, context);
    for (const finding of findings) fixes.push(...quickFixes({ finding, analysis }, checked.get(finding) ?? [], context));
  }
  const said = client.addsDirectives ? here.flatMap((found) => sayBroughtAction(found, context)) : [];
  return [
    ...fixes,
    ...(client.resolvesEdits ? offerWhole(here, context) : []),
    ...said,
    ...here.flatMap((found) => ignoreAction(found, context)),
  ];
}

/** “Fix all”, where something is safe to fix here, and something of another rule elsewhere. It costs no edits. */
function offerWhole(here: readonly Found[], context: ActionContext): readonly CodeAction[] {
  const own = here.find(isSafe);
  const isOther = (it: Found): boolean => it.finding.rule !== own?.finding.rule && isSafe(it);
  if (own === undefined || !context.found.some(isOther)) return [];
  // An editor shows first what has a diagnostic.
  return [{ ...fixAllAction(context, fixAllHereKind), diagnostics: [toDiagnostic(own.finding, context.places, true)] }];
}

interface OfAnalysis {
  readonly analysis: Analysis;
  readonly findings: readonly FileFinding[];
}

/** Findings by the main file that has them, not more at once than are soon tried. */
function byAnalysis(found: readonly Found[]): readonly OfAnalysis[] {
  const out: { readonly analysis: Analysis; readonly findings: FileFinding[] }[] = [];
  for (const { analysis, finding } of found) {
    const last = out.at(-1);
    if (last?.analysis === analysis && last.findings.length < atOnce) last.findings.push(finding);
    else out.push({ analysis, findings: [finding] });
  }
  return out;
}

const atOnce = 100;

function isSafe({ finding }: ActionContext['found'][number]): boolean {
  return isFixedInBulk(finding) && finding.fixes.some(({ safe }) => safe);
}

function hasEdits({ edit, command }: CodeAction): boolean {
  return edit !== undefined || command !== undefined;
}

/** Kinds are paths of words: `source` asks for `source.fixAll` too. Source actions come only when asked for. */
function isAsked(only: readonly string[] | undefined, kind: string, unasked: boolean): boolean {
  return only === undefined ? unasked : only.some((it) => it === '' || kind === it || kind.startsWith(`${it}.`));
}
