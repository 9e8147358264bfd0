/** A real nginx, a real WebSocket backend (`ws`) and a real client, on loopback ports. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket, WebSocketServer } from 'ws';
import type { NginxBinary } from './parts.ts';

export interface Backend {
  readonly port: number;
  /** Requests that came in, in their order, handshakes or not. */
  readonly requests: readonly IncomingMessage[];
  readonly stop: () => Promise<void>;
}

/** Echoes each message; answers 426 to what is no handshake, as `ws` does when it stands alone. */
export async function startBackend(): Promise<Backend> {
  const requests: IncomingMessage[] = [];
  const http = createHttpServer((request, response) => {
    requests.push(request);
    response.writeHead(426).end();
  });
  const sockets = new WebSocketServer({ noServer: true });
  http.on('upgrade', (request, socket, head) => {
    requests.push(request);
    sockets.handleUpgrade(request, socket, head, (client) => {
      client.on('message', (data, isBinary) => {
        client.send(data, { binary: isBinary });
      });
    });
  });
  const port = await listen(http);
  const stop = async () => {
    for (const client of sockets.clients) client.terminate();
    http.closeAllConnections();
    await close(http);
  };
  return { port, requests, stop };
}

export interface Trial {
  readonly accepted: boolean;
  /** What nginx printed. */
  readonly output: string;
}

/** `nginx -t` on a whole configuration. */
export function tryConfig(nginx: NginxBinary, file: string): Trial {
  const place = temporaryFolder();
  try {
    const { status, stderr } = runNginx(nginx, file, place, ['-t']);
    return { accepted: status === 0, output: stderr };
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** Listens when it returns; throws with nginx's words where it refuses the configuration. */
export function startNginx(nginx: NginxBinary, file: string): { readonly stop: () => void } {
  const place = temporaryFolder();
  const { status, stderr } = runNginx(nginx, file, place, []);
  if (status !== 0) {
    rmSync(place, { recursive: true, force: true });
    throw new Error(stderr);
  }
  const stop = () => {
    process.kill(Number(readFileSync(join(place, 'nginx.pid'), 'utf8')));
    rmSync(place, { recursive: true, force: true });
  };
  return { stop };
}

/**
 * Runs a whole configuration that listens on 8080 in front of 127.0.0.1:3000, as the examples do, on a free port in front of
 * `backend`, and asks it something; `refused` when nginx does not accept it.
 */
export async function behindNginx<T>(
  nginx: NginxBinary,
  text: string,
  backend: Backend,
  ask: (port: number) => Promise<T>,
): Promise<T | 'refused'> {
  const place = temporaryFolder();
  const file = join(place, 'nginx.conf');
  const port = await freePort();
  writeFileSync(
    file,
    text.replace('listen 8080', `listen 127.0.0.1:${port}`).replaceAll('127.0.0.1:3000', `127.0.0.1:${backend.port}`),
  );
  try {
    if (!tryConfig(nginx, file).accepted) return 'refused';
    const running = startNginx(nginx, file);
    return await ask(port).finally(running.stop);
  } finally {
    rmSync(place, { recursive: true });
  }
}

export interface Answer {
  /** 101 when the connection opened. */
  readonly status: number;
  /** What came back for a message sent over the open connection. */
  readonly echo: string | undefined;
}

/** One handshake as a client makes it, and one message if it succeeds. */
export function openWebSocket(url: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    socket.on('open', () => {
      socket.send('hello');
    });
    socket.on('message', (data: Buffer) => {
      socket.close();
      resolve({ status: 101, echo: data.toString() });
    });
    socket.on('unexpected-response', (request, response) => {
      request.destroy();
      resolve({ status: response.statusCode ?? 0, echo: undefined });
    });
    socket.on('error', reject);
  });
}

/** A port that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await close(server);
  return port;
}

/** nginx goes to the background once it listens, so its exit says that it is ready. */
function runNginx({ path }: NginxBinary, file: string, place: string, options: readonly string[]) {
  const globals = `pid ${join(place, 'nginx.pid')}; error_log ${join(place, 'error.log')};`;
  return spawnSync(path, ['-p', `${place}/`, '-c', file, '-e', join(place, 'error.log'), '-g', globals, ...options], {
    encoding: 'utf8',
  });
}

function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'nginx-handshake-'));
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}
