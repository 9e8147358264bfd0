/** What `nginx -t` refuses, and no other rule has a word for: nginx's own message says it (ngx_conf_file.c, ngx_conf_log_error). */
import type { Rule } from '../../analysis/rule.ts';
import { anchorOf } from '../../config/anchor.ts';
import type { Workspace } from '../../config/workspace.ts';
import { treeOf } from '../../analysis/edits.ts';
import type { Span } from '../../syntax/tree.ts';
import { problemKinds } from '../../validity/kinds.ts';

export const refusedByNginx: Rule = {
  id: 'refused-by-nginx',
  summary: 'nginx refuses the configuration, in its own words',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/switches.html'],
  problems: problemKinds,

  *checkProblem({ at, message, earlier, path, line }, { config, workspace }) {
    const said = { message: `nginx does not start: \`${message}\`.` };
    const [first] = config.directives;
    if (at === undefined && path !== undefined && line !== undefined) yield { ...said, path, ...lineIn(workspace, path, line) };
    const place = at ?? (first === undefined || path !== undefined ? undefined : anchorOf(first));
    if (place === undefined) return;
    yield {
      at: place,
      ...said,
      related: earlier === undefined ? [] : [{ at: anchorOf(earlier), message: 'This stands before it.' }],
    };
  },
};

/** A line of a file, counted from 1, as far as a person reads. */
function lineIn(workspace: Workspace, path: string, line: number): Span {
  const lines = (treeOf(workspace, path)?.text ?? '').split('\n').slice(0, line);
  const start = lines.slice(0, line - 1).reduce((sum, it) => sum + it.length + 1, 0);
  return { start, end: start + (lines[line - 1] ?? '').slice(0, 200).trimEnd().length };
}
