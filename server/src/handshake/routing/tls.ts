/** What ends a TLS handshake before there is a request (ngx_http_ssl_module.c, ngx_http_ssl_servername). */
import type { Anchor, Server } from '../../config/model.ts';
import { wholeOf } from '../../config/anchor.ts';
import { isAtLeast, type NginxVersion } from '../../reference/version.ts';
import { inForce, isOn } from '../values/in-force.ts';

export interface TlsEnd {
  readonly reason: string;
  readonly at: Anchor | undefined;
}

/** `standard` is the default server of the socket, whose protocols hold for all. `undefined` where the handshake succeeds. */
export function tlsEnd(standard: Server, named: Server, nginx: NginxVersion): TlsEnd | undefined {
  if (isOn(named.level, 'ssl_reject_handshake'))
    return { reason: '`ssl_reject_handshake` refuses the TLS handshake', at: atOf(named) };
  return tooOld(standard) ?? (isAtLeast(nginx, ownProtocolsSince) ? tooOld(named) : undefined);
}

/** From here on those of the server that the client names count too (the ClientHello callback). */
const ownProtocolsSince: NginxVersion = [1, 29, 2];

/** Browsers speak TLS 1.2 and 1.3 alone (RFC 8996). */
function tooOld({ level }: Server): TlsEnd | undefined {
  const placed = inForce(level, 'ssl_protocols').placed.at(-1);
  const words = placed?.directive.args ?? [];
  const known = words.filter(({ text }) => /^(?:SSL|TLS)v[\d.]+$/i.test(text));
  if (placed === undefined || known.length < words.length || known.some(({ text }) => /^TLSv1\.[23]$/i.test(text)))
    return undefined;
  return { reason: '`ssl_protocols` allows none of the versions of TLS that clients speak, 1.2 and 1.3', at: wholeOf(placed) };
}

function atOf({ level }: Server): Anchor | undefined {
  const placed = inForce(level, 'ssl_reject_handshake').placed.at(-1);
  return placed === undefined ? undefined : wholeOf(placed);
}
