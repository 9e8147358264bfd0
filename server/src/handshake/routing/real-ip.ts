/** The client's address behind a trusted proxy (ngx_http_realip_module.c). */
import type { Level } from '../../config/model.ts';
import type { Exchange } from '../values/exchange.ts';
import { forwardedAddresses, lastUntrusted, trustedBy } from '../values/forwarded.ts';
import { isOn, inForce, wordOf } from '../values/in-force.ts';
import type { Serving } from './serving.ts';

/** Takes the address from the header when the connection comes from a trusted range; the first level that can, does it once. */
export function withRealAddress(
  level: Level,
  { request, connection, nginx }: Pick<Serving, 'request' | 'connection' | 'nginx'>,
  exchange: Exchange,
): Exchange {
  const ranges = inForce(level, 'set_real_ip_from').placed.map(({ directive }) => directive.args[0]?.text ?? '');
  if (exchange.realAddress !== undefined || ranges.length === 0) return exchange;
  const trusted = trustedBy(ranges);
  const header = (wordOf(level, 'real_ip_header') ?? 'X-Real-IP').toLowerCase();
  if (!trusted(connection.remoteAddress)) return exchange;
  if (header === 'proxy_protocol')
    return connection.proxyProtocol === undefined ? exchange : { ...exchange, realAddress: connection.proxyProtocol };
  const recursive = isOn(level, 'real_ip_recursive');
  const realAddress = lastUntrusted(forwardedAddresses(request, header), trusted, { recursive, nginx });
  return realAddress === undefined ? exchange : { ...exchange, realAddress };
}
