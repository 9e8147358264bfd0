/** Code lenses, inlay hints and simulations of the protocol. */
import { InlayHintKind, type CodeLens, type InlayHint, type Range } from 'vscode-languageserver';
import type { SimulateParams, SimulateResult } from '../../../protocol/simulate.ts';
import type { Analysis } from '../analysis/analyze.ts';
import { locate } from '../analysis/edits.ts';
import { inlayHintsOf } from '../features/inlay-hints.ts';
import { lensesOf } from '../features/lenses.ts';
import { whichLocation } from '../features/which-location.ts';
import type { Places } from './diagnostics.ts';
import type { OpenDocument } from './documents.ts';
import type { Settings } from './settings.ts';

/** `opens` says that the editor has the command behind a lens. By the first main file. */
export function toLenses(
  { path, uri }: OpenDocument,
  analyses: readonly Analysis[],
  places: Places,
  { codeLens: scope, notForwardedLens }: Pick<Settings, 'codeLens' | 'notForwardedLens'>,
  opens: boolean,
): readonly CodeLens[] {
  const [analysis] = analyses;
  if (analysis === undefined || scope === 'off') return [];
  return lensesOf(analysis, path, scope, notForwardedLens).map(({ title, url, ...span }) => ({
    range: places.rangeOf(path, span),
    command:
      opens && url !== undefined
        ? { title, command: 'nginxHandshake.showSimulation', arguments: [uri, url] }
        : { title, command: '' },
  }));
}

export function toInlayHints(
  { path, text }: OpenDocument,
  range: Range,
  analyses: readonly Analysis[],
  wanted: boolean,
): readonly InlayHint[] {
  const [analysis] = analyses;
  if (analysis === undefined || !wanted) return [];
  const [from, to] = [text.offsetAt(range.start), text.offsetAt(range.end)];
  return inlayHintsOf(analysis, path)
    .filter(({ at }) => at >= from && at <= to)
    .map(({ at, label }) => ({ position: text.positionAt(at), label, kind: InlayHintKind.Parameter, paddingLeft: true }));
}

export function toSimulation(
  { url, plain }: SimulateParams,
  analyses: readonly Analysis[],
  places: Places,
): SimulateResult | null {
  const [analysis] = analyses;
  if (analysis === undefined) return null;
  const { text, at } = whichLocation(analysis, url, plain === true ? 'plain' : 'chrome');
  const span = at === undefined ? undefined : locate(analysis.workspace, at);
  const location =
    at === undefined || span === undefined ? null : { uri: places.uriOf(at.path), range: places.rangeOf(at.path, span) };
  return { text, location };
}
