/** An ordinary web application behind nginx: pages by Node's own HTTP server, and WebSockets that echo. */
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import { WebSocketServer } from 'ws';
import { selfSigned } from './backends.ts';

export interface AppOptions {
  /** What a plain request gets; `page` with 200 if not said. */
  readonly answer?: (request: IncomingMessage) => readonly [status: number, body: string];
  /** What a handshake gets; 101 opens the socket, and is what it gets if not said. */
  readonly admit?: (request: IncomingMessage) => number;
  /** Speaks TLS, and only with who asks for this name. */
  readonly onlyFor?: string;
}

export interface App {
  readonly port: number;
  /** The paths asked for, with their query, in the order of arrival. */
  readonly paths: readonly string[];
  /** TCP connections so far. */
  readonly connections: () => number;
  readonly stop: () => Promise<void>;
}

export async function startApp({ answer = () => [200, 'page'], admit = () => 101, onlyFor }: AppOptions = {}): Promise<App> {
  const paths: string[] = [];
  const open = new Set<Socket>();
  let connections = 0;
  const sockets = new WebSocketServer({ noServer: true });
  const server = onlyFor === undefined ? createServer() : createTlsServer(namedOnly(onlyFor));
  server.on('connection', (socket: Socket) => {
    connections++;
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => open.delete(socket));
  });
  server.on('request', (request, response) => {
    paths.push(request.url ?? '');
    const [status, body] = answer(request);
    response.writeHead(status, { 'Content-Length': Buffer.byteLength(body) }).end(body);
  });
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    paths.push(request.url ?? '');
    const status = admit(request);
    if (status !== 101) {
      socket.end(`HTTP/1.1 ${status} Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      client.on('error', () => undefined);
      client.on('message', (data, binary) => {
        client.send(data, { binary });
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      for (const socket of open) socket.destroy();
      server.close(() => {
        resolve();
      });
    });
  return { port: (server.address() as AddressInfo).port, paths, connections: () => connections, stop };
}

/** Without a certificate for all others, whoever names nobody is refused. */
function namedOnly(name: string): Parameters<typeof createTlsServer>[0] {
  const context = createSecureContext(selfSigned());
  return {
    SNICallback: (asked, done) => {
      done(null, asked === name ? context : undefined);
    },
  };
}
