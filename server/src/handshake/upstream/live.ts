/** Servers of an upstream that nginx would ask (ngx_http_upstream_round_robin.c). */
import { unseenIn } from '../../config/level.ts';
import type { Environment, Upstream, UpstreamServer } from '../../config/model.ts';

/**
 * Those that are up, in their order, but for those that only go on with the sessions they have (`drain`); the spare ones
 * (`backup`) where all others are down. Empty: nginx answers 502.
 */
export function liveServers({ servers }: Upstream): readonly UpstreamServer[] {
  const up = servers.filter(({ parameters }) => !parameters.includes('down') && !parameters.includes('drain'));
  const first = up.filter(({ parameters }) => !parameters.includes('backup'));
  return first.length > 0 ? first : up;
}

/** Is there one that nginx asks, or may there be one that cannot be seen? */
export function isAnyUp(upstream: Upstream): boolean {
  return upstream.servers.length === 0 || unseenIn(upstream.body, undefined).length > 0 || liveServers(upstream).length > 0;
}

/** The upstream block that an address names, as `upstreamRequest` gives it: a name alone, or none. */
export function upstreamOf(address: string, { upstreams }: Environment): Upstream | undefined {
  return upstreams.get(address.toLowerCase());
}
