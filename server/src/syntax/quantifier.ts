/** Repetitions in a regular expression without quotes, `{2}` or `{1,3}`: to nginx their brace opens a block (ngx_conf_read_token). */

/** Behind the repetition whose `{` is at `at`; `undefined` when it is none. No block could be like it: its words would lack a `;`. */
export function quantifierEnd(text: string, at: number): number | undefined {
  QUANTIFIER.lastIndex = at;
  return QUANTIFIER.test(text) ? QUANTIFIER.lastIndex : undefined;
}

/** Offset of the first one in a bare word; -1 if there is none. */
export function quantifierIn(word: string): number {
  for (let at = word.indexOf('{'); at >= 0; at = word.indexOf('{', at + 1)) {
    const before = word[at - 1];
    if (at > 0 && before !== '$' && before !== '\\' && before !== '{' && quantifierEnd(word, at) !== undefined) return at;
  }
  return -1;
}

const QUANTIFIER = /\{(?:\d+(?:,\d*)?|,\d+)\}/y;
