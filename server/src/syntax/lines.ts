/** Lines of a text and their indentation. */

/** Offset of the first character of the line that `offset` is on. */
export function lineStart(text: string, offset: number): number {
  return offset <= 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** The blanks that the line of `offset` begins with, as far as they stand before it. */
export function indentation(text: string, offset: number): string {
  const from = Math.max(0, offset - LONGEST);
  const before = text.slice(from, offset);
  const start = before.lastIndexOf('\n') + 1;
  return start === 0 && from > 0 ? '' : (/^[ \t]*/.exec(before.slice(start))?.[0] ?? '');
}

/** How far back the start of a line is looked for. */
const LONGEST = 1000;

/** Width of the line's indentation. */
export function lineIndent(text: string, offset: number): number {
  return widthOf(indentation(text, offset));
}

/** Width of the blanks before `offset`; `undefined` if anything else stands before it on its line. */
export function ownIndent(text: string, offset: number): number | undefined {
  let start = offset;
  while (start > 0 && (text[start - 1] === ' ' || text[start - 1] === '\t')) start--;
  return start === 0 || text[start - 1] === '\n' ? widthOf(text.slice(start, offset)) : undefined;
}

/** The offsets of a character, in their order. */
export function placesOf(text: string, character: string): readonly number[] {
  const found: number[] = [];
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) found.push(at);
  return found;
}

/** The line break that the text uses. */
export function lineBreak(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

function widthOf(blanks: string): number {
  return blanks.replaceAll('\t', '    ').length;
}
