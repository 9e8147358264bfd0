/** A text in pieces of whole lines: an edit makes new pieces only of those that it touches, and nobody copies the rest. */
import { lastAtOrBefore } from './places.ts';
import type { Piece, Span, Text, TextEdit } from './tree.ts';

export function textOf(text: string | Text): Text {
  return typeof text === 'string' ? join(cut(text), text) : text;
}

/** The text after an edit; offsets beyond its ends are the ends. */
export function edited(text: Text, { start, end, newText }: TextEdit): Text {
  const { pieces, starts } = text;
  const [from, to] = [within(text, start), within(text, end)];
  const [first, last] = [indexAt(text, from), indexAt(text, to)];
  const head = text.slice(starts[first] ?? 0, from);
  const tail = text.slice(to, starts[last + 1] ?? text.length);
  const middle = head + newText + tail;
  // Only the last piece may end within a line.
  const next = middle.endsWith('\n') ? undefined : pieces[last + 1];
  const made = cut(middle + (next?.text ?? ''));
  const behind = pieces.slice(last + (next === undefined ? 1 : 2));
  const all = [...pieces.slice(0, first), ...made.filter((it) => it.text !== ''), ...behind];
  return join(all.length === 0 ? made : all);
}

function join(pieces: readonly Piece[], known?: string): Text {
  const starts: number[] = [];
  let length = 0;
  for (const piece of pieces) {
    starts.push(length);
    length += piece.text.length;
  }
  let whole = known;
  const text: Text = {
    length,
    pieces,
    starts,
    slice(start, end) {
      const [from, to] = [within(text, start), within(text, end)];
      if (from >= to) return '';
      const [first, last] = [indexAt(text, from), indexAt(text, to - 1)];
      const at = starts[first] ?? 0;
      const some = first === last ? (pieces[first]?.text ?? '') : stretch(text, first, last + 1);
      return some.slice(from - at, to - at);
    },
    whole: () => (whole ??= stretch(text, 0, pieces.length)),
  };
  return text;
}

/** What a text is made of. */
export type Pieces = Pick<Text, 'pieces' | 'starts' | 'length'>;

/** How two texts are the same at both ends, as far as they have whole pieces in common. */
export interface Common {
  /** Up to here they are the same. */
  readonly start: number;
  /** From here on the earlier text stands in the later one, so much further on. */
  readonly end: number;
  readonly grown: number;
}

export function commonText(before: Pieces, now: Pieces): Common {
  const { start, tail } = commonPieces(before, now);
  const end = before.starts[before.pieces.length - tail] ?? before.length;
  return { start: before.starts[start] ?? before.length, end, grown: now.length - before.length };
}

/** How many pieces are the same objects at both ends of the texts. */
export function commonPieces({ pieces: a }: Pieces, { pieces: b }: Pieces): { readonly start: number; readonly tail: number } {
  const most = Math.min(a.length, b.length);
  let start = 0;
  while (start < most && a[start] === b[start]) start++;
  let tail = 0;
  while (tail < most - start && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  return { start, tail };
}

/** Where a stretch that is the same in the later text begins there; `undefined` where it may be another. */
export function movedTo({ start, end }: Span, common: Common): number | undefined {
  if (end < common.start) return start;
  return start >= common.end ? start + common.grown : undefined;
}

/** The pieces from one index to the other (exclusive) as one string. */
export function stretch({ pieces }: Text, from: number, to: number): string {
  return pieces
    .slice(from, to)
    .map((piece) => piece.text)
    .join('');
}

function cut(whole: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let start = 0;
  while (whole.length - start > LONGEST) {
    const lineEnd = whole.indexOf('\n', start + USUAL);
    if (lineEnd < 0 || lineEnd + 1 === whole.length) break;
    pieces.push({ text: whole.slice(start, lineEnd + 1) });
    start = lineEnd + 1;
  }
  pieces.push({ text: whole.slice(start) });
  return pieces;
}

/** UTF-16 units of a piece, as long as lines are short. */
const USUAL = 8192;

/** What is longer is cut. */
const LONGEST = 2 * USUAL;

function within({ length }: Text, offset: number): number {
  return Math.max(0, Math.min(offset, length));
}

function indexAt({ starts }: Text, offset: number): number {
  return Math.max(0, lastAtOrBefore(starts, offset));
}
