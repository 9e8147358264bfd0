/** Lines of a text and their indentation. */

/** Offset of the first character of the line that `offset` is on. */
export function lineStart(text: string, offset: number): number {
  return offset <= 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** The blanks that the line of `offset` begins with, as far as they stand before it. */
export function indentation(text: string, offset: number): string {
  const start = lineStart(text, offset);
  let end = start;
  while (end < offset && (text[end] === ' ' || text[end] === '\t')) end++;
  return text.slice(start, end);
}

/** Width of the line's indentation. */
export function lineIndent(text: string, offset: number): number {
  return widthOf(indentation(text, offset));
}

/** Width of the blanks before `offset`; `undefined` if anything else stands before it on its line. */
export function ownIndent(text: string, offset: number): number | undefined {
  const blanks = indentation(text, offset);
  return lineStart(text, offset) + blanks.length === offset ? widthOf(blanks) : undefined;
}

/** The line break that the text uses. */
export function lineBreak(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

function widthOf(blanks: string): number {
  return blanks.replaceAll('\t', '    ').length;
}
