/** The text of an open document, with its places in the protocol's terms; an edit costs what it touches. */
import type { Piece, Text } from '../syntax/tree.ts';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { derived } from '../query/derived.ts';
import { lastAtOrBefore } from '../syntax/places.ts';
import { lengthOfUnits, unitsIn, type PositionEncoding } from './position-encoding.ts';

export interface OpenText extends Pick<TextDocument, 'uri' | 'languageId' | 'version' | 'lineCount' | 'offsetAt' | 'positionAt'> {
  readonly source: Text;
  /** In which the characters of positions are counted; offsets are UTF-16. */
  readonly encoding: PositionEncoding;
}

/** What is known beside the text. */
export interface Named {
  readonly uri: string;
  readonly languageId: string;
  readonly version: number;
}

/** Lines and characters as `TextDocument.create` counts them: `\n`, `\r\n` and `\r` end a line; what is out of range is its nearest place. */
export function placesOf(named: Named, text: Text, encoding: PositionEncoding = 'utf-16'): OpenText {
  const { pieces, starts } = text;
  /** The number of the line with which each piece begins; behind them, how many there are. */
  const numbers: number[] = [0];
  for (const piece of pieces) numbers.push((numbers.at(-1) ?? 0) + linesOf(piece).length);
  // Behind a line feed at the end of the text, one more line begins.
  const isOpen = pieces.at(-1)?.text.match(/[\n\r]$/) !== null;
  const lineCount = (numbers.at(-1) ?? 0) + (isOpen ? 1 : 0);

  const startOf = (line: number): number => {
    if (line >= lineCount) return text.length;
    const index = Math.min(lastAtOrBefore(numbers, line), pieces.length - 1);
    const piece = pieces[index];
    const inPiece = piece === undefined ? undefined : linesOf(piece)[line - (numbers[index] ?? 0)];
    return inPiece === undefined ? text.length : (starts[index] ?? 0) + inPiece;
  };

  const beforeLineEnd = (offset: number, lineStart: number): number => {
    let at = offset;
    while (at > lineStart && /[\n\r]/.test(text.slice(at - 1, at))) at--;
    return at;
  };

  return {
    ...named,
    encoding,
    source: text,
    lineCount,
    offsetAt({ line, character }) {
      if (line >= lineCount) return text.length;
      if (line < 0) return 0;
      const lineStart = startOf(line);
      if (character <= 0) return lineStart;
      const lineEnd = startOf(line + 1);
      const length = encoding === 'utf-16' ? character : lengthOfUnits(text.slice(lineStart, lineEnd), character, encoding);
      return beforeLineEnd(Math.min(lineStart + length, lineEnd), lineStart);
    },
    positionAt(offset) {
      const at = Math.max(0, Math.min(offset, text.length));
      const index = Math.max(0, lastAtOrBefore(starts, at));
      const piece = pieces[index];
      const inPiece = piece === undefined ? 0 : lastAtOrBefore(linesOf(piece), at - (starts[index] ?? 0));
      let line = (numbers[index] ?? 0) + inPiece;
      if (isOpen && at === text.length) line = lineCount - 1;
      const lineStart = startOf(line);
      const end = beforeLineEnd(at, lineStart);
      return { line, character: encoding === 'utf-16' ? end - lineStart : unitsIn(text.slice(lineStart, end), encoding) };
    },
  };
}

/** Where lines begin in a piece; a line that begins behind it is the next piece's. */
const linesOf = derived(({ text }: Piece): readonly number[] => {
  const out = [0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code !== lineFeed && code !== carriageReturn) continue;
    if (code === carriageReturn && text.charCodeAt(at + 1) === lineFeed) at++;
    if (at + 1 < text.length) out.push(at + 1);
  }
  return out;
});

const [lineFeed, carriageReturn] = [10, 13];
