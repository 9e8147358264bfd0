/** A real client against a real URL: what a browser would see, step by step. */
import type { Conversation } from './conversation.ts';
import { readEndpoint, type Endpoint } from './endpoint.ts';
import type { Closed, Observation, ProbeRequest } from './model.ts';
import { reachSignalR } from './signalr.ts';
import { reachSocketIO } from './socketio.ts';
import { reachSocket, startTrail, timed, type Trail } from './trail.ts';

/**
 * Never rejects: what goes wrong is in the observation. Each step ends within `patience` ms; `tick` hears about every second how
 * many seconds the connection has been held.
 */
export async function probe(request: ProbeRequest, tick?: (passed: number) => void): Promise<Observation> {
  const trail = startTrail(request);
  const endpoint = readEndpoint(request.url);
  if (typeof endpoint === 'string') {
    const reason = `${request.url} ${endpoint}`;
    return observed({ ...trail, failure: { step: 'name', kind: 'unreachable', reason } }, undefined, undefined);
  }
  const socket = await ways[request.protocol](trail, endpoint);
  if (socket === undefined) return observed(trail, undefined, undefined);
  if (request.hold === 0) return observed(trail, socket, await socket.hold(0));
  const closed = await timed(trail, 'hold', async () => {
    const ended = await socket.hold(request.hold, tick);
    return [ended, ended.by === 'us' ? 'still open at the end' : `ended with ${ended.code} ${ended.reason}`.trimEnd()];
  });
  return observed(trail, socket, closed);
}

const ways: Readonly<Record<ProbeRequest['protocol'], (trail: Trail, endpoint: Endpoint) => Promise<Conversation | undefined>>> =
  {
    websocket: (trail, endpoint) => reachSocket(trail, endpoint),
    socketio: (trail, endpoint) => reachSocketIO(trail, endpoint),
    signalr: (trail, endpoint) => reachSignalR(trail, endpoint),
  };

function observed(
  { steps, address, answer, failure }: Trail,
  socket: Conversation | undefined,
  closed: Closed | undefined,
): Observation {
  return {
    ...{ steps, address, answer, failure, closed },
    connected: socket !== undefined,
    subprotocol: socket?.subprotocol() ?? '',
    extensions: socket?.extensions() ?? '',
  };
}
