/** The address of a `uwsgi_pass`, `grpc_pass`, … with variables (ngx_http_uwsgi_eval and its like, ngx_parse_url). */
import type { Upstream, Environment } from '../../config/model.ts';
import type { PassKind } from '../model.ts';
import { isName, splitPort } from '../text/address.ts';
import { upstreamOf } from './live.ts';

export interface GatewayAddress {
  /** The upstream block that it names. */
  readonly upstream: Upstream | undefined;
  /** What nginx says at run time, and answers with 500. */
  readonly invalid: string | undefined;
  /** The host when it is a name that only a resolver finds. */
  readonly resolve: string | undefined;
}

/** Any text is an answer; what is no address is told in `invalid`. */
export function gatewayAddress(kind: PassKind, value: string, environment: Environment): GatewayAddress {
  const found = { upstream: undefined, invalid: undefined, resolve: undefined };
  const text = value.replace(prefixes[kind] ?? /^(?!)/, '');
  const wrong = (what: string): GatewayAddress => ({ ...found, invalid: `${what} in upstream "${value}"` });
  if (text.startsWith('unix:')) return text === 'unix:' ? wrong('no path in the unix domain socket') : found;
  const { host, port } = splitPort(text);
  if (host === '') return wrong('no host');
  if (/[/?[\]]/.test(host.replace(/^\[[^\]]*\]$/, ''))) return wrong('invalid host');
  if (port === undefined) {
    const upstream = upstreamOf(host, environment);
    return upstream === undefined ? wrong('no port') : { ...found, upstream };
  }
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65535) return wrong('invalid port');
  return { ...found, resolve: isName(host) ? host : undefined };
}

/** Without variables they stand in front too; with them only these two take one. */
const prefixes: Readonly<Partial<Record<PassKind, RegExp>>> = { uwsgi: /^s?uwsgi:\/\//i, grpc: /^grpcs?:\/\//i };
