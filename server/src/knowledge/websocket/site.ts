/** How browsers see a site, and what its backend is told of that. */
import type { Environment } from '../../config/model.ts';
import type { ProxyTarget } from '../../handshake/model.ts';
import { listensOf } from '../../handshake/routing/listen.ts';

/** Another site has a Host of its own; only a backend of one's own is told the browser's. */
export function isElsewhere({ pass }: ProxyTarget): boolean {
  const host = /^https?:\/\/([^/:]+)/i.exec(pass.directive.args[0]?.text ?? '')?.[1] ?? '';
  return host.includes('$') || isPublicName(host);
}

/** Is a pass certainly to a machine of somebody else, or of the open net? */
export function isPublicSite({ pass }: ProxyTarget): boolean {
  return isPublicName(/^https?:\/\/([^/:]+)/i.exec(pass.directive.args[0]?.text ?? '')?.[1] ?? '');
}

function isPublicName(host: string): boolean {
  return /\.[a-z]{2,}$/i.test(host) && !/\.(local|internal|lan|localdomain)$/i.test(host);
}

/** The one port of the server, where browsers show it in the URL. */
export function unusualPort({ server }: ProxyTarget): number | undefined {
  const listens = listensOf(server);
  const ports = listens.map(({ at, ports: range }) => (at === undefined ? undefined : range?.[0]));
  const usual = ports.some((port) => port === undefined || port === 80 || port === 443);
  // Behind another proxy or a container's port mapping the browser may see another one.
  return usual || new Set(ports).size !== 1 ? undefined : ports[0];
}

/** The public name of an https backend, which it may want to be told in the TLS handshake; `undefined` for any other backend. */
export function publicTlsName({ pass }: ProxyTarget, { upstreams }: Environment): string | undefined {
  const text = pass.directive.args[0]?.text ?? '';
  const host = /^https:\/\/([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})(?::\d+)?(?:\/|$)/i.exec(text)?.[1];
  return host === undefined || privateName.test(host) || upstreams.has(host.toLowerCase()) ? undefined : host;
}

/** Names that are only known within a network, where one server is all there is. */
const privateName = /\.(local|internal|lan|home|localdomain|intranet|test|svc|cluster|docker)$/i;
