/** Lines of a page from sentences, texts of others, and places. */
import { fileNameOf } from '../../config/include.ts';
import { oneLine, sentence } from '../../analysis/one-line.ts';
import type { Anchor } from '../../config/model.ts';
import type { PanelLine, PanelSpan } from '../../../../protocol/panel.ts';
import type { Place } from '../../../../protocol/place.ts';

/** Where things are in the documents of the editor. */
export interface PagePlaces {
  /** `undefined` for what is in no text any more. */
  readonly ofAnchor: (at: Anchor) => Placed | undefined;
  /** A line of a file as nginx counts them, from 1. */
  readonly ofLine: (path: string, line: number) => Placed;
}

export interface Placed {
  /** As nginx counts, from 1. */
  readonly line: number;
  readonly path: string;
  readonly place: Place;
}

/** A sentence of ours, in which names and values stand in backticks; one that is left over is a letter of a name. */
export function words(text: string): PanelLine {
  const whole = sentence(text);
  const parts = whole.split('`');
  if (parts.length % 2 === 0) return [{ text: whole }];
  return parts.flatMap((part, index): PanelLine =>
    part === '' ? [] : [index % 2 === 0 ? { text: part } : { text: part, code: true }],
  );
}

/** Text of a configuration or of the network, as it stands, in one line. */
export function code(text: string): PanelSpan {
  return { text: oneLine(text), code: true };
}

export function plain(text: string): PanelSpan {
  return { text };
}

/** `nginx.conf:12`, which leads there. */
export function link(placed: Placed | undefined): PanelLine {
  if (placed === undefined) return [];
  const { path, line, place } = placed;
  return [{ text: `${oneLine(fileNameOf(path))}:${line}`, place }];
}

/** Links with commas between them; each place once. */
export function links(placed: readonly (Placed | undefined)[]): PanelLine {
  const seen = new Set<string>();
  const once = placed.flatMap(link).filter(({ text }) => !seen.has(text) && seen.add(text));
  return once.flatMap((it, index) => (index === 0 ? [it] : [plain(', '), it]));
}

/** Two parts with a blank between, where there is a second one. */
export function beside(first: PanelLine, second: PanelLine, between = '  '): PanelLine {
  return second.length === 0 ? first : [...first, plain(between), ...second];
}
