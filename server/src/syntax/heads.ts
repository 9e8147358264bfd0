/** The words in front of a block's `{`. */

/** Is this all that stands in front of a `{`, by the names that nginx itself knows? */
export function isHead(words: readonly string[]): boolean {
  return words.length === 1 ? BARE.has(words[0] ?? '') : WITH_WORDS.has(words[0] ?? '');
}

/** Is it the name of a block directive that takes arguments? */
export function opensBlock(name: string): boolean {
  return WITH_WORDS.has(name);
}

/** Number of words in front of the `{` that is missing, if more words stand there than a block can have. */
export function headLength(words: readonly string[]): number | undefined {
  const length = WITH_WORDS.get(words[0] ?? '')?.(words) ?? 0;
  return length > 1 && length < words.length ? length : undefined;
}

const BARE = new Set(['http', 'events', 'stream', 'mail', 'server', 'types']);

const two = () => 2;
const three = () => 3;
const WITH_WORDS: ReadonlyMap<string, (words: readonly string[]) => number> = new Map([
  ['location', (words: readonly string[]) => (/^(?:=|~\*?|\^~)$/.test(words[1] ?? '') ? 3 : 2)],
  ['if', (words: readonly string[]) => words.findIndex((word) => word.endsWith(')')) + 1],
  ['upstream', two],
  ['map', three],
  ['split_clients', three],
  ['charset_map', three],
  ['geo', (words: readonly string[]) => (words[2]?.startsWith('$') === true ? 3 : 2)],
  ['limit_except', (words: readonly string[]) => words.findIndex((word, index) => index > 0 && !/^[A-Z]+$/.test(word))],
]);
