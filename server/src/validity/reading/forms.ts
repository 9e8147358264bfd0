/** Does nginx know a directive, take it where it stands, and take its arguments (ngx_conf_file.c, ngx_conf_handler)? */
import { isFilledIn } from '../../config/filled-in.ts';
import type { Placed } from '../../config/model.ts';
import { directive as allForms, isIn, type Context, type DirectiveForm } from '../../reference/directives.ts';
import { foreignDirective, isOfKnownModule } from '../../reference/foreign.ts';
import { parameterSince } from '../../reference/parameters.ts';
import { isAtLeast, type NginxVersion } from '../../reference/version.ts';
import type { Directive } from '../../syntax/tree.ts';
import { expectedOf, type ReleaseRange } from '../kinds.ts';
import { familyOf, type OpenBlock } from './model.ts';
import type { Release } from './release.ts';
import { tell, type Told } from './told.ts';

/** The form that reads the directive; `foreign` when only a module that nginx does not ship reads it; else why it is refused. */
export function formAt(release: Release, block: OpenBlock, { directive }: Placed): DirectiveForm | 'foreign' | Told {
  const name = directive.name.text;
  if (isFilledIn(directive.name)) return 'foreign';
  const forms = release.formsOf(name);
  if (forms.length === 0)
    return broughtAt(release, directive, block.context) ?? foreignAt(directive, block.context) ?? unknown(name, block.context);
  const form = formFor(forms, block.context);
  const hasBlock = directive.block !== undefined || directive.rawBody !== undefined;
  if (form === undefined) return notAllowed(name, block.context, allowedFor(forms));
  if (!form.block && hasBlock) return tell('unexpected-block', `directive "${name}" is not terminated by ";"`);
  if (form.block && !hasBlock) return tell('missing-block', `directive "${name}" has no opening "{"`);
  if (takes(form, directive.args.length) || directive.args.some(isFilledIn)) return form;
  return tell('wrong-argument-count', `invalid number of arguments in "${name}" directive`, {
    counts: form.arguments,
    expected: expectedOf(form),
  });
}

/** Asked of each line. */
function formFor(forms: readonly DirectiveForm[], context: Context): DirectiveForm | undefined {
  const family = familyOf(context);
  for (const form of forms) if (form.contexts === 'any' || (form.family === family && form.contexts.has(context))) return form;
  return undefined;
}

/** As the user says it is read; `undefined` for a directive of which nothing is said. */
function broughtAt({ brought }: Release, directive: Directive, context: Context): 'foreign' | Told | undefined {
  const name = directive.name.text;
  const said = brought?.get(name);
  if (said === undefined) return undefined;
  if (said.contexts !== undefined && !said.contexts.has(context)) return notAllowed(name, context, said.contexts);
  const hasBlock = directive.block !== undefined || directive.rawBody !== undefined;
  return said.block && !hasBlock ? tell('missing-block', `directive "${name}" has no opening "{"`) : 'foreign';
}

/** As a module that is known reads it; `undefined` for a name that none has or may have. */
function foreignAt({ name: { text: name }, args }: Directive, context: Context): 'foreign' | Told | undefined {
  const foreign = foreignDirective(name);
  if (foreign === undefined) return allForms(name).length === 0 && isOfKnownModule(name) ? 'foreign' : undefined;
  if (allForms(name).length > 0 && ownWords.has(args[0]?.text ?? '')) return undefined;
  const { contexts } = foreign;
  return contexts === undefined || contexts.has(context) ? 'foreign' : notAllowed(name, context, contexts);
}

/** With these first, `sticky` is nginx's own or the commercial build's; nginx-sticky-module-ng has no such words. */
const ownWords: ReadonlySet<string> = new Set(['cookie', 'route', 'learn']);

function notAllowed(name: string, context: Context, allowed: ReadonlySet<Context>): Told {
  return tell('directive-not-allowed-here', `"${name}" directive is not allowed here`, { word: -1, context, allowed });
}

/** No release, or not this one, has a directive of this name. */
function unknown(name: string, context: Context): Told {
  const message = `unknown directive "${name}"`;
  const forms = allForms(name);
  if (forms.length === 0) return tell('unknown-directive', message, { word: -1, context });
  const since = forms.every((it) => it.since !== undefined) ? forms.map((it) => it.since).reduce(older) : undefined;
  const until = forms.every((it) => it.until !== undefined) ? forms.map((it) => it.until).reduce(newer) : undefined;
  return tell('not-in-this-version', message, { word: -1, releases: { since, until } });
}

function older(a: NginxVersion | undefined, b: NginxVersion | undefined): NginxVersion | undefined {
  return a === undefined || b === undefined ? undefined : isAtLeast(a, b) ? b : a;
}

function newer(a: NginxVersion | undefined, b: NginxVersion | undefined): NginxVersion | undefined {
  return a === undefined || b === undefined ? undefined : isAtLeast(a, b) ? a : b;
}

function allowedFor(forms: readonly DirectiveForm[]): ReadonlySet<Context> {
  return new Set(forms.flatMap(({ contexts }) => (contexts === 'any' ? [] : [...contexts])));
}

/** More words than this, the name included, fit no fixed count (NGX_CONF_MAX_ARGS). */
const mostWords = 8;

function takes({ arguments: { counts, least } }: DirectiveForm, count: number): boolean {
  return least === undefined ? count < mostWords && counts.includes(count) : count >= least;
}

/** A value that this release does not take, and another one does, is of another time. */
export function ofItsTime(told: Told, { directive: { name, args } }: Placed, { nginx }: Release): Told {
  if (told.kind !== 'invalid-value' && told.kind !== 'invalid-upstream') return told;
  for (const [word, { text }] of args.entries()) {
    const releases = releasesOf(name.text, text, nginx);
    if (releases !== undefined) return { ...told, kind: 'not-in-this-version', word, releases };
  }
  return told;
}

function releasesOf(name: string, value: string, nginx: NginxVersion): ReleaseRange | undefined {
  const since = parameterSince(name, value);
  if (since !== undefined) return isAtLeast(nginx, since) ? undefined : { since, until: undefined };
  const forms = allForms(name).filter(({ words }) => words.includes(value));
  const [first] = forms;
  return first === undefined || forms.some((form) => isIn(form, nginx)) ? undefined : { since: first.since, until: first.until };
}
