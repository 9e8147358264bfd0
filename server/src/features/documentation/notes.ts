/** Signs and numbers whose meaning nginx's documentation explains far from where they are written. */
import { code } from '../markdown.ts';
import { explainQuantity } from './units.ts';

/** What a word of a statement says, in a sentence; `undefined` for most. `words`: the name first, as nginx reads them; `index`: among them. */
export function noteOn(words: readonly string[], index: number): string | undefined {
  const [name] = words;
  const word = words[index] ?? '';
  if (name === 'location' && index === 1 && words.length > 2) return signs[word];
  if (name === 'limit_req_zone') return rate(word);
  if (name === 'return' && index === 1 && word === '444')
    return `${code('444')}: nginx closes the connection, and answers nothing.`;
  return undefined;
}

const patterns =
  'Patterns are tried after the longest beginning of a path was found (unless that has `^~`), in the order of the file; the first that matches wins.';

/** ngx_http_core_find_location. */
const signs: Readonly<Record<string, string>> = {
  __proto__: null as never,
  '=': '`=`: the path must be exactly this one. Then no other location is looked for.',
  '^~': '`^~`: the beginning of a path. Where it is the longest that fits, no pattern (`~`) is tried.',
  '~': `\`~\`: a pattern; case counts. ${patterns}`,
  '~*': `\`~*\`: a pattern; case does not count. ${patterns}`,
};

/** ngx_http_limit_req_zone: `rate=10r/s`, `rate=30r/m`. */
function rate(word: string): string | undefined {
  const [, count, unit] = /^rate=([1-9]\d{0,5})r\/([sm])$/.exec(word) ?? [];
  if (count === undefined) return undefined;
  const each = Math.round((unit === 's' ? 1000 : 60_000) / Number(count));
  const often = `${count} ${count === '1' ? 'request' : 'requests'} a ${unit === 's' ? 'second' : 'minute'}`;
  const one = each >= 1 ? `, that is one each ${explainQuantity('time', `${String(each)}ms`) ?? ''}` : '';
  return `${code(word.replace('rate=', ''))} is ${often}${one}. \`burst\` of \`limit_req\` says how many may come at once.`;
}
