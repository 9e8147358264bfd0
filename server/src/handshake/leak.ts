/** Subrequests of `auth_request` that would open the tunnel themselves. */
import { wholeOf } from '../config/anchor.ts';
import type { UpstreamRequest } from './model.ts';
import { situationOf, type Serving } from './routing/serving.ts';
import { upstreamRequest } from './upstream/upstream.ts';
import { isUnknown } from './values/exchange.ts';
import { depends, fails, type Remark } from './verdict/remark.ts';
import { onTheWayThere, verdictOf } from './verdict/verdict.ts';

export interface Leak {
  readonly remark: Remark;
  readonly upstream: UpstreamRequest;
}

/** A complete handshake in a subrequest of `auth_request`: a 101 to it ends the connection (ngx_http_upstream_send_response). */
export function leakOf(serving: Serving, main: UpstreamRequest): Leak | undefined {
  for (const { target, exchange } of serving.asked) {
    // Of lines that stand in a server elsewhere, the location that is meant for the subrequest may be elsewhere too.
    if (serving.server.at === undefined && target.pass.directive === main.pass.directive) continue;
    const situation = situationOf(serving, exchange);
    const upstream = upstreamRequest(target, serving.request, situation);
    const { kind } = verdictOf(onTheWayThere(target, upstream, serving.request, situation));
    if (kind !== 'connects' && kind !== 'depends') continue;
    const causes = [wholeOf(target.pass)];
    const same = !isUnknown(main.address) && main.address === upstream.address;
    const what = 'The subrequest of `auth_request` carries the whole handshake';
    if (same)
      return { upstream, remark: fails(`${what} to the same backend, whose 101 makes nginx close the connection`, causes) };
    return { upstream, remark: depends(`${what}: a backend that answers 101 to it makes nginx close the connection`, causes) };
  }
  return undefined;
}
