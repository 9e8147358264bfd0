/** Settings that are judged when levels are merged, apart from those of passing on and of TLS. */
import { firstOf, nowhere, type Outcome, type Run, type Scope } from './run.ts';
import { inherited } from './use.ts';
import { parseSize } from './values.ts';

/** ngx_http_core_module.c, ngx_http_core_merge_srv_conf. */
export function endOfBuffers(server: Scope): Outcome {
  const buffer = parseSize(inherited(server, 'large_client_header_buffers')?.[1] ?? '8k') ?? 0;
  const pool = parseSize(inherited(server, 'connection_pool_size')?.[0] ?? '512') ?? 0;
  if (buffer >= pool) return undefined;
  return 'the "large_client_header_buffers" size must be equal to or greater than "connection_pool_size"';
}

/** `none` and `blocked` need a name beside them (ngx_http_referer_merge_conf); a pattern does not count as one. */
export function endOfReferers(run: Run, scope: Scope, server: Scope): Outcome {
  const words = (scope.given.get('valid_referers') ?? []).flat();
  const isEmptyOnly = words.some((word) => word === 'none' || word === 'blocked');
  const names = words.filter((word) => !/^(?:none|blocked|server_names|~.*)$/s.test(word));
  const serverNames = (server.given.get('server_name') ?? [['']]).flat().filter((name) => !name.startsWith('~'));
  if (isEmptyOnly && names.length === 0 && !(words.includes('server_names') && serverNames.length > 0) && !run.blind) {
    const message = 'the "none" or "blocked" referers are specified in the "valid_referers" directive without any valid referer';
    return { message, ...nowhere };
  }
  return firstOf(scope.inner.map((inner) => () => endOfReferers(run, inner, server)));
}

/** Every pair of charsets in use needs its table (ngx_http_charset_postconfiguration). */
export function endOfCharsets(run: Run, http: Scope): Outcome {
  if (run.blind) return undefined;
  const pairs = new Set((http.given.get('charset_map') ?? []).map(([a = '', b = '']) => pairOf(a, b)));
  const visit = (scope: Scope): Outcome => {
    const to = inherited(scope, 'charset')?.[0] ?? 'off';
    const from = inherited(scope, 'source_charset')?.[0] ?? 'off';
    const isPlain =
      to !== 'off' && from !== 'off' && !to.startsWith('$') && !from.startsWith('$') && to.toLowerCase() !== from.toLowerCase();
    if (isPlain && !pairs.has(pairOf(from, to))) {
      return { message: `no "charset_map" between the charsets "${from}" and "${to}"`, ...nowhere };
    }
    return firstOf(scope.inner.map((inner) => () => visit(inner)));
  };
  return firstOf(http.inner.map((server) => () => visit(server)));
}

function pairOf(a: string, b: string): string {
  return [a.toLowerCase(), b.toLowerCase()].sort().join(' ');
}
