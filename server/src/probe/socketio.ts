/** Engine.IO, as Socket.IO's client opens it: a polling request, the WebSocket for its session, and a probe in both directions. */
import { objectIn } from './answer.ts';
import type { Conversation } from './conversation.ts';
import { withTarget, type Endpoint } from './endpoint.ts';
import { end, reachPage, reachSocket, replied, type Trail } from './trail.ts';

/** `undefined` where the way ended, which the trail then knows. */
export async function reachSocketIO(trail: Trail, endpoint: Endpoint): Promise<Conversation | undefined> {
  const path = pathOf(endpoint);
  for (const version of ['4', '3']) {
    const asked = withTarget(endpoint, path, { EIO: version, transport: 'polling' });
    const answer = await reachPage(trail, asked, 'polling', 'GET');
    if (answer === undefined) return undefined;
    if (/"code":5\b/.test(answer.body) && version === '4') continue;
    const session = /^(?:\d+:)?0(\{[^]*?\})(?:\d+:|$)/.exec(answer.body)?.[1];
    const sid = session === undefined ? undefined : objectIn(session)?.['sid'];
    if (typeof sid !== 'string') {
      const reason = `no Engine.IO session: ${answer.status} ${answer.statusText}`.trim();
      end(trail, { step: 'polling', kind: 'refused', reason });
      return undefined;
    }
    const socket = await reachSocket(trail, withTarget(endpoint, path, { EIO: version, transport: 'websocket', sid }), 'upgrade');
    return socket && probed(trail, socket);
  }
  return undefined;
}

/** `2probe` is answered by `3probe`; then `5` moves the session to the socket. */
async function probed(trail: Trail, socket: Conversation): Promise<Conversation | undefined> {
  const detail = '2probe, 3probe: the session is on the socket';
  const ready = await replied(trail, socket, { said: '2probe', isRight: (heard) => heard === '3probe', detail });
  ready?.say('5');
  return ready;
}

/** A URL without any path means the default one. */
function pathOf({ target }: Endpoint): string {
  const [path = '/'] = target.split('?');
  return path === '/' ? '/socket.io/' : path;
}
