/** Backends of the two realtime libraries that bring a protocol of their own: Socket.IO itself, and a stub of SignalR's. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Server } from 'socket.io';
import { WebSocketServer } from 'ws';

export interface RealtimeBackend {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

export async function startSocketIO(): Promise<RealtimeBackend> {
  const http = createServer();
  const io = new Server(http, { serveClient: false });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    port: (http.address() as AddressInfo).port,
    stop: async () => {
      http.closeAllConnections();
      await io.close();
    },
  };
}

/** Follows ASP.NET Core's hub protocol: a negotiation by POST, then a socket for its token, which starts with a choice of protocol. */
export async function startSignalR(): Promise<RealtimeBackend> {
  const tokens = new Set<string>();
  const sockets = new WebSocketServer({ noServer: true });
  const http = createServer((request, response) => {
    negotiate(request, response, tokens);
  });
  http.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://hub');
    const token = searchParams.get('id');
    if (token === null || !tokens.has(token)) {
      const [status, body] =
        token === null ? ['400 Bad Request', 'Connection ID required'] : ['404 Not Found', 'No Connection with that ID'];
      socket.end(
        `HTTP/1.1 ${status}\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
      );
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      client.once('message', (data: Buffer) => {
        client.send(
          data.toString() === '{"protocol":"json","version":1}\u001e' ? '{}\u001e' : '{"error":"Unknown protocol"}\u001e',
        );
      });
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    port: (http.address() as AddressInfo).port,
    stop: async () => {
      for (const client of sockets.clients) client.terminate();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

function negotiate(request: IncomingMessage, response: ServerResponse, tokens: Set<string>): void {
  if (request.method !== 'POST' || !/\/negotiate\?(?:.*&)?negotiateVersion=1(?:&|$)/.test(request.url ?? '')) {
    response.writeHead(404).end();
    return;
  }
  const token = `token-${tokens.size}`;
  tokens.add(token);
  const document = {
    negotiateVersion: 1,
    connectionId: `id-${tokens.size}`,
    connectionToken: token,
    availableTransports: [{ transport: 'WebSockets', transferFormats: ['Text', 'Binary'] }],
  };
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(document));
}
