/** What an echo backend heard, as a page of the panel. */
import { stopEchoCommand } from '../../../protocol/echo.ts';
import type { PanelLine, PanelPage, PanelSection, PanelSpan } from '../../../protocol/panel.ts';
import type { Place } from '../../../protocol/place.ts';
import type { Anchor } from '../config/model.ts';
import type { EchoRequest } from './server.ts';
import type { ToldComparison, ToldLine } from './words.ts';

/** One that arrived; `beside` is missing where no configuration could be looked at. */
export interface Heard {
  readonly port: number;
  readonly request: EchoRequest;
  readonly beside: ToldComparison | undefined;
  /** How its WebSocket ended; `undefined` as long as it did not, or was none. */
  readonly ended: string | undefined;
}

/** `place` and `label` of an anchor: where a click leads, and the words for it; `undefined` where it is not there any more. */
export type PlaceOf = (at: Anchor) => { readonly place: Place; readonly label: string } | undefined;

/** The last that arrived comes first. `others` are sentences about what was no request. */
export function echoPage(
  ports: readonly number[],
  heard: readonly Heard[],
  others: readonly string[],
  placeOf: PlaceOf,
): PanelPage {
  const listening =
    ports.length === 0
      ? 'Not listening any more.'
      : `Listening on ${ports.map((port) => `127.0.0.1:${port}`).join(', ')}, for this machine only.`;
  const hint =
    heard.length === 0 && ports.length > 0
      ? ['Open the WebSocket through nginx: what arrives is shown here, beside what is predicted.']
      : [];
  const first: PanelSection = {
    heading: '',
    tone: 'plain',
    lines: [listening, ...hint, ...others.map((what) => `Something else arrived: ${what}.`)].map((text) => [{ text }]),
  };
  return {
    title: ports.length === 0 ? 'Echo backend (stopped)' : `Echo backend on port ${ports.join(', ')}`,
    sections: [first, ...[...heard].reverse().map((it) => sectionOf(it, placeOf))],
    actions: ports.length === 0 ? [] : [{ title: 'Stop the echo backend', command: stopEchoCommand, arguments: [] }],
  };
}

function sectionOf({ request: { number, head, request, answer }, beside, ended }: Heard, placeOf: PlaceOf): PanelSection {
  const what = `#${number} ${request.method} ${request.target}: answered ${answer.status}`;
  return {
    heading: `${what}${beside === undefined ? '' : `, ${beside.headline}`}`,
    // Predicted, and no WebSocket all the same.
    tone: answer.handshake && answer.status !== 101 ? 'bad' : (beside?.tone ?? 'plain'),
    lines: [
      [{ text: `${sentence(answer.why)}${ended === undefined ? '' : ` ${sentence(ended)}`}` }],
      ...(beside?.lines ?? []).map((line) => lineOf(line, placeOf)),
      ...answer.complaints
        .filter((it) => it.what !== answer.why)
        .map((it): PanelLine => [{ text: `A strict server refuses it: ${it.what}.` }]),
      [{ text: 'As it arrived:', strong: true }],
      ...head
        .trimEnd()
        .split('\n')
        .map((text): PanelLine => [{ text, code: true }]),
    ],
  };
}

function lineOf({ text, code, places }: ToldLine, placeOf: PlaceOf): PanelLine {
  const own: PanelSpan = code ? { text, code: true } : { text };
  const spans = places.flatMap((at): readonly PanelSpan[] => {
    const found = placeOf(at);
    return found === undefined ? [] : [{ text: '  ' }, { text: found.label, place: found.place }];
  });
  return [own, ...spans];
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}
