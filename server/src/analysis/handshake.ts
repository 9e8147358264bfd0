/** A browser's handshake tried on one target, as if its location had been chosen: what the backend receives, and the verdict. */
import type { ClientRequest, Connection, ProxyTarget, UpstreamRequest, Verdict } from '../handshake/model.ts';
import { browserRequest, type Client } from '../handshake/request.ts';
import { upstreamRequest } from '../handshake/upstream.ts';
import { judge } from '../handshake/verdict.ts';
import type { RuleContext } from './rule.ts';
import { sampleAddress } from './sample.ts';

export interface Handshake {
  readonly request: ClientRequest;
  readonly upstream: UpstreamRequest;
  readonly verdict: Verdict;
}

/** With `plain` an ordinary GET is sent: its verdict then says nothing about WebSockets. */
export function tryHandshake(
  target: ProxyTarget,
  { environment, nginx }: Pick<RuleContext, 'environment' | 'nginx'>,
  client: Client = 'chrome',
): Handshake {
  const known = memo.get(target)?.find((it) => it.client === client && it.environment === environment && it.nginx === nginx);
  if (known !== undefined) return known.handshake;
  const request = browserRequest(client, sampleAddress(target) ?? '/');
  const situation = { environment, nginx, connection: plainConnection };
  const upstream = upstreamRequest(target, request, situation);
  const handshake = { request, upstream, verdict: judge(target, upstream, request, situation) };
  memo.set(target, [{ client, environment, nginx, handshake }, ...(memo.get(target) ?? []).slice(0, 3)]);
  return handshake;
}

interface Tried extends Pick<RuleContext, 'environment' | 'nginx'> {
  readonly client: Client;
  readonly handshake: Handshake;
}

/** A target that did not change is the same object; with the same environment it gives the same answer. */
const memo = new WeakMap<ProxyTarget, readonly Tried[]>();

/** A client on this machine, without TLS: what headers a location sends hardly ever depends on it. */
const plainConnection: Connection = { port: undefined, tls: false, remoteAddress: '127.0.0.1' };
