/** The headers that the proxy module sends: lines of the configuration, nginx's own, the client's (ngx_http_proxy_init_headers). */
import { cutOffLevels, effectiveLevel } from '../../config/inherit.ts';
import type { Placed } from '../../config/model.ts';
import { hostFirst, http11ByDefault, isAtLeast, type NginxVersion } from '../../reference/version.ts';
import { wholeOf } from '../../config/anchor.ts';
import type { Bindings } from '../values/bindings.ts';
import { expandWord } from '../values/evaluate.ts';
import { isUnknown, type Captures, type Evaluated } from '../values/exchange.ts';
import { headerValue } from '../request/headers.ts';
import type { DroppedHeader, ProxyTarget, SentHeader, UpstreamRequest, Value } from '../model.ts';
import { isOn, inForce, whether, type InForce } from '../values/in-force.ts';
import { cachingOf } from './cache.ts';
import { encodeUtf8 } from '../text/uri.ts';

/** A `proxy_set_header` line with what it gives for this request. */
interface Line {
  readonly name: string;
  readonly lower: string;
  readonly placed: Placed;
  readonly evaluated: Evaluated;
}

export interface Headers {
  readonly headers: readonly SentHeader[];
  readonly dropped: readonly DroppedHeader[];
}

/** In the order in which they are written to the upstream. */
export function proxyHeaders(target: ProxyTarget, bindings: Bindings, version: UpstreamRequest['httpVersion']): Headers {
  const setting = inForce(target.level, 'proxy_set_header');
  const lines = linesOf(setting.placed, bindings).map((line) => doubted(line, setting));
  const names = new Set(lines.map(({ lower }) => lower));
  const defaults = defaultsOf(target, bindings);
  const own = isAtLeast(bindings.nginx, hostFirst) ? linesWithHostFirst(lines, bindings, version) : lines.flatMap(sentLine);
  const added = defaults.flatMap((it) => defaultHeader(it, names, setting));
  const removed = new Set([...names, ...defaults.map(({ name }) => name.toLowerCase())]);
  const passes = isOn(target.level, 'proxy_pass_request_headers', true);
  const clients = bindings.request.headers.filter(({ name }) => passes && !removed.has(name.toLowerCase()));
  const headers = [...own, ...added, ...clients.map((header) => ({ ...header, from: { kind: 'client' } as const, through: [] }))];
  return {
    headers: isAtLeast(bindings.nginx, hostFirst) ? withHostFirst(headers) : headers,
    dropped: [...lostFromClient(target, bindings, lines, removed, passes, headers, setting), ...cutOff(target, bindings, lines)],
  };
}

/**
 * nginx measures all lines before it writes one: a map whose pattern matches on the way changes `$1` for the lines behind
 * it, and for those before it at the wrong moment (they are cut or refused, which nobody should rely on).
 */
function linesOf(placed: readonly Placed[], bindings: Bindings): readonly Line[] {
  let captures: Captures | undefined;
  const out: Line[] = [];
  for (const it of placed) {
    const exchange = captures === undefined ? bindings.exchange : { ...bindings.exchange, captures };
    for (const line of lineOf(it, { ...bindings, exchange })) {
      if (line.evaluated.captures !== undefined) {
        captures = line.evaluated.captures;
        const after = { ...bindings, exchange: { ...bindings.exchange, captures } };
        for (const [index, before] of out.entries()) out[index] = overwritten(before, after);
      }
      out.push(line);
    }
  }
  return out;
}

function overwritten(line: Line, bindings: Bindings): Line {
  const again = lineOf(line.placed, bindings).every(({ evaluated }) => evaluated.value === line.evaluated.value);
  if (again || isUnknown(line.evaluated.value)) return line;
  const value = { unknown: `the captures in the header \`${line.name}\`, which a pattern of a map replaces` };
  return { ...line, evaluated: { ...line.evaluated, value } };
}

function lineOf(placed: Placed, bindings: Bindings): readonly Line[] {
  const [name, value] = placed.directive.args;
  if (name === undefined) return [];
  const evaluated = value === undefined ? { value: '', through: [] } : expandWord(value, bindings);
  return [{ name: name.text, lower: name.text.toLowerCase(), placed, evaluated }];
}

/** Lines of an outer level, where something nearer may cut them off unseen. */
function doubted(line: Line, { doubt, beside }: InForce): Line {
  if (doubt === undefined || beside) return line;
  const value = whether(doubt, `cuts off the header \`${line.name}\``);
  return { ...line, evaluated: { ...line.evaluated, value } };
}

/** A line whose value is empty is not sent. */
function sentLine({ name, placed, evaluated: { value, through } }: Line): readonly SentHeader[] {
  return value === '' ? [] : [{ name, value, from: { kind: 'set', at: wholeOf(placed) }, through }];
}

/** From 1.31.4 on the last Host line counts, and an empty one is replaced by `$proxy_host` in HTTP/1.1 (dea68dbf1). */
function linesWithHostFirst(
  lines: readonly Line[],
  bindings: Bindings,
  version: UpstreamRequest['httpVersion'],
): readonly SentHeader[] {
  const host = lines.findLast(({ lower }) => lower === 'host');
  const others = lines.filter(({ lower }) => lower !== 'host').flatMap(sentLine);
  if (host === undefined) return others;
  const sent = sentLine({ ...host, name: 'Host' });
  if (sent.length > 0 || version === '1.0') return [...sent, ...others];
  return [{ name: 'Host', value: bindings.proxy?.host ?? '', from: { kind: 'default' }, through: [] }, ...others];
}

function withHostFirst(headers: readonly SentHeader[]): readonly SentHeader[] {
  const isHost = ({ name, from }: SentHeader): boolean => name.toLowerCase() === 'host' && from.kind !== 'client';
  return [...headers.filter(isHost), ...headers.filter((header) => !isHost(header))];
}

interface Default {
  readonly name: string;
  readonly value: Value;
}

/** ngx_http_proxy_headers, and with a cache ngx_http_proxy_cache_headers; empty ones only remove the client's. */
function defaultsOf(target: ProxyTarget, bindings: Bindings): readonly Default[] {
  const connection = isAtLeast(bindings.nginx, http11ByDefault) ? '' : 'close';
  const conditional = ['If-Modified-Since', 'If-Unmodified-Since', 'If-None-Match', 'If-Match', 'Range', 'If-Range'];
  return [
    { name: 'Host', value: bindings.proxy?.host ?? '' },
    { name: 'Connection', value: connection },
    ...(isAtLeast(bindings.nginx, proxyConnectionSince) ? [{ name: 'Proxy-Connection', value: '' }] : []),
    { name: 'Content-Length', value: bodyLength(target, bindings) },
    ...['Transfer-Encoding', 'TE', 'Keep-Alive', 'Expect', 'Upgrade'].map((name) => ({ name, value: '' })),
    ...(cachingOf(target, bindings).keeps ? conditional.map((name) => ({ name, value: '' })) : []),
  ];
}

const proxyConnectionSince: NginxVersion = [1, 31, 0];

function defaultHeader({ name, value }: Default, names: ReadonlySet<string>, { doubt }: InForce): readonly SentHeader[] {
  if (names.has(name.toLowerCase())) return [];
  const decisive = name === 'Host' || name === 'Connection' || name === 'Upgrade';
  // A line that we cannot see may set it: nginx's default is no more than a guess.
  const unsure = doubt !== undefined && decisive ? whether(doubt, `sets the header \`${name}\``) : value;
  return unsure === '' ? [] : [{ name, value: unsure, from: { kind: 'default' }, through: [] }];
}

/** `proxy_set_body` gives a body of its own; else the client's length is passed on. */
function bodyLength(target: ProxyTarget, bindings: Bindings): Value {
  const body = inForce(target.level, 'proxy_set_body').placed.at(-1)?.directive.args[0];
  if (body !== undefined) {
    const { value } = expandWord(body, bindings);
    return isUnknown(value) ? value : String(encodeUtf8(value).length);
  }
  // Others are refused, and what an error page then passes on has no body.
  if (headerValue(bindings.request, 'transfer-encoding')?.toLowerCase() === 'chunked')
    return { unknown: 'the length of the request body' };
  const length = headerValue(bindings.request, 'content-length') ?? '';
  return /^\d+$/.test(length) ? String(BigInt(length)) : '';
}

function lostFromClient(
  target: ProxyTarget,
  bindings: Bindings,
  lines: readonly Line[],
  removed: ReadonlySet<string>,
  passes: boolean,
  sent: readonly SentHeader[],
  { doubt }: InForce,
): readonly DroppedHeader[] {
  const switched = inForce(target.level, 'proxy_pass_request_headers').placed.at(-1);
  return bindings.request.headers.flatMap((header): readonly DroppedHeader[] => {
    const lower = header.name.toLowerCase();
    if (!removed.has(lower) && passes) return [];
    if (sent.some(({ name, value }) => name.toLowerCase() === lower && (isUnknown(value) || value === header.value))) return [];
    const lost = { name: header.name, value: header.value, from: { kind: 'client' } as const };
    const line = lines.findLast((it) => it.lower === lower);
    if (line !== undefined) {
      const kind = lines.some((it) => it.lower === lower && it.evaluated.value !== '') ? 'replaced' : 'emptied';
      return [{ ...lost, because: { kind, by: wholeOf(line.placed) } }];
    }
    if (removed.has(lower)) return doubt === undefined || !isHopByHop(lower) ? [{ ...lost, because: { kind: 'default' } }] : [];
    return switched === undefined ? [] : [{ ...lost, because: { kind: 'not-passed', by: wholeOf(switched) } }];
  });
}

function isHopByHop(name: string): boolean {
  return name === 'connection' || name === 'upgrade';
}

/** Lines of outer levels that the nearest level's own lines cut off, but for those that it repeats. */
function cutOff(target: ProxyTarget, bindings: Bindings, lines: readonly Line[]): readonly DroppedHeader[] {
  const by = effectiveLevel(target.level, 'proxy_set_header')?.own.get('proxy_set_header')?.[0];
  if (by === undefined) return [];
  const repeated = (line: Line): boolean =>
    lines.some(({ lower, evaluated }) => lower === line.lower && evaluated.value === line.evaluated.value);
  return cutOffLevels(target.level, 'proxy_set_header').flatMap((level) =>
    (level.own.get('proxy_set_header') ?? [])
      .flatMap((placed) => lineOf(placed, bindings))
      .filter((line) => !repeated(line))
      .map((line) => ({
        name: line.name,
        value: line.evaluated.value,
        from: { kind: 'set', at: wholeOf(line.placed) } as const,
        because: { kind: 'cut-off', by: wholeOf(by) } as const,
      })),
  );
}
