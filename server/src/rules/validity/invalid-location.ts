/** Where a location may stand, and what may be passed on from it (ngx_http_core_module.c, ngx_http_core_location; ngx_http_proxy_pass). */
import { refusal } from '../../analysis/refused.ts';
import type { Fix, Rule } from '../../analysis/rule.ts';
import { changeWord } from '../../analysis/settle.ts';
import type { Placed } from '../../config/model.ts';
import type { Problem } from '../../validity/problem.ts';

export const invalidLocation: Rule = {
  id: 'invalid-location',
  summary: 'A location stands where it may not, or passes on with a URI where none may be',
  severity: 'error',
  fix: 'review',
  since: '0.1.0',
  nginx: {},
  references: [
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#location',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass',
  ],
  problems: ['invalid-location', 'uri-not-allowed'],

  *checkProblem(problem) {
    const { at, on, kind } = problem;
    if (at === undefined || on === undefined) return;
    if (kind === 'invalid-location')
      yield { at, message: `${whyNot(on, at.start)} ${refusal(problem)}`, fixes: otherModifier(on, at.start) };
    else yield { at, message: `${whyNoUri(problem)} ${refusal(problem)}`, fixes: withoutUri(on) };
  },
};

function whyNot({ directive: { name, args } }: Placed, start: number): string {
  if (name.text !== 'location') return `\`${name.text}\` has no path to take the place of in a named location.`;
  const isModifier = args.length > 1 && args[0]?.start === start;
  return isModifier
    ? 'A location has one of the modifiers `=`, `^~`, `~` and `~*`, or none.'
    : 'This location cannot be within the one around it.';
}

const modifiers: Readonly<Record<string, string>> = { __proto__: null as never, '^': '^~', '=~': '~', '==': '=', '*~': '~*' };

function otherModifier(placed: Placed, start: number): readonly Fix[] {
  const [first] = placed.directive.args;
  const meant = first?.start === start ? modifiers[first.text] : undefined;
  return first === undefined || meant === undefined ? [] : [changeWord(`Change to ${meant}`, placed, first, meant, false)];
}

function whyNoUri({ on, within }: Problem): string {
  const uri = uriOf(on?.directive.args[0]?.text ?? '');
  const around = within.split(' ').at(-2) ?? '';
  const where = around === 'location' ? 'a named location, or one with a regular expression,' : `\`${around}\``;
  return `In ${where} nginx cannot tell what \`${uri}\` would replace: the URL may end behind the host and the port.`;
}

function uriOf(url: string): string {
  return /^[a-z]+:\/\/[^/?]*(.*)$/is.exec(url)?.[1] ?? '';
}

/** A lone slash says no more than nothing; what a longer path was for, a `rewrite` can say. */
function withoutUri(placed: Placed): readonly Fix[] {
  const [url] = placed.directive.args;
  if (url === undefined || uriOf(url.text) !== '/') return [];
  return [changeWord('Remove the slash behind the port', placed, url, url.raw.replace(/\/(["']?)$/, '$1'), false)];
}
