/** Which files are nginx's by their names, and for which of them the name says too little. */

import { kindOfText } from '../features/recognise.ts';
import type { SyntaxTree } from '../syntax/tree.ts';

/**
 * `nginx`: by its name alone, as package.json says it to the editor. `shared`: in a folder that other programs have too
 * (`conf.d`, `sites-enabled`). `template`: of what, its name does not say, but it lies below a folder of nginx. `conf`: any other, or
 * a template of it.
 */
export type NameKind = 'nginx' | 'shared' | 'template' | 'conf';

/** `undefined` for a name that says nothing of nginx. `path` is absolute. */
export function kindOfName(path: string): NameKind | undefined {
  if (own.some((pattern) => pattern.test(path))) return 'nginx';
  if (/\/conf\.d\/[^/]*\.conf$/.test(path) || /\/sites-(available|enabled)\/[^/]*$/.test(path)) return 'shared';
  if (templateBelowNginx.test(path)) return 'template';
  return conf.test(path) ? 'conf' : undefined;
}

/**
 * A file by its name and, where that says too little, its text; `text` is `undefined` where it cannot be read. `likely`: only the
 * text says so. `other`: it is of another program, though its name could be nginx's.
 */
export function kindOfFile(path: string, text: () => SyntaxTree | undefined): 'nginx' | 'likely' | 'other' | 'unknown' {
  const name = kindOfName(path);
  if (name === 'nginx') return 'nginx';
  if (name === undefined) return 'unknown';
  const tree = text();
  const kind = tree === undefined ? 'unsure' : kindOfText(tree);
  switch (name) {
    case 'shared':
      return kind === 'other' ? 'other' : 'nginx';
    case 'template':
      return kind === 'nginx' ? 'nginx' : 'unknown';
    case 'conf':
      return kind === 'nginx' ? 'likely' : 'unknown';
  }
}

/** Behind `.conf`: what fills it in, or why nginx does not read it. */
const behind = '(template|tmpl|tpl|j2|jinja|jinja2|erb|default|disabled)';

const own = [
  /\.nginx$/,
  new RegExp(`/nginx\\.conf(\\.${behind})?$`),
  new RegExp(`/nginx/(.*/)?[^/]*\\.conf(\\.${behind})?$`),
  new RegExp(`/conf\\.d/[^/]*\\.conf\\.${behind}$`),
  /\/nginx\/(.*\/)?sites-(available|enabled)\/[^/]*$/,
];

const conf = new RegExp(`\\.conf(\\.${behind})?$`);

/** `site.j2`, but not `index.html.j2`. */
const templateBelowNginx = /\/nginx\/(.*\/)?[^/.]+\.(template|tmpl|tpl|j2|jinja|jinja2|erb)$/;
