/** What goes to other gateways than HTTP proxies: parameters of uwsgi, SCGI and FastCGI, and the headers of gRPC. */
import { isAtLeast } from '../../reference/version.ts';
import { wholeOf } from '../../config/anchor.ts';
import type { Bindings } from '../values/bindings.ts';
import { cachingOf } from './cache.ts';
import { expand, expandWord } from '../values/evaluate.ts';
import type { DroppedHeader, HeaderLine, ProxyTarget, SentHeader } from '../model.ts';
import { isOn, inForce } from '../values/in-force.ts';

export interface Parameters {
  readonly headers: readonly SentHeader[];
  readonly dropped: readonly DroppedHeader[];
}

/** In the order in which they are sent: the lines of the configuration, then the client's headers. */
export function gatewayParameters(target: ProxyTarget, bindings: Bindings): Parameters {
  const { kind } = target;
  if (kind === 'uwsgi' || kind === 'scgi' || kind === 'fastcgi') return parameters(target, kind, bindings);
  if (kind === 'grpc') return grpcHeaders(target, bindings);
  return { headers: [], dropped: [] };
}

/** Client headers become `HTTP_*`, Upgrade and Connection too, unless a line sets that name (ngx_http_uwsgi_create_request). */
function parameters(target: ProxyTarget, kind: 'uwsgi' | 'scgi' | 'fastcgi', bindings: Bindings): Parameters {
  const lines = inForce(target.level, `${kind}_param`).placed.flatMap((placed): readonly SentHeader[] => {
    const [name, word, condition] = placed.directive.args;
    if (name === undefined || word === undefined) return [];
    const { value, through } = expandWord(word, bindings);
    const skipped = value === '' && (condition?.text === 'if_not_empty' || (word.text === '' && name.text.startsWith('HTTP_')));
    return skipped ? [] : [{ name: name.text, value, from: { kind: 'set', at: wholeOf(placed) }, through }];
  });
  const set = new Set(
    inForce(target.level, `${kind}_param`).placed.map(({ directive }) => directive.args[0]?.text.toLowerCase()),
  );
  const length: readonly SentHeader[] =
    kind === 'scgi' ? [{ name: 'CONTENT_LENGTH', value: '0', from: { kind: 'default' }, through: [] }] : [];
  const fixed = [...length, ...lines, ...hostParameter(set, bindings)];
  if (!isOn(target.level, `${kind}_pass_request_headers`, true)) return { headers: fixed, dropped: [] };
  const { keeps } = cachingOf(target, bindings);
  const clients = joined(bindings.request.headers, bindings).flatMap(({ name, value }): readonly SentHeader[] => {
    const parameter = `HTTP_${name.toUpperCase().replaceAll('-', '_')}`;
    return (keeps && conditional.has(parameter)) || fixed.some((it) => it.name === parameter) || set.has(parameter.toLowerCase())
      ? []
      : [{ name: parameter, value, from: { kind: 'client' }, through: [] }];
  });
  return { headers: [...fixed, ...clients], dropped: [] };
}

/** What a cache keeps to itself (ngx_http_fastcgi_cache_headers and those of uwsgi and SCGI). */
const conditional: ReadonlySet<string> = new Set(
  ['IF_MODIFIED_SINCE', 'IF_UNMODIFIED_SINCE', 'IF_NONE_MATCH', 'IF_MATCH', 'RANGE', 'IF_RANGE'].map((name) => `HTTP_${name}`),
);

/** From 1.29.5 on HTTP_HOST is nginx's own idea of the host, with the port that the client wrote. */
function hostParameter(set: ReadonlySet<string | undefined>, bindings: Bindings): readonly SentHeader[] {
  if (!isAtLeast(bindings.nginx, [1, 29, 5]) || set.has('http_host')) return [];
  const { value } = expand('$host$is_request_port$request_port', bindings);
  return value === '' ? [] : [{ name: 'HTTP_HOST', value, from: { kind: 'default' }, through: [] }];
}

/** From 1.23.0 on headers that come several times are joined (ngx_http_link_multi_headers). */
function joined(headers: readonly HeaderLine[], { nginx }: Bindings): readonly HeaderLine[] {
  if (!isAtLeast(nginx, [1, 23, 0])) return headers;
  const out = new Map<string, HeaderLine>();
  for (const header of headers) {
    const lower = header.name.toLowerCase();
    const before = out.get(lower);
    const separator = lower === 'cookie' ? '; ' : ', ';
    out.set(lower, before === undefined ? header : { ...before, value: before.value + separator + header.value });
  }
  return [...out.values()];
}

/** Names that the gRPC module never forwards by itself (ngx_http_grpc_headers). */
const grpcRemoves = new Set([
  'host',
  'connection',
  'transfer-encoding',
  'content-length',
  'te',
  'keep-alive',
  'expect',
  'upgrade',
]);

function grpcHeaders(target: ProxyTarget, bindings: Bindings): Parameters {
  const lines = inForce(target.level, 'grpc_set_header').placed.flatMap((placed): readonly SentHeader[] => {
    const [name, word] = placed.directive.args;
    if (name === undefined || word === undefined) return [];
    const { value, through } = expandWord(word, bindings);
    return value === '' ? [] : [{ name: name.text, value, from: { kind: 'set', at: wholeOf(placed) }, through }];
  });
  const set = new Set(lines.map(({ name }) => name.toLowerCase()));
  const clients = bindings.request.headers.filter(({ name }) => !set.has(name.toLowerCase()));
  const passed = clients.filter(({ name }) => !grpcRemoves.has(name.toLowerCase()));
  return {
    headers: [...lines, ...passed.map((header): SentHeader => ({ ...header, from: { kind: 'client' }, through: [] }))],
    dropped: clients
      .filter(({ name }) => grpcRemoves.has(name.toLowerCase()))
      .map((header): DroppedHeader => ({ ...header, from: { kind: 'client' }, because: { kind: 'default' } })),
  };
}
