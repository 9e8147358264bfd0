/** Engine.IO, as Socket.IO's client opens it: a polling request, the WebSocket for its session, and a probe in both directions. */
import type { Conversation } from './conversation.ts';
import { withTarget, type Endpoint } from './endpoint.ts';
import { end, reachPage, reachSocket, timed, type Trail } from './trail.ts';

/** `undefined` where the way ended, which the trail then knows. */
export async function reachSocketIO(trail: Trail, endpoint: Endpoint): Promise<Conversation | undefined> {
  const path = pathOf(endpoint);
  for (const version of ['4', '3']) {
    const asked = withTarget(endpoint, path, { EIO: version, transport: 'polling' });
    const answer = await reachPage(trail, asked, 'polling', 'GET');
    if (answer === undefined) return undefined;
    if (/"code":5\b/.test(answer.body) && version === '4') continue;
    const session = /^(?:\d+:)?0(\{[^]*?\})(?:\d+:|$)/.exec(answer.body)?.[1];
    const sid = session === undefined ? undefined : readText(session, 'sid');
    if (sid === undefined) {
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
  return timed(trail, 'upgrade', async () => {
    socket.say('2probe');
    const heard = await socket.hear(trail.request.patience);
    if (heard !== '3probe') {
      const reason = heard === undefined ? '2probe is not answered' : `2probe is answered by ${heard.slice(0, 80)}`;
      await socket.hold(0);
      end(trail, { step: 'upgrade', kind: 'invalid', reason });
      return [undefined, reason];
    }
    socket.say('5');
    return [socket, '2probe, 3probe: the session is on the socket'];
  });
}

/** A URL without any path means the default one. */
function pathOf({ target }: Endpoint): string {
  const [path = '/'] = target.split('?');
  return path === '/' ? '/socket.io/' : path;
}

function readText(json: string, name: string): string | undefined {
  try {
    const value = (JSON.parse(json) as Readonly<Record<string, unknown>>)[name];
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
