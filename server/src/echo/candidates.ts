/** What a client may have sent, so that a request arrived as it did: for each place of a configuration that leads to the port. */
import { writtenNames } from '../handshake/request/server-name.ts';
import { splitPort } from '../handshake/text/address.ts';
import type { Config, Environment, Server } from '../config/model.ts';
import { listensOf } from '../handshake/routing/listen.ts';
import { targetsOf } from '../handshake/routing/proxy-targets.ts';
import { sampleUrl } from '../handshake/sample.ts';
import type { ClientRequest, Connection, HeaderLine, ProxyTarget, Value } from '../handshake/model.ts';
import { isHandshake } from './acceptance.ts';

export interface Candidate {
  readonly request: ClientRequest;
  readonly connection: Connection;
}

/** The likeliest first; none where nothing leads to the port. With `upgradeLost` Upgrade and Connection did not reach nginx. */
export function* candidatesFor(
  arrived: ClientRequest,
  port: number,
  { http }: Config,
  upgradeLost: boolean,
): Iterable<Candidate & { readonly target: ProxyTarget }> {
  for (const server of http?.servers ?? []) {
    const targets = targetsOf(server).filter((it) => mayLeadTo(it, port, http?.environment));
    for (const target of targets) {
      for (const { tls, port: came } of addressesOf(server)) {
        for (const host of hostsFor(arrived, server)) {
          for (const uri of targetsFor(arrived.target, target)) {
            const request = clientRequest(arrived, host, uri, upgradeLost);
            yield { target, request, connection: { port: came, tls, remoteAddress: '127.0.0.1' } };
          }
        }
      }
    }
  }
}

/** Does an address, `host:port` or the name of an upstream, lead to the port? Also where that cannot be known. */
export function leadsTo(address: Value, port: number, environment: Environment | undefined): boolean {
  if (typeof address !== 'string') return true;
  const upstream = environment?.upstreams.get(address.toLowerCase());
  if (upstream === undefined) return portIn(address) === port;
  return upstream.servers.some((it) => portIn(it.address) === port);
}

function portIn(address: string): number | undefined {
  return address.startsWith('unix:') ? undefined : Number(splitPort(address).port ?? 80);
}

/** By its text: what a variable gives is seen when it is simulated. */
function mayLeadTo({ pass, kind }: ProxyTarget, port: number, environment: Environment | undefined): boolean {
  if (kind !== 'proxy') return false;
  const text = pass.directive.args[0]?.text ?? '';
  if (text.includes('$')) return true;
  const [, secure, authority = ''] = /^http(s?):\/\/([^/?]*)/i.exec(text) ?? [];
  const address =
    splitPort(authority).port === undefined && environment?.upstreams.has(authority.toLowerCase()) !== true
      ? `${authority}:${secure === '' ? 80 : 443}`
      : authority;
  return leadsTo(address, port, environment);
}

function addressesOf(server: Server): readonly { readonly tls: boolean; readonly port: number | undefined }[] {
  return listensOf(server)
    .slice(0, mostAddresses)
    .map(({ parameters, ports }) => ({ tls: parameters.includes('ssl'), port: ports?.[0] }));
}

const mostAddresses = 4;

/** The Host that arrived may be the client's; else it is one that the server is named. */
function hostsFor({ headers }: ClientRequest, server: Server): readonly string[] {
  const sent = headers.filter(({ name }) => /^(?:host|x-forwarded-host)$/i.test(name)).map(({ value }) => value);
  const plain = writtenNames(server)
    .filter((name) => /^[a-z0-9][a-z0-9.-]*$/i.test(name))
    .slice(0, mostAddresses);
  return [...new Set([...sent, ...plain, 'localhost'])];
}

/** What the request line of the client may have been: `proxy_pass` with a URI, and rewrites, take the location's part away. */
function targetsFor(arrived: string, { pass, location }: ProxyTarget): readonly string[] {
  const uri = /^https?:\/\/[^/?]*([/?].*)$/i.exec(pass.directive.args[0]?.text ?? '')?.[1];
  const path = location.modifier.startsWith('~') ? undefined : location.path;
  const prefix = path?.startsWith('/') === true ? path : undefined;
  const replaced =
    uri !== undefined && prefix !== undefined && arrived.startsWith(uri) ? [prefix + arrived.slice(uri.length)] : [];
  const below = prefix === undefined ? [] : [`${prefix.replace(/\/$/, '')}${arrived}`];
  const sample = sampleUrl(location);
  const query = /\?.*$/s.exec(arrived)?.[0] ?? '';
  const made = sample === undefined ? [] : [sample + query, `${sample.replace(/\/$/, '')}${arrived}`];
  return [...new Set([...replaced, arrived, ...below, ...made])];
}

function clientRequest(arrived: ClientRequest, host: string, target: string, upgradeLost: boolean): ClientRequest {
  const lines = arrived.headers.filter(({ name }) => !/^(?:host|connection|upgrade)$/i.test(name));
  const handshake = isHandshake(arrived);
  const key = lines.some(({ name }) => /^sec-websocket-key$/i.test(name));
  const headers: readonly HeaderLine[] = [
    { name: 'Host', value: host },
    ...(handshake && !upgradeLost ? upgradeOf(arrived) : [{ name: 'Connection', value: 'keep-alive' }]),
    ...lines,
    ...(handshake && !key ? [{ name: 'Sec-WebSocket-Key', value: 'dGhlIHNhbXBsZSBub25jZQ==' }] : []),
  ];
  return { method: arrived.method, target, httpVersion: '1.1', headers };
}

/** As it arrived, where what arrived is what clients send. */
function upgradeOf({ headers }: ClientRequest): readonly HeaderLine[] {
  const sent = (name: string, needed: string): HeaderLine => {
    const value = headers.find((it) => it.name.toLowerCase() === name.toLowerCase())?.value;
    const holds =
      value
        ?.toLowerCase()
        .split(/[\s,]+/)
        .includes(needed) === true;
    return { name, value: holds ? value : needed };
  };
  return [sent('Upgrade', 'websocket'), sent('Connection', 'upgrade')];
}
