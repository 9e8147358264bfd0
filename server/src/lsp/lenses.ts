/** Code lenses and inlay hints of the protocol. */
import { InlayHintKind, type CodeLens, type InlayHint, type Range } from 'vscode-languageserver';
import { probeCommand, type ProbeCommandArgument } from '../../../protocol/probe.ts';
import { inlayHintsOf } from '../features/inlay-hints.ts';
import { lensesOf } from '../features/lenses.ts';
import type { Client } from './client.ts';
import type { Settings } from './settings.ts';
import type { View } from './views.ts';

/** `opens` and `probes` say that the editor has the commands behind lenses; without trust nothing is sent. By the first main file. */
export function toLenses(
  { document: { uri }, analyses: [analysis], places, files, isDump }: View,
  { codeLens: scope, notForwardedLens }: Pick<Settings, 'codeLens' | 'notForwardedLens'>,
  { opensSimulations: opens, probes, trusted }: Pick<Client, 'opensSimulations' | 'probes' | 'trusted'>,
): readonly CodeLens[] {
  if (analysis === undefined || scope === 'off') return [];
  return files.flatMap(({ path }) =>
    lensesOf(analysis, path, scope, notForwardedLens, isDump ? undefined : path).flatMap(({ title, url, open, ...span }) => {
      const range = places.rangeOf(path, span);
      const argument: ProbeCommandArgument | undefined = open && { uri, ...open };
      return [
        {
          range,
          command:
            opens && url !== undefined
              ? { title, command: 'nginxHandshake.showSimulation', arguments: [uri, url] }
              : { title, command: '' },
        },
        ...(probes && trusted && argument !== undefined
          ? [{ range, command: { title: 'Test this WebSocket', command: probeCommand, arguments: [argument] } }]
          : []),
      ];
    }),
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
