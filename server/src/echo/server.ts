/** A backend on loopback that says what reaches it: WebSockets that echo, and a page for ordinary requests. */
import { IncomingMessage, STATUS_CODES } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import type { ClientRequest } from '../handshake/model.ts';
import { answerTo, type EchoAnswer, type Manner } from './answer.ts';
import { longestHead, readArrived } from './arrival.ts';

export interface EchoRequest {
  /** Counts from 1. */
  readonly number: number;
  readonly request: ClientRequest;
  readonly head: string;
  readonly answer: EchoAnswer;
}

export interface EchoListener {
  readonly arrived: (request: EchoRequest) => void;
  /** Something came that is no request: a sentence. */
  readonly other: (what: string) => void;
  /** A WebSocket ended: whose request it was, in seconds after it opened, the code, and who began. */
  readonly ended: (number: number, after: number, code: number, by: 'backend' | 'nginx') => void;
}

export interface Echo {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

export type StartEcho = typeof startEcho;

/** Listens on 127.0.0.1 and, where there is one, on ::1; port 0 is any free one. A sentence where it cannot. */
export async function startEcho(
  { port, ...manner }: Manner & { readonly port: number },
  listener: EchoListener,
): Promise<Echo | { readonly refusal: string }> {
  const open = new Set<Socket>();
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 16 * 1024 * 1024 });
  let count = 0;
  const accept = (socket: Socket): void => {
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => open.delete(socket));
    receive(
      socket,
      (request, head, rest) => {
        const number = ++count;
        const answer = answerTo(request, manner);
        listener.arrived({ number, request, head, answer });
        if (answer.status !== 101) {
          respond(socket, answer, head);
          return;
        }
        openSocket(sockets, socket, request, rest, (client) => {
          echo(client, manner.closeAfter, (...how) => {
            listener.ended(number, ...how);
          });
        });
      },
      listener.other,
    );
  };
  const listening = await listenOn(port, accept);
  if ('refusal' in listening) return listening;
  const { servers } = listening;
  return {
    port: listening.port,
    async stop() {
      for (const socket of open) socket.destroy();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

/** In ms: who connects and sends no whole head in this time is let go. */
const patience = 60_000;

function receive(
  socket: Socket,
  take: (request: ClientRequest, head: string, rest: Buffer) => void,
  other: (what: string) => void,
): void {
  let read: readonly Buffer[] = [];
  let length = 0;
  socket.setTimeout(patience, () => socket.destroy());
  const gather = (chunk: Buffer): void => {
    read = [...read, chunk];
    length += chunk.length;
    const all = Buffer.concat(read);
    const arrived = readArrived(all.subarray(0, longestHead + 1).toString('latin1'));
    if (arrived.kind === 'part') return;
    socket.off('data', gather);
    socket.setTimeout(0);
    if (arrived.kind === 'request') {
      take(arrived.request, arrived.head, all.subarray(arrived.length));
      return;
    }
    other(arrived.what);
    socket.destroy();
  };
  socket.on('data', gather);
  socket.on('end', () => {
    if (length > 0 && socket.listeners('data').includes(gather)) other('The start of a request, and then the connection ended');
    socket.end();
  });
}

/** Closes the connection: what comes on it next is a request of a new one. */
function respond(socket: Socket, { status, why }: EchoAnswer, head: string): void {
  const body = status === 204 || status === 304 ? '' : `nginx-handshake echo: ${why}.\n\n${head}`;
  const besides = status === 426 ? ['Upgrade: websocket', 'Sec-WebSocket-Version: 13'] : status === 405 ? ['Allow: GET'] : [];
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Status'}`,
    'Content-Type: text/plain; charset=utf-8',
    ...(status === 204 || status === 304 ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]),
    ...besides,
    `Connection: close${status === 426 ? ', Upgrade' : ''}`,
  ];
  socket.resume();
  socket.end(`${lines.join('\r\n')}\r\n\r\n${head.startsWith('HEAD ') ? '' : body}`);
  // Who goes on sending a body is not read for ever.
  socket.setTimeout(2000, () => socket.destroy());
}

/** What was forgiven is not in the way of the library, which is stricter than the lenient. */
function openSocket(
  sockets: WebSocketServer,
  socket: Socket,
  { target, headers }: ClientRequest,
  rest: Buffer,
  take: (client: WebSocket) => void,
): void {
  const request = new IncomingMessage(socket);
  request.method = 'GET';
  request.url = target;
  const of = (name: string): string => headers.find((it) => it.name.toLowerCase() === name)?.value ?? '';
  const protocols = of('sec-websocket-protocol');
  request.headers = {
    upgrade: 'websocket',
    connection: 'Upgrade',
    'sec-websocket-key': of('sec-websocket-key'),
    'sec-websocket-version': of('sec-websocket-version'),
    ...(/^[\w!#$%&'*+.^`|~-]+(?:, *[\w!#$%&'*+.^`|~-]+)*$/.test(protocols) && { 'sec-websocket-protocol': protocols }),
  };
  sockets.handleUpgrade(request, socket, rest, take);
}

function echo(
  client: WebSocket,
  closeAfter: number | undefined,
  ended: (after: number, code: number, by: 'backend' | 'nginx') => void,
): void {
  const start = performance.now();
  let ours = false;
  const timer =
    closeAfter === undefined
      ? undefined
      : setTimeout(() => {
          ours = true;
          client.close(1000, 'as asked');
        }, closeAfter * 1000);
  client.on('error', () => undefined);
  client.on('message', (data, binary) => {
    client.send(data, { binary });
  });
  client.on('close', (code) => {
    clearTimeout(timer);
    ended((performance.now() - start) / 1000, code, ours ? 'backend' : 'nginx');
  });
}

async function listenOn(
  port: number,
  accept: (socket: Socket) => void,
): Promise<{ readonly port: number; readonly servers: readonly Server[] } | { readonly refusal: string }> {
  const first = await listen(port, '127.0.0.1', accept);
  if (!('server' in first)) return { refusal: refusalOf(first.code, port) };
  const { port: given } = first.server.address() as AddressInfo;
  // nginx asks both where `proxy_pass` says localhost.
  const second = await listen(given, '::1', accept);
  if ('server' in second) return { port: given, servers: [first.server, second.server] };
  if (second.code !== 'EADDRINUSE' || port === 0) return { port: given, servers: [first.server] };
  first.server.close();
  return { refusal: refusalOf(second.code, port) };
}

function listen(
  port: number,
  host: string,
  accept: (socket: Socket) => void,
): Promise<{ readonly server: Server } | { readonly code: string }> {
  return new Promise((resolve) => {
    const server = createServer({ allowHalfOpen: true }, accept);
    server.once('error', ({ code = 'unknown' }: NodeJS.ErrnoException) => {
      resolve({ code });
    });
    server.listen({ port, host, exclusive: true }, () => {
      resolve({ server });
    });
  });
}

function refusalOf(code: string, port: number): string {
  if (code === 'EADDRINUSE')
    return `Port ${port} is in use: another program listens there, maybe the backend itself. End it first, or choose another port.`;
  if (code === 'EACCES') return `Port ${port} is not for this user: ports below 1024 need more rights. Choose another one.`;
  return `Nothing can listen on port ${port} of this machine (${code}).`;
}
