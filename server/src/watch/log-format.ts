/** `log_format` as nginx takes it apart (ngx_http_log_compile_format): text, and variables in it. */
import type { Config } from '../config/model.ts';

export type Escape = 'default' | 'json' | 'none';

export type FormatPart =
  | { readonly kind: 'text'; readonly text: string }
  /** Lower case, without `$`. */
  | { readonly kind: 'variable'; readonly name: string };

export interface LogFormat {
  readonly name: string;
  readonly escape: Escape;
  readonly parts: readonly FormatPart[];
}

/** What `access_log` takes where it names no format. */
export const combined: LogFormat = {
  name: 'combined',
  escape: 'default',
  parts: partsOf(
    '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"',
  ),
};

/** By name; one whose text a template fills in is missing. */
export function formatsOf({ http }: Config): ReadonlyMap<string, LogFormat> {
  const formats = new Map([[combined.name, combined]]);
  for (const { directive } of http?.level.own.get('log_format') ?? []) {
    const [name, ...words] = directive.args;
    if (name === undefined || directive.args.some(({ placeholder }) => placeholder)) continue;
    const said = /^escape=(default|json|none)$/.exec(words[0]?.text ?? '')?.[1] as Escape | undefined;
    const texts = said === undefined ? words : words.slice(1);
    formats.set(name.text, {
      name: name.text,
      escape: said ?? 'default',
      parts: partsOf(texts.map(({ text }) => text).join('')),
    });
  }
  return formats;
}

/** Text between variables is one part, however many words of the directive it comes from. */
export function partsOf(text: string): readonly FormatPart[] {
  const parts: FormatPart[] = [];
  let from = 0;
  for (const match of text.matchAll(/\$(?:\{(\w+)\}|(\w+))/g)) {
    if (match.index > from) parts.push({ kind: 'text', text: text.slice(from, match.index) });
    parts.push({ kind: 'variable', name: (match[1] ?? match[2] ?? '').toLowerCase() });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) });
  return parts;
}
