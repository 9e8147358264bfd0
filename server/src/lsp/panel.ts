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
import { whichLocation, type WhichLocation } from '../features/which-location.ts';
import type { Client } from '../handshake/model.ts';
import { toWorkspaceEdit, type ActionContext } from './code-actions.ts';
import type { View } from './views.ts';

/** By the first main file; `null` where there is none. */
export function toSimulation(
  { uri, url, plain }: SimulateParams,
  view: ViewOfUrl,
  context: ActionContext,
): SimulateResult | null {
  const found = urlWays(url, view, plain === true ? 'plain' : 'chrome');
  if (found === undefined) return null;
  const { text, at, places } = found;
  const actions = plain === true ? [] : urlActions({ uri, url }, found, view, context);
  const page = simulationPage({ url, simulated: found, places, actions });
  return { text, page, location: at === undefined ? null : (places.ofAnchor(at)?.place ?? null) };
}

type ViewOfUrl = Pick<View, 'analyses' | 'places' | 'lineOf' | 'isDump'>;

/** The way of a URL by the first main file, and where its places are. */
export interface UrlWays extends WhichLocation {
  readonly analysis: Analysis;
  readonly places: PagePlaces;
}

/** `undefined` where there is no configuration. */
export function urlWays(
  url: string,
  { analyses: [analysis], ...view }: ViewOfUrl,
  client: Client = 'chrome',
): UrlWays | undefined {
  return analysis && { ...whichLocation(analysis, url, client), analysis, places: placesIn(analysis, view) };
}

/** The fix that lets the URL through, and to keep it in view; none of them in a dump. */
export function urlActions(
  { uri, url }: { readonly uri: string; readonly url: string },
  { analysis, ends }: UrlWays,
  { isDump }: Pick<View, 'isDump'>,
  context: ActionContext,
): readonly PanelAction[] {
  if (isDump) return [];
  const fix = fixFor(analysis, url, ends, context);
  return [
    ...(fix === undefined ? [] : [fixAction({ uri, url, title: fix.title })]),
    ...(statementFor(analysis, url) === undefined
      ? []
      : [{ title: 'Keep checking this URL', command: keepCheckingCommand, arguments: [{ uri, url }] }]),
  ];
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
