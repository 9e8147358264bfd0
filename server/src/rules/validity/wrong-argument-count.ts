/** Each directive takes certain numbers of arguments (ngx_conf_file.c, ngx_conf_handler). */
import { refusal } from '../../analysis/refused.ts';
import type { Fix, Rule } from '../../analysis/rule.ts';
import { changeWord } from '../../analysis/settle.ts';
import type { Placed } from '../../config/model.ts';
import { missingWords } from '../../knowledge/missing-words.ts';
import { likelyValue } from '../../knowledge/value-spelling.ts';
import type { ArgumentCount } from '../../reference/directives.ts';
import type { Expected } from '../../validity/kinds.ts';

export const wrongArgumentCount: Rule = {
  id: 'wrong-argument-count',
  summary: 'A directive has more or fewer arguments than it takes',
  severity: 'error',
  fix: 'review',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/beginners_guide.html#conf_structure', 'https://nginx.org/en/docs/syntax.html'],
  problems: ['wrong-argument-count'],

  *checkProblem(problem) {
    const { at, on, counts, expected } = problem;
    if (at === undefined || on === undefined) return;
    const { name, args } = on.directive;
    const takes = counts === undefined ? '' : ` takes ${taken(counts)}, and`;
    const has = `has ${String(args.length === 0 ? 'none' : args.length)}`;
    const isCounted = counts?.least === undefined && expected !== undefined;
    const { why, fixes } = missingWords(on);
    yield {
      at,
      message: `\`${name.text === '' ? name.raw : name.text}\`${takes} ${has}. ${refusal(problem)}${why === '' ? '' : ` ${why}`}`,
      fixes: [...(isCounted ? fixesFor(on, Math.max(...(counts?.counts ?? [0])), expected) : []), ...fixes],
    };
  },
};

function taken({ counts, least }: ArgumentCount): string {
  if (least !== undefined) return `at least ${least === 1 ? 'one argument' : `${least} arguments`}`;
  const [last = 0, ...rest] = counts.toReversed();
  if (last === 0) return 'no argument';
  const list = rest.length === 0 ? String(last) : `${rest.toReversed().join(', ')} or ${last}`;
  return `${list} ${last === 1 ? 'argument' : 'arguments'}`;
}

/** `60 s` is `60s`; the value of a header with blanks needs quotes. */
function fixesFor(placed: Placed, most: number, expected: Expected): readonly Fix[] {
  const { args } = placed.directive;
  const [first, second] = args;
  const last = args.at(-1);
  if (first === undefined || second === undefined || last === undefined) return [];
  const joined = args.length === 2 && most === 1 ? likelyValue(`${first.text} ${second.text}`, expected) : undefined;
  if (joined !== undefined) return [changeWord(`Write ${joined}`, placed, { ...first, end: second.end }, joined, false)];
  const plain = args.every(({ quote, raw }) => quote === undefined && !/["'\\]/.test(raw));
  if (expected.as !== 'pair' || args.length <= 2 || !plain) return [];
  const value = args
    .slice(1)
    .map(({ text }) => text)
    .join(' ');
  return [changeWord('Quote the value', placed, { ...second, end: last.end }, `"${value}"`, false)];
}
