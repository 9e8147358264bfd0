/** What is said of a directive: what it takes, its default, where it may stand, since when; the documentation's words, and where they are from. */
import type { Context } from '../../reference/contexts.ts';
import type { DirectiveText, Documentation } from '../../reference/descriptions.ts';
import { directive as formsOf, type DirectiveForm } from '../../reference/directives.ts';
import { foreignDirective } from '../../reference/foreign.ts';
import { formatVersion } from '../../reference/version.ts';
import { code, link, prose } from '../markdown.ts';
import { earlierDefault, entryFor } from './entry.ts';
import { plainSyntax } from './syntax.ts';
import { shortened } from './shorten.ts';

/** Markdown; `undefined` for a name that nobody knows. `context`: where it stands, which tells those of one name apart. */
export function directivePage(documentation: Documentation, name: string, context?: Context): string | undefined {
  const entry = entryFor(documentation, name, context);
  if (entry !== undefined)
    return [factsOf(entry, name, context), shortened(entry.description, addressOf(entry)), source(entry)].join('\n\n');
  const forms = formsAt(name, context);
  if (forms.length > 0) return [code(name), formFacts(forms)].join('\n\n');
  const modules = foreignDirective(name)?.modules ?? [];
  const [module] = modules;
  if (module === undefined) return undefined;
  const links = modules.slice(0, 3).map((it) => link(it.name, it.home));
  return [code(name), prose(`Not one of nginx itself: a directive of`) + ` ${links.join(' or ')}.`].join('\n\n');
}

function factsOf(entry: DirectiveText, name: string, context: Context | undefined): string {
  const { syntax, contexts } = entry;
  const lines = (syntax.length === 0 ? [''] : syntax).map((it) => {
    const rest = plainSyntax(it);
    return `${name}${rest === '' ? '' : ` ${rest}`}${rest.endsWith('}') ? '' : ';'}`;
  });
  const earlier = earlierDefault(name);
  const before = earlier === undefined ? '' : ` (${code(earlier.value)} before ${formatVersion(earlier.before)})`;
  const usual = entry.default === '' ? '–' : `${code(`${name} ${entry.default};`)}${before}`;
  const places = contexts.filter((it) => it !== '').map((it) => code(it));
  const facts = [`**Default:** ${usual}`, `**Context:** ${places.join(', ')}`, ...releases(formsAt(name, context))];
  return `\`\`\`nginx\n${lines.join('\n')}\n\`\`\`\n${facts.join('  \n')}`;
}

function formFacts(forms: readonly DirectiveForm[]): string {
  const places = new Set(forms.flatMap(({ contexts }) => (contexts === 'any' ? ['anywhere'] : [...contexts])));
  return [`**Context:** ${[...places].map((it) => code(it)).join(', ')}`, ...releases(forms)].join('  \n');
}

function formsAt(name: string, context: Context | undefined): readonly DirectiveForm[] {
  const forms = formsOf(name);
  const here = forms.filter(({ contexts }) => context === undefined || contexts === 'any' || contexts.has(context));
  return here.length === 0 ? forms : here;
}

/** Since when, and until when; nothing for what all releases have. */
function releases(forms: readonly DirectiveForm[]): readonly string[] {
  const [first] = forms;
  const last = forms.at(-1);
  return [
    ...(first?.since === undefined ? [] : [`**Since:** ${formatVersion(first.since)}`]),
    ...(last?.until === undefined ? [] : [`**Until:** ${formatVersion(last.until)}`]),
  ];
}

function source(entry: DirectiveText): string {
  return link(`${entry.name} in the documentation of nginx`, addressOf(entry));
}

/** Where the documentation has it (nginx.org). */
export function addressOf({ name, module }: Pick<DirectiveText, 'name' | 'module'>): string {
  const family = /^ngx_(http|stream|mail)_/.exec(module)?.[1];
  const page = module === 'Core functionality' ? 'ngx_core_module' : module;
  return `https://nginx.org/en/docs/${family === undefined ? '' : `${family}/`}${page}.html#${name}`;
}
