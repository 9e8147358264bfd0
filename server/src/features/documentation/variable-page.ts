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
  const header = /^http_(\w+)$/i.exec(name)?.[1];
  const words = header === undefined ? entry?.description : `The header ${code(header.replaceAll('_', '-'))} of the request.`;
  const module = entry?.module ?? form?.module ?? '';
  const address = `https://nginx.org/en/docs/${family}/${module}.html#var_${entry?.name ?? name}`;
  const source = entry === undefined ? [] : [link(`$${name} in the documentation of nginx`, address)];
  return [code(`$${name}`), ...(words === undefined ? [] : [words]), ...since, ...source].join('\n\n');
}
