/** SignalR: the negotiation by POST, the WebSocket for its token, and the handshake of its JSON protocol. */
import { objectIn } from './answer.ts';
import type { Conversation } from './conversation.ts';
import { readEndpoint, withTarget, type Endpoint } from './endpoint.ts';
import type { Answer } from './model.ts';
import { end, reachPage, reachSocket, replied, type Trail } from './trail.ts';

/** `undefined` where the way ended, which the trail then knows. `redirects`: how many services may still send on. */
export async function reachSignalR(trail: Trail, endpoint: Endpoint, redirects = 3): Promise<Conversation | undefined> {
  const [hub = '/'] = endpoint.target.split('?');
  const asked = withTarget(endpoint, `${hub.replace(/\/$/, '')}/negotiate`, { negotiateVersion: '1' });
  const answer = await reachPage(trail, asked, 'negotiate', 'POST');
  if (answer === undefined) return undefined;
  const said = readNegotiation(answer);
  if (said === undefined || 'error' in said) {
    const reason = said === undefined ? `no negotiation: ${answer.status} ${answer.statusText}`.trim() : said.error;
    end(trail, { step: 'negotiate', kind: 'refused', reason });
    return undefined;
  }
  if ('url' in said) {
    const next = readEndpoint(said.url);
    if (typeof next === 'string' || redirects === 0) {
      end(trail, { step: 'negotiate', kind: 'invalid', reason: `sent on to ${said.url}, which cannot be followed` });
      return undefined;
    }
    return reachSignalR(trail, withTarget(next, next.target.split('?')[0] ?? '/', said.query), redirects - 1);
  }
  if (!said.transports.includes('WebSockets')) {
    end(trail, { step: 'negotiate', kind: 'refused', reason: 'the hub offers no WebSockets' });
    return undefined;
  }
  const socket = await reachSocket(trail, withTarget(endpoint, hub, { id: said.token }));
  return socket && agreed(trail, socket);
}

/** The first record is the client's choice of a protocol; an empty object accepts it. */
function agreed(trail: Trail, socket: Conversation): Promise<Conversation | undefined> {
  const isAgreed = (heard: string): boolean => heard.startsWith(`{}${separator}`);
  return replied(trail, socket, {
    said: `{"protocol":"json","version":1}${separator}`,
    isRight: isAgreed,
    detail: 'the hub speaks JSON',
  });
}

const separator = '\u001e';

type Negotiation =
  | { readonly error: string }
  | { readonly url: string; readonly query: Readonly<Record<string, string>> }
  | { readonly token: string; readonly transports: readonly string[] };

function readNegotiation({ status, body }: Answer): Negotiation | undefined {
  const said = status === 200 ? objectIn(body) : undefined;
  if (said === undefined) return undefined;
  const text = (name: string): string | undefined => (typeof said[name] === 'string' ? said[name] : undefined);
  const [error, url, access] = [text('error'), text('url'), text('accessToken')];
  if (error !== undefined) return { error };
  if (url !== undefined) return { url, query: access === undefined ? {} : { access_token: access } };
  const token = text('connectionToken') ?? text('connectionId');
  const offered = Array.isArray(said['availableTransports']) ? (said['availableTransports'] as readonly unknown[]) : [];
  const transports = offered.flatMap((it) =>
    typeof it === 'object' && it !== null && 'transport' in it && typeof it.transport === 'string' ? [it.transport] : [],
  );
  return token === undefined ? undefined : { token, transports };
}
