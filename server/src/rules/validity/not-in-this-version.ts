/** Directives come and go with releases; one that this nginx does not have is unknown to it (ngx_conf_file.c, ngx_conf_handler). */
import { remove, replaceIn } from '../../analysis/edits.ts';
import { allOrNone, editIn } from '../../analysis/file-edits.ts';
import type { FileEdit, FixContext, Fix, ProblemContext, Rule } from '../../analysis/rule.ts';
import type { Placed } from '../../config/model.ts';
import { formatVersion, isAtLeast, nameOfVersion } from '../../reference/version.ts';
import type { Problem } from '../../validity/problem.ts';

export const notInThisVersion: Rule = {
  id: 'not-in-this-version',
  summary: 'A directive or value is too new, or too old, for this version of nginx',
  severity: 'error',
  fix: 'review',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/CHANGES', 'https://nginx.org/en/docs/http/ngx_http_v2_module.html#http2'],
  problems: ['not-in-this-version'],

  *checkProblem(problem, context) {
    const { at, on, message } = problem;
    if (at === undefined || on === undefined) return;
    yield {
      at,
      message: `${history(problem, context)}: nginx does not start. \`${message}\`.`,
      fixes: fixesFor(on),
    };
  },
};

/** Since when there is what is refused, or until when there was. */
function history({ on, at, releases }: Problem, { nginx, only }: ProblemContext): string {
  const text = on?.directive.args.find(({ start }) => start === at?.start)?.text ?? on?.directive.name.text ?? '';
  const version = nameOfVersion(nginx);
  const here = only === undefined ? `, and this is ${version}` : '';
  const { since, until } = releases ?? {};
  if (since !== undefined && !isAtLeast(nginx, since)) return `\`${text}\` came with nginx ${formatVersion(since)}${here}`;
  return until === undefined
    ? `\`${text}\` is not in ${version}`
    : `\`${text}\` was there until nginx ${formatVersion(until)}${here}`;
}

/** `ssl on` and `http2 on` say for the whole server what parameters of `listen` say, in other releases, for each address. */
function fixesFor(placed: Placed): readonly Fix[] {
  const { name, args } = placed.directive;
  const isOn = args.length === 1 && args[0]?.text.toLowerCase() === 'on';
  if (!isOn || (name.text !== 'ssl' && name.text !== 'http2')) return [];
  return [
    {
      title: name.text === 'ssl' ? 'Write ssl at listen' : 'Write http2 at listen, for addresses with TLS',
      safe: false,
      edits: (now) => moveToListen(now, placed, name.text),
    },
  ];
}

function moveToListen({ config, workspace }: FixContext, placed: Placed, word: string): readonly FileEdit[] | undefined {
  const server = config.http?.servers.find(({ level }) => level.lines.some(({ directive }) => directive === placed.directive));
  const listens = (server?.level.own.get('listen') ?? []).filter((it) => !has(it, word));
  const meant = listens.filter((it) => has(it, 'ssl') || /(?:^|:)443$/.test(it.directive.args[0]?.text ?? ''));
  const isThere = server?.level.own.get('listen')?.some((it) => has(it, word)) === true;
  // Without TLS the parameter would take HTTP/1.1 away.
  if (meant.length === 0 && !isThere && word === 'ssl') return undefined;
  const added = meant.map((it) => {
    const end = it.directive.args.at(-1)?.end ?? it.directive.name.end;
    return replaceIn(workspace, it, { start: end, end }, ` ${word}`);
  });
  return allOrNone([...added, editIn(workspace, placed.path, (tree) => remove(tree, placed))]);
}

function has({ directive }: Placed, word: string): boolean {
  return directive.args.slice(1).some(({ text }) => text === word);
}
