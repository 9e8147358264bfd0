/** A browser's handshake tried on one target, as if its location had been chosen: what the backend receives, and the verdict. */
import { each } from '../query/once.ts';
import type { Client, Connection, Handshake, ProxyTarget, Setup, Verdict } from './model.ts';
import { browserRequest } from './request/request.ts';
import { variable } from './values/evaluate.ts';
import type { Evaluated } from './values/exchange.ts';
import { bindingsFor, upstreamRequest } from './upstream/upstream.ts';
import { judge } from './verdict/verdict.ts';
import { sampleAddress } from './sample.ts';

/** With `plain` an ordinary GET is sent: its verdict then says nothing about WebSockets. */
export function tryHandshake(target: ProxyTarget, setup: Setup, client: Client = 'chrome'): Handshake {
  return (setup.once ?? each)(attempts[client], target.level, () => attempt(target, setup, client));
}

/** What a variable (without `$`, in any case of letters) holds at a target while such a request is passed on. */
export function variableAt(target: ProxyTarget, { environment, nginx }: Setup, client: Client, name: string): Evaluated {
  const request = browserRequest(client, sampleAddress(target) ?? '/');
  return variable(name, bindingsFor(target, request, { environment, nginx, connection: plainConnection }));
}

const attempts: Readonly<Record<Client, object>> = { chrome: {}, firefox: {}, plain: {} };

function attempt(target: ProxyTarget, { environment, nginx }: Setup, client: Client): Handshake {
  const request = browserRequest(client, sampleAddress(target) ?? '/');
  const start = { environment, nginx, connection: plainConnection };
  // What `set` lines and rewrites leave is the same for all that is asked of the target.
  const situation = { ...start, exchange: bindingsFor(target, request, start).exchange };
  const upstream = upstreamRequest(target, request, situation);
  let verdict: Verdict | undefined;
  return {
    request,
    upstream,
    // Not everybody asks.
    get verdict() {
      return (verdict ??= judge(target, upstream, request, situation));
    },
  };
}

/** A client on this machine, without TLS: what headers a location sends hardly ever depends on it. */
const plainConnection: Connection = { port: undefined, tls: false, remoteAddress: '127.0.0.1' };
