/** Does nginx know a directive, take it where it stands, and take its arguments (ngx_conf_file.c, ngx_conf_handler)? */
import type { Placed } from '../../config/model.ts';
import { originOf, type DirectiveForm } from '../../reference/directives.ts';
import { familyOf, type OpenBlock, type Told } from './model.ts';
import type { Release } from './release.ts';

/** The form that reads the directive; `foreign` when only a module that nginx does not ship knows; else why it is refused. */
export function formAt(
  release: Release,
  block: OpenBlock,
  { directive }: Placed,
): DirectiveForm | 'foreign' | (Told & { readonly unknown?: true }) {
  const name = directive.name.text;
  const forms = release.formsOf(name);
  if (forms.length === 0) {
    const origin = originOf(name);
    return origin === undefined || origin === 'nginx'
      ? { message: `unknown directive "${name}"`, word: -1, unknown: true }
      : 'foreign';
  }
  const family = familyOf(block.context);
  const form = forms.find((it) => it.contexts === 'any' || (it.family === family && it.contexts.has(block.context)));
  const hasBlock = directive.block !== undefined || directive.rawBody !== undefined;
  if (form === undefined) return { message: `"${name}" directive is not allowed here`, word: -1 };
  if (!form.block && hasBlock) return { message: `directive "${name}" is not terminated by ";"` };
  if (form.block && !hasBlock) return { message: `directive "${name}" has no opening "{"` };
  if (!takes(form, directive.args.length)) return { message: `invalid number of arguments in "${name}" directive` };
  return form;
}

/** More words than this, the name included, fit no fixed count (NGX_CONF_MAX_ARGS). */
const mostWords = 8;

function takes({ arguments: { counts, least } }: DirectiveForm, count: number): boolean {
  return least === undefined ? count < mostWords && counts.includes(count) : count >= least;
}
