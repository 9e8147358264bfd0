/** Ports of this machine that places of a configuration pass requests on to. */
import { treeOf } from '../analysis/edits.ts';
import type { Analysis } from '../analysis/analyze.ts';
import type { Environment } from '../config/model.ts';
import { allTargets } from '../features/targets-at.ts';
import { isLoopback, splitPort } from '../handshake/text/address.ts';
import type { ProxyTarget } from '../handshake/model.ts';

/**
 * Of the `proxy_pass` at an offset, or of those in the location around it; without an offset, of all places in the file. Through
 * an upstream too, where it has one server alone. Each once.
 */
export function loopbackPortsAt(analysis: Analysis, path: string, offset?: number): readonly number[] {
  const environment = analysis.config.http?.environment;
  const tree = treeOf(analysis.workspace, path);
  const around = offset === undefined ? undefined : tree?.pathAt(offset);
  const here = allTargets(analysis).filter(({ pass }) => pass.path === path);
  const ports = (targets: readonly ProxyTarget[]): readonly number[] => [
    ...new Set(targets.flatMap((it) => loopbackPort(it, environment) ?? [])),
  ];
  if (around === undefined) return ports(here);
  const own = here.filter(({ pass }) => around.some((it) => it === pass.directive));
  if (own.length > 0) return ports(own);
  return ports(here.filter(({ location }) => around.some((it) => it === location.at?.directive)));
}

/** `undefined` where it leads elsewhere, nowhere that can be told, or to several. */
export function loopbackPort({ pass, kind }: ProxyTarget, environment: Environment | undefined): number | undefined {
  const [, secure, authority = ''] = /^http(s?):\/\/([^/?]*)/i.exec(pass.directive.args[0]?.text ?? '') ?? [];
  if (kind !== 'proxy' || authority === '' || authority.includes('$') || authority.startsWith('unix:')) return undefined;
  const { host, port } = splitPort(authority);
  const upstream = port === undefined ? environment?.upstreams.get(host.toLowerCase()) : undefined;
  if (upstream === undefined) return portOf(host, port ?? (secure === '' ? '80' : '443'));
  const [only, ...others] = upstream.servers;
  if (only === undefined || others.length > 0 || only.address.startsWith('unix:')) return undefined;
  const server = splitPort(only.address);
  return portOf(server.host, server.port ?? '80');
}

function portOf(host: string, port: string): number | undefined {
  const isHere = host.toLowerCase() === 'localhost' || isLoopback(host);
  return isHere && /^\d{1,5}$/.test(port) && Number(port) > 0 && Number(port) < 65536 ? Number(port) : undefined;
}
