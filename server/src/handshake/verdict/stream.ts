/** What becomes of requests that a server of the stream block takes: the bytes go through as they are (ngx_stream_proxy_module). */
import type { Placed } from '../../config/model.ts';
import { wholeOf } from '../../config/anchor.ts';
import { renderHead } from '../upstream/head.ts';
import type { ClientRequest, UpstreamRequest, Verdict } from '../model.ts';
import { headerValue } from '../request/headers.ts';
import type { StreamServer } from '../upstream/stream.ts';
import { inForce, isOn } from '../values/in-force.ts';
import { receivedRemarks } from './received.ts';
import { depends, fails, type Remark } from './remark.ts';
import { verdictOf } from './verdict.ts';

export interface StreamAnswer {
  readonly verdict: Verdict;
  readonly upstream: UpstreamRequest;
  /** `undefined` when a PROXY line with ports that nobody knows comes before it. */
  readonly head: string | undefined;
}

/** The request as it comes to `address`, which is no server of this configuration. */
export function throughStream({ level }: StreamServer, pass: Placed, address: string, request: ClientRequest): StreamAnswer {
  const upstream = asSent(request, pass, address, isOn(level, 'proxy_ssl'));
  const asked = headerValue(request, 'upgrade') !== undefined;
  const remarks = asked
    ? receivedRemarks(upstream, request)
    : [fails('The client does not ask to switch protocols: it sends no Upgrade')];
  const line = lineRemarks(level);
  return {
    verdict: verdictOf([...remarks, ...line], upstream),
    upstream,
    head: line.length > 0 ? undefined : renderHead(upstream),
  };
}

function lineRemarks(level: StreamServer['level']): readonly Remark[] {
  const placed = inForce(level, 'proxy_protocol').placed.at(-1);
  if (placed === undefined || !isOn(level, 'proxy_protocol')) return [];
  return [depends('The backend receives a PROXY line before the request: few servers expect it', [wholeOf(placed)])];
}

function asSent(request: ClientRequest, pass: Placed, address: string, tls: boolean): UpstreamRequest {
  return {
    pass,
    kind: 'proxy',
    method: request.method,
    uri: request.target,
    httpVersion: request.httpVersion === '1.0' ? '1.0' : '1.1',
    httpVersionFrom: { kind: 'client' },
    address,
    tls,
    headers: request.headers.map((header) => ({ ...header, from: { kind: 'client' }, through: [] })),
    dropped: [],
  };
}
