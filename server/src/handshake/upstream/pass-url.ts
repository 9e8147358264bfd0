/** The URL of a `proxy_pass`: where it leads, which Host it stands for, and what becomes of the URI (ngx_http_proxy_module.c). */
import type { Upstream } from '../../config/model.ts';
import { isName, splitPort } from '../text/address.ts';
import type { Bindings } from '../values/bindings.ts';
import { expandWord } from '../values/evaluate.ts';
import { isUnknown } from '../values/exchange.ts';
import type { ProxyTarget, Value } from '../model.ts';
import { escapePath } from '../text/uri.ts';

export interface PassUrl {
  readonly tls: boolean;
  /** `host:port`, `unix:/path`, or the name of an upstream block. */
  readonly address: Value;
  /** `$proxy_host`: the default Host header. */
  readonly host: Value;
  readonly port: Value;
  /** What stands behind host and port: empty, or the URI part. */
  readonly uri: Value;
  /** The upstream block that the host names. */
  readonly upstream: Upstream | undefined;
  /** With variables a URI part is sent as it is. */
  readonly hasVariables: boolean;
  /** What nginx says at run time, and answers with 500, when the value is no URL. */
  readonly invalid: string | undefined;
  /** The host when it is a name that only a resolver finds. */
  readonly resolve: string | undefined;
}

/** Unknown parts stay unknown one by one: a scheme that is written out is known even when the host is a variable. */
export function passUrl(target: ProxyTarget, bindings: Bindings): PassUrl {
  const word = target.pass.directive.args[0];
  if (word === undefined) return unknownUrl({ unknown: 'the address, which is missing' }, '', false);
  const hasVariables = word.text.includes('$');
  const value = expandWord(word, bindings).value;
  if (isUnknown(value)) return unknownUrl(value, word.text, hasVariables);
  const scheme = /^(https?):\/\//i.exec(value);
  if (scheme === null) return { ...unknownUrl('', value, hasVariables), invalid: `invalid URL prefix in "${value}"` };
  const tls = scheme[1]?.toLowerCase() === 'https';
  const rest = value.slice(scheme[0].length);
  const invalid = addressError(rest);
  if (invalid !== undefined) return { ...unknownUrl('', value, hasVariables), invalid: `${invalid} in upstream "${rest}"` };
  return { ...readAddress(rest, tls, bindings), tls, hasVariables, invalid: undefined };
}

function addressError(text: string): string | undefined {
  if (text.startsWith('unix:')) return /^unix:(?::|$)/.test(text) ? 'no path in the unix domain socket' : undefined;
  const { host, port } = splitPort(/^[^/?]*/.exec(text)?.[0] ?? '');
  if (host === '') return 'no host';
  return port === undefined || (/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65535)
    ? undefined
    : 'invalid port';
}

function unknownUrl(value: Value, text: string, hasVariables: boolean): PassUrl {
  const unix = /^https?:\/\/unix:/i.test(text);
  const none = { upstream: undefined, invalid: undefined, resolve: undefined };
  return {
    tls: /^https:/i.test(text),
    address: value,
    host: unix ? 'localhost' : value,
    port: value,
    uri: value,
    hasVariables,
    ...none,
  };
}

function readAddress(text: string, tls: boolean, { environment }: Bindings): Omit<PassUrl, 'tls' | 'hasVariables' | 'invalid'> {
  if (text.startsWith('unix:')) {
    const [, path = '', uri = ''] = /^unix:([^:]*):?(.*)$/s.exec(text) ?? [];
    return { address: `unix:${path}`, host: 'localhost', port: '', uri, upstream: undefined, resolve: undefined };
  }
  const [authority = ''] = /^[^/?]*/.exec(text) ?? [];
  const uri = text.slice(authority.length);
  const { host, port } = splitPort(authority);
  const standard = tls ? '443' : '80';
  const plain = port === undefined || port === standard;
  const upstream = port === undefined ? environment.upstreams.get(host.toLowerCase()) : undefined;
  return {
    address: upstream === undefined ? `${host}:${port ?? standard}` : host,
    host: plain ? host : `${host}:${port}`,
    port: port ?? standard,
    uri,
    upstream,
    resolve: upstream === undefined && isName(host) ? host : undefined,
  };
}

/**
 * What stands in the request line to the upstream: the client's own bytes when nothing changed them; else the URI part
 * in place of the location's name, or the rewritten URI, escaped again (ngx_http_proxy_create_request).
 */
export function upstreamUri(url: PassUrl, target: ProxyTarget, { exchange }: Bindings): Value {
  if (isUnknown(url.uri)) return url.uri;
  const part = url.uri;
  if (url.hasVariables && part !== '') return part.startsWith('?') ? `/${part}` : part;
  if (part === '' && exchange.validUnparsed) return exchange.unparsed;
  const name = target.level.kind === 'location' || target.pass === target.location.level.own.get('proxy_pass')?.[0];
  const { modifier, path } = target.location;
  const length = name && modifier !== '~' && modifier !== '~*' && path.startsWith('/') ? path.length : 0;
  const rest = exchange.uri.slice(exchange.validLocation && part !== '' ? Math.min(length, exchange.uri.length) : 0);
  const escaped = exchange.quoted || exchange.internal ? escapePath(rest) : rest;
  return (exchange.validLocation ? part : '') + escaped + (exchange.args === '' ? '' : `?${exchange.args}`);
}
