/** Pages of the panel from what an open document shows, and the fix behind a button of theirs. */
import type { WorkspaceEdit } from 'vscode-languageserver';
import { fixUrlCommand, type FixUrlParams, type SimulateParams, type SimulateResult } from '../../../protocol/simulate.ts';
import { keepCheckingCommand } from '../../../protocol/keep-checking.ts';
import type { Place } from '../../../protocol/place.ts';
import type { PanelAction } from '../../../protocol/panel.ts';
import type { Analysis } from '../analysis/analyze.ts';
import { locate, treeOf } from '../analysis/edits.ts';
import type { AtEnds } from '../analysis/ends.ts';
import type { CheckedFix } from '../analysis/gate.ts';
import type { Anchor } from '../config/model.ts';
import { statementFor } from '../features/keep-checking.ts';
import { linesOf, type Lines } from '../features/lines.ts';
import { simulationPage } from '../features/panel/simulation-page.ts';
import type { PagePlaces } from '../features/panel/spans.ts';
import { urlFix } from '../features/panel/url-fix.ts';
import { whichLocation } from '../features/which-location.ts';
import { toWorkspaceEdit, type ActionContext } from './code-actions.ts';
import type { View } from './views.ts';

/** By the first main file; `null` where there is none. */
export function toSimulation(
  { uri, url, plain }: SimulateParams,
  { analyses: [analysis], places, lineOf, isDump }: Pick<View, 'analyses' | 'places' | 'lineOf' | 'isDump'>,
  context: ActionContext,
): SimulateResult | null {
  if (analysis === undefined) return null;
  const client = plain === true ? 'plain' : 'chrome';
  const { text, at, ends, searches } = whichLocation(analysis, url, client);
  const spots = placesIn(analysis, { places, lineOf });
  const fix = plain === true || isDump ? undefined : fixFor(analysis, url, ends, context);
  const keeps = plain !== true && !isDump && statementFor(analysis, url) !== undefined;
  const actions: readonly PanelAction[] = [
    ...(fix === undefined ? [] : [fixAction({ uri, url, title: fix.title })]),
    ...(keeps ? [{ title: 'Keep checking this URL', command: keepCheckingCommand, arguments: [{ uri, url }] }] : []),
  ];
  const page = simulationPage({ url, ends, searches, places: spots, actions });
  return { text, page, location: at === undefined ? null : (spots.ofAnchor(at)?.place ?? null) };
}

/** `null` where the fix that was named is not the one of this moment any more. */
export function toUrlFix(
  { url, title }: FixUrlParams,
  { analyses: [analysis] }: View,
  context: ActionContext,
): WorkspaceEdit | null {
  if (analysis === undefined) return null;
  const { ends } = whichLocation(analysis, url, 'chrome');
  const fix = fixFor(analysis, url, ends, context);
  return fix?.title === title ? toWorkspaceEdit(fix.edits, context) : null;
}

/** Where the anchors and lines of an analysis are in the documents of the editor. */
export function placesIn({ workspace }: Analysis, { places, lineOf }: Pick<View, 'places' | 'lineOf'>): PagePlaces {
  const known = new Map<string, Lines>();
  const linesOfFile = (path: string): Lines => {
    const lines = known.get(path) ?? linesOf(treeOf(workspace, path)?.text ?? '');
    known.set(path, lines);
    return lines;
  };
  return {
    ofAnchor(at: Anchor) {
      const span = locate(workspace, at);
      if (span === undefined) return undefined;
      const { path } = at;
      const place: Place = { uri: places.uriOf(path), range: places.rangeOf(path, span) };
      return { path, line: linesOfFile(path).nginxLineAt(span.start), place };
    },
    ofLine(path, line) {
      const start = { line: lineOf(path, line) - 1, character: 0 };
      return { path, line, place: { uri: places.uriOf(path), range: { start, end: start } } };
    },
  };
}

function fixFor(analysis: Analysis, url: string, ends: AtEnds, { gate, once }: ActionContext): CheckedFix | undefined {
  const known = once(urlFix, analysis, () => new Map<string, CheckedFix | undefined>());
  if (!known.has(url)) known.set(url, urlFix(analysis, url, ends, gate));
  return known.get(url);
}

function fixAction(params: FixUrlParams): PanelAction {
  return { title: params.title, command: fixUrlCommand, arguments: [params] };
}
