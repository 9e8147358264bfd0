/** Which files are nginx's by their names, and for which of them the name says too little. */

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
