/** In which units characters of positions are counted: what client and server agree on. */

export type PositionEncoding = 'utf-16' | 'utf-8' | 'utf-32';

/** The first that a client offers and that is known here; all know UTF-16, also those that offer nothing. */
export function chosenEncoding(offered: readonly string[] | undefined): PositionEncoding {
  return offered?.find((it): it is PositionEncoding => it === 'utf-16' || it === 'utf-8' || it === 'utf-32') ?? 'utf-16';
}

/** How many units a text has. Half of a surrogate pair that stands alone counts as U+FFFD, which it becomes on the way. */
export function unitsIn(text: string, encoding: PositionEncoding): number {
  if (encoding === 'utf-16' || isAscii(text)) return text.length;
  let units = 0;
  for (const character of text) units += unitsOf(character, encoding);
  return units;
}

/** How many UTF-16 units of a text so many units are; within a character, those before it, and no more than the text has. */
export function lengthOfUnits(text: string, units: number, encoding: PositionEncoding): number {
  if (encoding === 'utf-16' || isAscii(text)) return Math.min(units, text.length);
  let [length, rest] = [0, units];
  for (const character of text) {
    rest -= unitsOf(character, encoding);
    if (rest < 0) break;
    length += character.length;
  }
  return length;
}

function unitsOf(character: string, encoding: PositionEncoding): number {
  if (encoding === 'utf-32') return 1;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x1_00_00 ? 3 : 4;
}

function isAscii(text: string): boolean {
  return !/[^\u0000-\u007f]/.test(text);
}
