/** Each directive may stand in some blocks only (ngx_conf_file.c, ngx_conf_handler: NGX_HTTP_SRV_CONF and its kin). */
import { refusal } from '../../analysis/refused.ts';
import type { Fix, ProblemContext, Rule } from '../../analysis/rule.ts';
import { anchorOf } from '../../config/anchor.ts';
import { blockToLeave, moveAbove, placeInWords, placesInWords, unwrap, wrapIn } from '../../knowledge/place-of-directive.ts';
import { directive, type Context } from '../../reference/directives.ts';
import { foreignDirective } from '../../reference/foreign.ts';
import type { Problem } from '../../validity/problem.ts';

export const directiveNotAllowedHere: Rule = {
  id: 'directive-not-allowed-here',
  summary: 'A directive stands in a block where nginx does not take it',
  severity: 'error',
  fix: 'review',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/dirindex.html', 'https://nginx.org/en/docs/http/ngx_http_core_module.html'],
  problems: ['directive-not-allowed-here'],

  *checkProblem(problem, context) {
    const { at, on, allowed = new Set(), context: here = 'main' } = problem;
    if (at === undefined || on === undefined) return;
    const name = on.directive.name.text;
    const where = here === 'main' ? placeInWords(here) : `in ${placeInWords(here)}`;
    const module = directive(name).length === 0 ? foreignDirective(name)?.modules[0] : undefined;
    const of = module === undefined ? '' : ` of ${module.name} (${module.home})`;
    yield {
      at,
      message: `\`${name}\`${of} may not stand ${where}: ${placeOf(allowed, here)}. ${refusal(problem)}`,
      related: on.includedBy === undefined ? [] : [{ at: anchorOf(on.includedBy), message: 'This include brings it here.' }],
      fixes: fixesFor(problem, context),
    };
  },
};

function placeOf(allowed: ReadonlySet<Context>, here: Context): string {
  if (allowed.size === 0) return 'its place is in a block of its module';
  return `${allowed.size === 1 && allowed.has('main') ? 'it stands' : 'its place is'} ${placesInWords(allowed, here)}`;
}

const passes = /^(?:proxy|fastcgi|uwsgi|scgi|grpc|memcached)_pass$/;

function fixesFor({ on, within, allowed = new Set(), context }: Problem, now: ProblemContext): readonly Fix[] {
  if (on === undefined) return [];
  const name = on.directive.name.text;
  const around = within.split(' ').slice(0, -1);
  if (around.at(-1) === name && name === 'http') return [unwrapping(on)];
  if (passes.test(name) && context === 'server' && on.includedBy === undefined && !hasRoot(on, now))
    return [{ title: 'Put it into location /', safe: false, edits: (at) => wrapIn(at, on, 'location /') }];
  const block = blockToLeave(now, on, within, allowed);
  if (block === undefined) return [];
  return [{ title: `Move it out of the ${block.name.text} block`, safe: false, edits: (at) => moveAbove(at, on, block) }];
}

function unwrapping(on: NonNullable<Problem['on']>): Fix {
  return { title: 'Remove the http block around', safe: false, edits: (at) => unwrap(at, on) };
}

/** Has a server, seen from one of its lines, a `location /` already? */
function hasRoot({ directive }: NonNullable<Problem['on']>, { config }: ProblemContext): boolean {
  const server = config.http?.servers.find(({ level }) => level.lines.some((it) => it.directive === directive));
  return server === undefined || server.locations.names.some(({ path, modifier }) => path === '/' && modifier === '');
}
