/** A browser's handshake tried on one target, as if its location had been chosen: what the backend receives, and the verdict. */
import type { Environment } from '../config/model.ts';
import type { NginxVersion } from '../reference/version.ts';
import type { ClientRequest, Connection, ProxyTarget, UpstreamRequest, Verdict } from './model.ts';
import { browserRequest, type Client } from './request/request.ts';
import { upstreamRequest } from './upstream/upstream.ts';
import { judge } from './verdict/verdict.ts';
import { sampleAddress } from './sample.ts';

export interface Handshake {
  readonly request: ClientRequest;
  readonly upstream: UpstreamRequest;
  readonly verdict: Verdict;
}

/** With `plain` an ordinary GET is sent: its verdict then says nothing about WebSockets. */
export function tryHandshake(target: ProxyTarget, { environment, nginx }: Setup, client: Client = 'chrome'): Handshake {
  const known = memo.get(target)?.find((it) => it.client === client && it.environment === environment && it.nginx === nginx);
  if (known !== undefined) return known.handshake;
  const request = browserRequest(client, sampleAddress(target) ?? '/');
  const situation = { environment, nginx, connection: plainConnection };
  const upstream = upstreamRequest(target, request, situation);
  const handshake = { request, upstream, verdict: judge(target, upstream, request, situation) };
  memo.set(target, [{ client, environment, nginx, handshake }, ...(memo.get(target) ?? []).slice(0, 3)]);
  return handshake;
}

/** What a handshake depends on beside its target and the client. */
export interface Setup {
  readonly environment: Environment;
  readonly nginx: NginxVersion;
}

interface Tried extends Setup {
  readonly client: Client;
  readonly handshake: Handshake;
}

/** A target that did not change is the same object; with the same environment it gives the same answer. */
const memo = new WeakMap<ProxyTarget, readonly Tried[]>();

/** A client on this machine, without TLS: what headers a location sends hardly ever depends on it. */
const plainConnection: Connection = { port: undefined, tls: false, remoteAddress: '127.0.0.1' };
