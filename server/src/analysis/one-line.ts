/** Text of a configuration where only a line of plain text belongs: messages, titles of lenses, labels of hints. */

/**
 * Control characters, separators of lines and what turns the direction of writing become U+FFFD, as do lone halves of
 * surrogate pairs; what is longer than `most` UTF-16 units is cut short with `…`.
 */
export function oneLine(text: string, most = longest): string {
  const plain = withoutHalves(text.replace(commanding, '\ufffd'));
  return plain.length <= most ? plain : `${cut(plain, most - 1)}…`;
}

/** Halves of surrogate pairs that stand alone, which have no bytes in UTF-8, become U+FFFD. */
export function withoutHalves(text: string): string {
  return text.replace(lone, '\ufffd');
}

/** Like `oneLine`, and each code span (`` `…` ``) in a sentence not more than a person reads. */
export function sentence(text: string): string {
  return oneLine(text.replace(/`[^`]*`/g, (span) => (span.length <= longestSpan ? span : `${cut(span, longestSpan)}…\``)));
}

const longest = 2000;
const longestSpan = 200;

/** C0 and C1 controls, line and paragraph separators, marks and overrides of direction, byte order marks. */
const commanding = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
const lone = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Not within a surrogate pair. */
function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}
