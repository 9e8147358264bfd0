/** Upstreams, their servers, and what a `…_pass` says of their ports (ngx_http_upstream.c, ngx_http_upstream_server, ngx_http_upstream_add). */
import { refusal } from '../../analysis/refused.ts';
import type { Fix, Rule } from '../../analysis/rule.ts';
import { changeWord } from '../../analysis/settle.ts';
import type { Placed } from '../../config/model.ts';
import { nearest, nearIn } from '../../reference/near.ts';
import { anchorOf } from '../../config/anchor.ts';

export const invalidUpstream: Rule = {
  id: 'invalid-upstream',
  summary: 'An upstream, one of its servers, or what passes to it is not as nginx needs it',
  severity: 'error',
  fix: 'review',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/http/ngx_http_upstream_module.html#server'],
  problems: ['invalid-upstream'],

  *checkProblem(problem) {
    const { at, on, earlier } = problem;
    if (at === undefined || on === undefined) return;
    const what = wordsFor(on, earlier !== undefined);
    yield {
      at,
      message: `${what}. ${refusal(problem)}`,
      related: earlier === undefined ? [] : [{ at: anchorOf(earlier), message: 'The other one is here.' }],
      fixes: fixesFor(on, at.start),
    };
  },
};

/** Of an upstream, what can be seen without nginx's words, which follow. */
function wordsFor({ directive: { name, block } }: Placed, isSecond: boolean): string {
  if (block === undefined) return `This \`${name.text}\` is nothing that nginx can connect to`;
  if (isSecond) return 'This upstream is there twice';
  const hasServer = block.items.some((item) => item.kind === 'directive' && item.name.text === 'server');
  return hasServer ? 'nginx cannot use this upstream as it is' : 'This upstream has no server';
}

const parameters = 'weight max_conns max_fails fail_timeout backup down resolve service route drain'.split(' ');

/** A misspelt parameter, named by what stands in front of its `=`. */
function fixesFor(placed: Placed, start: number): readonly Fix[] {
  const word = placed.directive.args.slice(1).find((it) => it.start === start);
  const name = word?.text.replace(/=.*$/s, '') ?? '';
  const meant = nearest(
    nearIn(
      parameters.filter((it) => it !== name),
      name,
    ),
  );
  if (word === undefined || meant === undefined || parameters.includes(name)) return [];
  return [changeWord(`Change to ${meant}`, placed, word, word.raw.replace(name, meant), false)];
}
