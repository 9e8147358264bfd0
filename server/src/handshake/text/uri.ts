/** URIs as nginx reads and writes them: decoding, normalising, escaping (ngx_http_parse.c, ngx_string.c). */

/** The request target, taken apart. */
export interface RequestUri {
  /** Decoded and normalised, without the query: what locations are compared with, `$uri`. */
  readonly uri: string;
  /** Behind the first `?`, as sent. */
  readonly args: string;
  /** As sent, for a `proxy_pass` without a URI part and `$request_uri`. */
  readonly unparsed: string;
  /** Of an absolute target (`GET http://host/path`); it outranks the Host header. */
  readonly host: string | undefined;
  /** The path had a `%`: it is escaped again where it is sent on. */
  readonly quoted: boolean;
  /** The path had a `+`. */
  readonly plus: boolean;
  /** False for an absolute target without a path. */
  readonly validUnparsed: boolean;
}

/**
 * `undefined` for what nginx answers with 400: above the root, broken `%`, `%00`, no leading slash
 * (ngx_http_parse_uri, ngx_http_parse_complex_uri).
 */
export function readTarget(target: string, mergeSlashes: boolean): RequestUri | undefined {
  const absolute = /^[a-z][a-z0-9+.-]*:\/\/([^/?]*)(.*)$/is.exec(target);
  const host = absolute?.[1];
  const rest = absolute?.[2] ?? target;
  const path = absolute !== null && !rest.startsWith('/') ? `/${rest}` : rest;
  if (host !== undefined && !(isHost(host) && /^(?:[/?]|$)/.test(rest))) return undefined;
  if (!path.startsWith('/') || [...path].some((it) => it <= ' ' || it === '\x7f')) return undefined;
  const before = /^[^?#]*/.exec(path)?.[0] ?? '';
  const uri = normalize(before, mergeSlashes);
  if (uri === undefined) return undefined;
  const args = path.startsWith('?', before.length) ? path.slice(before.length + 1).replace(/#.*$/s, '') : '';
  return {
    uri,
    args,
    unparsed: rest === '' ? '/' : rest,
    host,
    quoted: before.includes('%'),
    plus: before.includes('+') || /%2b/i.test(before),
    validUnparsed: path === rest,
  };
}

/** With an optional port, as it may stand in a request line. */
function isHost(text: string): boolean {
  return /^(?:\[[A-Za-z0-9:\-._~!$&'()*+,;=]*\]|[A-Za-z0-9.-]+)(?::\d*)?$/.test(text);
}

/** `example.com:443` of a CONNECT; `undefined` for what is none, which nginx answers with 400. */
export function readAuthority(target: string): RequestUri | undefined {
  return isHost(target) && /:\d+$/.test(target) ? { ...rootUri('/'), host: target } : undefined;
}

/** The URI `/`, whatever the client sent for it. */
export function rootUri(unparsed: string): RequestUri {
  return { uri: '/', args: '', unparsed, host: undefined, quoted: false, plus: false, validUnparsed: true };
}

/** `%xx` decoded, `//` merged, `/./` and `/../` resolved; a decoded dot or slash counts like a written one. */
function normalize(path: string, mergeSlashes: boolean): string | undefined {
  if (/%(?![0-9a-f]{2})|%00/i.test(path)) return undefined;
  const decoded = decode(path);
  const out: string[] = [];
  const segments = decoded.split('/').slice(1);
  for (const [index, segment] of segments.entries()) {
    const last = index === segments.length - 1;
    if (segment === '..') {
      // With `merge_slashes off` the empty segment of `//` is a segment like any other.
      if (out.length === 0) return undefined;
      out.pop();
      if (last) out.push('');
    } else if (segment === '.') {
      if (last) out.push('');
    } else if (segment !== '' || last || !mergeSlashes) {
      out.push(segment);
    }
  }
  return `/${out.join('/')}`;
}

/** `%xx` as UTF-8; a byte that is none becomes a lone surrogate, which `escapePath` turns back. */
export function decode(text: string): string {
  if (!text.includes('%')) return text;
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    const bytes = Uint8Array.from(run.slice(1).split('%'), (it) => Number.parseInt(it, 16));
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      return Array.from(bytes, (byte) => String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte)).join('');
    }
  });
}

/** Everything that RFC 3986 does not allow in a path, `%` and `?` included (NGX_ESCAPE_URI of ngx_escape_uri). */
export function escapePath(text: string): string {
  return text.replace(/[^!$&'()*+,\-./0-9:;=@A-Z[\]_a-z~]/gsu, percent);
}

/** As for a path, and `&`, `+` and `;` (NGX_ESCAPE_ARGS). */
export function escapeArgument(text: string): string {
  return text.replace(/[^!$'()*,\-./0-9:=@A-Z[\]_a-z~]/gsu, percent);
}

/** What nginx sends for text that came from a decoded URI. */
function percent(character: string): string {
  const code = character.charCodeAt(0);
  const bytes = character.length === 1 && code >= 0xdc80 && code <= 0xdcff ? [code - 0xdc00] : [...encodeUtf8(character)];
  return bytes.map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

/** How many bytes `encodeUtf8` gives. */
export function lengthInUtf8(text: string): number {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 127) return encodeUtf8(text).length;
  return text.length;
}

export function encodeUtf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
