/** Code lenses and inlay hints of the protocol. */
import { InlayHintKind, type CodeLens, type InlayHint, type Range } from 'vscode-languageserver';
import { inlayHintsOf } from '../features/inlay-hints.ts';
import { lensesOf } from '../features/lenses.ts';
import type { Settings } from './settings.ts';
import type { View } from './views.ts';

/** `opens` says that the editor has the command behind a lens. By the first main file. */
export function toLenses(
  { document: { uri }, analyses: [analysis], places, files, isDump }: View,
  { codeLens: scope, notForwardedLens }: Pick<Settings, 'codeLens' | 'notForwardedLens'>,
  opens: boolean,
): readonly CodeLens[] {
  if (analysis === undefined || scope === 'off') return [];
  return files.flatMap(({ path }) =>
    lensesOf(analysis, path, scope, notForwardedLens, isDump ? undefined : path).map(({ title, url, ...span }) => ({
      range: places.rangeOf(path, span),
      command:
        opens && url !== undefined
          ? { title, command: 'nginxHandshake.showSimulation', arguments: [uri, url] }
          : { title, command: '' },
    })),
  );
}

export function toInlayHints(
  { document: { text }, analyses: [analysis], places, files }: View,
  range: Range,
  wanted: boolean,
): readonly InlayHint[] {
  if (analysis === undefined || !wanted) return [];
  const [from, to] = [text.offsetAt(range.start), text.offsetAt(range.end)];
  return files.flatMap(({ path, start }) =>
    inlayHintsOf(analysis, path)
      .filter(({ at }) => at + start >= from && at + start <= to)
      .map(({ at, label }) => ({
        position: places.rangeOf(path, { start: at, end: at }).start,
        label,
        kind: InlayHintKind.Parameter,
        paddingLeft: true,
      })),
  );
}
