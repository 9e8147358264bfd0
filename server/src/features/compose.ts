/** Several rounds of edits as one list of edits of the first text. */
import type { TextEdit } from '../syntax/tree.ts';

/**
 * Each round holds edits that do not overlap, in coordinates left by the rounds before it; `length` is that of the first text.
 * The result is sorted, does not overlap, and is in the coordinates of the first text.
 */
export function composeEdits(length: number, rounds: readonly (readonly TextEdit[])[]): readonly TextEdit[] {
  let pieces: readonly Piece[] = [{ start: 0, end: length, text: undefined }];
  for (const round of rounds) {
    // From the end, so that the coordinates of the others stay right.
    for (const edit of round.toSorted((a, b) => b.start - a.start || b.end - a.end)) pieces = replace(pieces, edit);
  }
  return gaps(pieces, length);
}

/** Either a part of the first text, or new text in its place (`start` and `end` then say nothing). */
interface Piece {
  readonly start: number;
  readonly end: number;
  readonly text: string | undefined;
}

function replace(pieces: readonly Piece[], { start, end, newText }: TextEdit): readonly Piece[] {
  const inserted = newText === '' ? [] : [{ start: 0, end: 0, text: newText }];
  return [...cut(pieces, 0, start), ...inserted, ...cut(pieces, end, Infinity)];
}

/** What stands between two offsets of the text that the pieces make. */
function cut(pieces: readonly Piece[], from: number, to: number): readonly Piece[] {
  const out: Piece[] = [];
  let at = 0;
  for (const piece of pieces) {
    const length = piece.text?.length ?? piece.end - piece.start;
    const left = Math.max(from - at, 0);
    const right = Math.min(to - at, length);
    if (left < right) {
      out.push(
        piece.text === undefined
          ? { start: piece.start + left, end: piece.start + right, text: undefined }
          : { ...piece, text: piece.text.slice(left, right) },
      );
    }
    at += length;
  }
  return out;
}

function gaps(pieces: readonly Piece[], length: number): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  let at = 0;
  let newText = '';
  for (const piece of [...pieces, { start: length, end: length, text: undefined }]) {
    if (piece.text !== undefined) {
      newText += piece.text;
      continue;
    }
    if (newText !== '' || piece.start > at) edits.push({ start: at, end: piece.start, newText });
    newText = '';
    at = piece.end;
  }
  return edits;
}
