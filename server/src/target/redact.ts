/** A stretch of a configuration without what is nobody else's business: names of hosts, addresses, keys, passwords, tokens, paths, texts. */
import { isDirective } from '../reference/directives.ts';

export interface Redacted {
  readonly text: string;
  /** The same in any other text, such as a message of nginx about the stretch. */
  readonly also: (text: string) => string;
}

/**
 * Keeps directives, variables, numbers, parameters that nginx knows, and the text as nginx reads it, mistakes included; comments
 * are left out. The same word becomes the same word.
 */
export function redact(text: string): Redacted {
  const names = createNames();
  let directive: string | undefined;
  let args: string[] = [];
  const out: string[] = [];
  let isLineStart = true;
  for (const [token] of text.matchAll(tokens)) {
    if (/^[\s;{}"']$/.test(token)) {
      if (/[;{}]/.test(token)) directive = undefined;
      isLineStart = token === '\n' || (isLineStart && /\s/.test(token));
      out.push(token);
    } else if (!token.startsWith('#')) {
      // Behind a missing semicolon, a directive begins on a line of its own.
      const isName = directive === undefined || (isLineStart && isDirective(token));
      out.push(isName ? redactName(token, names) : redactArgument(token, directive ?? '', args, names));
      if (isName) [directive, args] = [token, []];
      else args.push(token);
      isLineStart = false;
    }
  }
  return { text: out.join(''), also: names.inText };
}

/** Whole words, in quotes or not; comments; and each other character alone. */
const tokens = /"(?:\\[^]|[^"\\])*"|'(?:\\[^]|[^'\\])*'|#[^\r\n]*|(?:\$\{\w+\}|[^\s;{}"'#])(?:\$\{\w+\}|[^\s;{}"'])*|[^]/g;

interface Names {
  readonly of: (word: string, kind: 'host' | 'address' | 'path' | 'value') => string;
  readonly inText: (text: string) => string;
}

function createNames(): Names {
  const known = new Map<string, string>();
  const counts = { host: 0, address: 0, path: 0, value: 0 };
  const made = {
    host: (count: number): string => `host${count}.example`,
    address: (count: number): string => `192.0.2.${count % 256}`,
    path: (count: number): string => `/path${count}`,
    value: (count: number): string => `value${count}`,
  };
  return {
    of(word, kind) {
      const name = known.get(word) ?? made[kind](++counts[kind]);
      known.set(word, name);
      return name;
    },
    inText(text) {
      const longestFirst = [...known].filter(([word]) => word.length > 2).sort(([a], [b]) => b.length - a.length);
      return longestFirst.reduce((rest, [word, name]) => rest.replaceAll(word, name), text);
    },
  };
}

/** Names of directives, as they are or misspelt; in a map, a name is a value. */
function redactName(word: string, names: Names): string {
  return isDirective(word) || /^(?:[a-z_]{2,40}|default|~\*?|\$\{?\w+\}?)$/.test(word) ? word : names.of(word, 'value');
}

function redactArgument(token: string, directive: string, before: readonly string[], names: Names): string {
  const [, quote = '', word = ''] = /^(["']?)([^]*)\1$/.exec(token) ?? [];
  return `${quote}${redactWord(word, directive, before, names)}${quote}`;
}

function redactWord(word: string, directive: string, before: readonly string[], names: Names): string {
  if (word === '' || isHarmless(word)) return word;
  if (secrets.test(directive)) return names.of(word, 'value');
  if (headers.test(directive))
    return before.length === 0 ? headerName(word, names) : literals(word, (it) => names.of(it, 'value'));
  if (hosts.test(directive)) return hostOrUrl(word, names);
  if (directive === 'location' || directive === 'rewrite' || directive === 'try_files') return parts(word, names);
  if (!isDirective(directive) || texts.test(directive)) return literals(word, (it) => names.of(it, 'value'));
  if (word.startsWith('/') || word.startsWith('unix:')) return literals(word, (it) => names.of(it, 'path'));
  return parts(word, names);
}

/** Of directives that nginx knows; all that may hold something else is in the other lists. */
const secrets =
  /passw|secret|token|credential|licen[cs]e|_key\b|key_file|keyval|jwt|auth_basic|secure_link|user_?id|cookie|realm|oidc|ldap/i;
const headers = /(?:set|add|hide|pass|clear|ignore)_(?:input_)?(?:header|trailer)s?$|_param$|^env$/;
const hosts =
  /_pass$|^(?:server|upstream|server_name|listen|resolver|proxy_bind|allow|deny|set_real_ip_from|valid_referers|proxy_ssl_name)$/;
const texts =
  /^(?:set|if|return|sub_filter|log_format|map|geo|split_clients|proxy_redirect|error_page|.*_by_lua.*|charset_map|limit_req_zone|js_.*)$/;

/** Numbers, variables alone, operators, and words that say nothing of anybody. */
function isHarmless(word: string): boolean {
  return (
    /^(?:\d+(?:\.\d+)?[a-zA-Z]{0,2}|(?:\$\{?\w+\}?)+|[!=~^*()_|-]+|\(?\$\w+\)?|\/)$/.test(word) ||
    /^(?:on|off|upgrade|close|keep-alive|websocket|default|default_server|ssl|http2|reuseport|backup|down|all|any|none|blocked|server_names|permanent|redirect|last|break|always|main|hostnames|volatile|localhost|https?:\/\/)$/i.test(
      word,
    )
  );
}

function headerName(word: string, names: Names): string {
  return /^(?:upgrade|connection|host|origin|accept|cookie|authorization|via|server|content-.*|sec-websocket-.*|x-forwarded-.*|x-real-ip|forwarded|[A-Z_]+)$/i.test(
    word,
  )
    ? word
    : names.of(word, 'value');
}

/** Each stretch between variables. */
function literals(word: string, redacted: (literal: string) => string): string {
  return word.replace(/\$\{\w+\}|\$\w+|[^$]+/g, (it: string) => (it.startsWith('$') || isHarmless(it) ? it : redacted(it)));
}

/** `https://me:secret@app.example.com:8443/x`, `app:80`, `10.0.0.1`, `unix:/run/app.sock`, `weight=5`. */
function hostOrUrl(word: string, names: Names): string {
  if (word.startsWith('unix:')) return `unix:${names.of(word.slice(5), 'path')}`;
  if (/^\w+=[\w.]*$/.test(word)) return word;
  const [, scheme = '', , host = '', port = '', rest = ''] =
    /^(\w+:\/\/)?([^/@]*@)?(\[[^\]]*\]|[^/:$]*)(:[^/]*)?(\/?[^]*)$/.exec(word) ?? [];
  return `${scheme}${hostName(host, names)}${port}${parts(rest, names)}`;
}

function hostName(host: string, names: Names): string {
  if (isHarmless(host) && !/^\d+(?:\.\d+){3}$/.test(host)) return host;
  if (host === '' || /^(?:127\.|0\.0\.0\.0$|\[::1?\]$)/.test(host)) return host;
  return names.of(host, /^\d+(?:\.\d+){3}/.test(host) || host.startsWith('[') ? 'address' : 'host');
}

/** What looks like a host, an address or a key, within a word that may stay otherwise. */
function parts(word: string, names: Names): string {
  return word
    .replace(/\b(?!127\.)(?!0\.0\.0\.0)\d{1,3}(?:\.\d{1,3}){3}\b/g, (it) => names.of(it, 'address'))
    .replace(/(?<![\w$])(?:[a-z0-9-]+\.)+[a-z]{2,}(?![\w])/gi, (it) =>
      it.endsWith('.example') || isFile(it) ? it : names.of(it, 'host'),
    )
    .replace(/(?<!\$\{?)(?=[A-Za-z+=_-]*\d)[A-Za-z0-9+=_-]{12,}|(?<!\$\{?)\b[A-Za-z0-9+=]{32,}/g, (it) => names.of(it, 'value'));
}

function isFile(name: string): boolean {
  return /\.(?:conf|types|html?|php|pem|key|crt|log|pid|so|js|css|txt|json|sock|ico|png|svg|xml)$/i.test(name);
}
