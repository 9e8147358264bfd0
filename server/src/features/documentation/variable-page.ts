/** What is said of a variable: the documentation's words, and since when. */
import type { Documentation } from '../../reference/descriptions.ts';
import { builtInVariable } from '../../reference/variables.ts';
import { formatVersion } from '../../reference/version.ts';
import { code, link } from '../markdown.ts';

/** Markdown; `undefined` for one that neither nginx nor its documentation has. `name`: without `$`. */
export function variablePage(documentation: Documentation, name: string, family: 'http' | 'stream' = 'http'): string | undefined {
  const entries = documentation.variable(name);
  const entry = entries.find(({ module }) => module.startsWith(`ngx_${family}_`)) ?? entries[0];
  const form = builtInVariable(name, family);
  if (entry === undefined && form === undefined) return undefined;
  const since = form?.since === undefined ? [] : [`**Since:** ${formatVersion(form.since)}`];
  const words = wordsOfFamily(name) ?? entry?.description;
  const module = entry?.module ?? form?.module ?? '';
  const address = `https://nginx.org/en/docs/${family}/${module}.html#var_${entry?.name ?? name}`;
  const source = entry === undefined ? [] : [link(`$${name} in the documentation of nginx`, address)];
  return [code(`$${name}`), ...(words === undefined ? [] : [words]), ...since, ...source].join('\n\n');
}

/** Of variables whose name says what they hold; the documentation has one entry for all of a family. */
function wordsOfFamily(name: string): string | undefined {
  const [, family = '', rest = ''] = /^(http|sent_http|upstream_http|arg|cookie)_(\w+)$/i.exec(name) ?? [];
  const header = code(rest.replaceAll('_', '-'));
  switch (family.toLowerCase()) {
    case 'http':
      return `The header ${header} of the request.`;
    case 'sent_http':
      return `The header ${header} of the answer to the client.`;
    case 'upstream_http':
      return `The header ${header} of the backend’s answer.`;
    case 'arg':
      return `The argument ${code(rest)} of the request’s URL (${code(`?${rest}=…`)}).`;
    case 'cookie':
      return `The cookie ${code(rest)} of the request.`;
    default:
      return undefined;
  }
}
