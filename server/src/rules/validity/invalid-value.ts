/** A value that the directive does not take: flags, words, times, sizes, ports (ngx_conf_file.c, ngx_conf_set_*_slot; ngx_parse.c). */
import { refusal } from '../../analysis/refused.ts';
import type { Fix, Rule } from '../../analysis/rule.ts';
import { changeWord } from '../../analysis/settle.ts';
import { likelyValue } from '../../knowledge/value-spelling.ts';
import type { Word } from '../../syntax/tree.ts';
import type { Expected } from '../../validity/kinds.ts';
import type { Problem } from '../../validity/problem.ts';

export const invalidValue: Rule = {
  id: 'invalid-value',
  summary: 'A directive has a value that nginx does not take',
  severity: 'error',
  fix: 'safe',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/syntax.html'],
  problems: ['invalid-value', 'invalid-condition'],

  *checkProblem(problem) {
    const { at, on, expected } = problem;
    if (at === undefined) return;
    const word = on?.directive.args.find(({ start }) => start === at.start);
    const takes = problem.kind === 'invalid-condition' ? comparison : expected === undefined ? '' : takesOf(expected);
    const name = on?.directive.name.text ?? '';
    const what = word === undefined ? `A value of \`${name}\` is wrong` : `\`${name}\` does not take \`${word.text}\``;
    const words = takes === '' ? `${what}.` : `${what}: ${takes}.`;
    yield { at, message: `${words} ${refusal(problem)}`, fixes: word === undefined ? [] : fixesFor(problem, word) };
  },
};

const comparison = 'an `if` has one variable, or one comparison, in parentheses';

function takesOf({ as, words, bounds }: Expected): string {
  if (words !== undefined) return words.length > 12 ? '' : `it is one of ${words.map((it) => `\`${it}\``).join(', ')}`;
  if (bounds !== undefined) return bounds[1] === -1 ? `it is at least ${bounds[0]}` : `it is from ${bounds[0]} to ${bounds[1]}`;
  return kinds[as] ?? '';
}

const kinds: Readonly<Partial<Record<Expected['as'], string>>> = {
  sec: 'a time is a number with its unit, such as `60s`, `5m` or `1h`, without a blank',
  msec: 'a time is a number with its unit, such as `60s`, `5m`, `1h` or `500ms`, without a blank',
  size: 'a size is a number of bytes, or one with `k` or `m`, such as `16k`',
  offset: 'a size is a number of bytes, or one with `k`, `m` or `g`, such as `16m`',
  number: 'it is a whole number',
};

function fixesFor({ kind, on, expected }: Problem, word: Word): readonly Fix[] {
  if (on === undefined) return [];
  const operator =
    kind === 'invalid-condition' ? on.directive.args.find(({ text }) => /^[!=]==?$/.test(text) && text !== '!=') : undefined;
  if (operator !== undefined) {
    const right = operator.text.startsWith('!') ? '!=' : '=';
    return [changeWord(`Write ${right}`, on, operator, right, true)];
  }
  const meant = expected === undefined ? undefined : likelyValue(word.text, expected);
  // A word that is only near may be another one.
  const isSame = (expected?.as !== 'word' && expected?.as !== 'words') || /^\d/.test(meant ?? '');
  return meant === undefined ? [] : [changeWord(`Change to ${meant}`, on, word, meant, isSame)];
}
