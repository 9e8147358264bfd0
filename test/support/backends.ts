/** Backends for a real nginx: every one records the raw head of each request that reaches it. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { readGateway } from './gateways.ts';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext, createServer as createTlsServer, TLSSocket, type TlsOptions } from 'node:tls';
import { WebSocketServer, type VerifyClientCallbackAsync } from 'ws';

export interface RecordedRequest {
  /** Byte for byte as UTF-8, lines ending with LF, without the blank line. */
  readonly head: string;
  /** The name asked for in TLS; `undefined` without TLS. */
  readonly sni: string | undefined;
  /** Counts the requests to all backends of the process. */
  readonly turn: number;
}

export interface Backend {
  readonly port: number;
  /** In the order of arrival. */
  readonly requests: RecordedRequest[];
  readonly stop: () => Promise<void>;
}

export interface BackendOptions {
  /** Refuses HTTP/1.0 with 400, as RFC 6455 §4.2.1 allows and several servers do. */
  readonly strict?: boolean;
  /** Refuses with 403 an Origin whose host is not the Host, as many frameworks do. */
  readonly sameOrigin?: boolean;
  /** Answers ordinary requests with a page that may be cached, instead of 426. */
  readonly pages?: boolean;
  readonly certificate?: Certificate;
  /** Ends the TLS handshake of a client that names no host. */
  readonly requireSni?: boolean;
  /** The only path at which it accepts handshakes. */
  readonly path?: string;
  /** Listens on this unix socket instead of a port. */
  readonly unixSocket?: string;
}

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** A real `ws` server that echoes every message, behind a recorder. */
export async function startEchoBackend(options: BackendOptions = {}): Promise<Backend> {
  const { strict = false, sameOrigin = false, pages = false, path } = options;
  const http = createHttpServer((_, response) => {
    const headers = { 'Content-Type': 'text/plain', 'Content-Length': 4 };
    response.writeHead(pages ? 200 : 426, pages ? { ...headers, 'Cache-Control': 'max-age=60' } : headers).end('page');
  });
  const sockets = new WebSocketServer({
    server: http,
    ...(path === undefined ? {} : { path }),
    ...(strict ? { verifyClient: refuseOldHttp } : sameOrigin ? { verifyClient: refuseOtherOrigin } : {}),
  });
  sockets.on('connection', (client) => {
    client.on('error', () => undefined);
    client.on('message', (data, binary) => {
      client.send(data, { binary });
    });
  });
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve);
  });
  const { port } = http.address() as AddressInfo;
  const recorder = await startRecorder(options, (socket, first) => {
    const behind = connect(port, '127.0.0.1');
    behind.write(first);
    socket.pipe(behind).pipe(socket);
    behind.on('error', () => socket.destroy());
    socket.on('close', () => behind.destroy());
  });
  const stop = async (): Promise<void> => {
    for (const client of sockets.clients) client.terminate();
    await recorder.stop();
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
  };
  return { ...recorder, stop };
}

/** Answers by itself and at once: 101 to a handshake that RFC 6455 §4.2.1 takes (or HTTP/1.0 or a lost Host spoils), else 426, closing; keeps no state between requests. */
export function startRecordingBackend(options: Pick<BackendOptions, 'certificate'> = {}): Promise<Backend> {
  return startRecorder(options, (socket, first) => {
    const head = first.toString('latin1');
    const values = (name: string): readonly string[] =>
      [...head.matchAll(new RegExp(`^${name}: *(.*?) *\\r$`, 'gim'))].map(([, value = '']) => value.toLowerCase());
    const [key] = /(?<=^sec-websocket-key: *)[\w+/]{22}==(?=\r$)/im.exec(head) ?? [];
    const asked =
      head.startsWith('GET ') &&
      values('upgrade').join() === 'websocket' &&
      values('sec-websocket-version').join() === '13' &&
      values('connection').some((value) => value.split(/[\s,]+/).includes('upgrade'));
    if (key === undefined || !asked) {
      socket.end('HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      return;
    }
    const accept = `Sec-WebSocket-Accept: ${acceptFor(key)}`;
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${accept}\r\n\r\n`);
    socket.on('data', () => {
      socket.write(Buffer.concat([Buffer.from([0x81, 5]), Buffer.from('hello')]));
    });
  });
}

/** What a server answers to a key (RFC 6455 §4.2.2). */
export function acceptFor(key: string): string {
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
}

/** A self-signed certificate for the names that the tests use, made by openssl once per process. */
export function selfSigned(): Certificate {
  made ??= makeCertificate();
  return made;
}

let turns = 0;

let made: Certificate | undefined;

function makeCertificate(): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'nginx-handshake-cert-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const names = ['-subj', '/CN=ws.internal', '-addext', 'subjectAltName=DNS:ws.internal,DNS:app.example.com'];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  const { status, stderr } = spawnSync(
    'openssl',
    ['req', '-x509', ...curve, '-nodes', '-days', '3650', '-keyout', key, '-out', cert, ...names],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`openssl made no certificate: ${stderr}`);
  const certificate = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  rmSync(folder, { recursive: true });
  return certificate;
}

/** Reads the head of each connection, records it, and hands the socket on with all that was read. */
async function startRecorder(
  { certificate, requireSni = false, unixSocket }: BackendOptions,
  serve: (socket: Socket, first: Buffer) => void,
): Promise<Backend> {
  const requests: RecordedRequest[] = [];
  const open = new Set<Socket>();
  const accept = (socket: Socket): void => {
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => open.delete(socket));
    let read = Buffer.alloc(0);
    const gather = (chunk: Buffer): void => {
      read = Buffer.concat([read, chunk]);
      const head = headOf(read);
      if (head === undefined) return;
      socket.off('data', gather);
      requests.push({ head, sni: socket instanceof TLSSocket ? serverName(socket) : undefined, turn: turns++ });
      serve(socket, read);
    };
    socket.on('data', gather);
  };
  const server: Server =
    certificate === undefined ? createServer(accept) : createTlsServer(tlsOptions(certificate, requireSni), accept);
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => {
    if (unixSocket === undefined) server.listen(0, '127.0.0.1', resolve);
    else server.listen(unixSocket, resolve);
  });
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      for (const socket of open) socket.destroy();
      server.close(() => {
        resolve();
      });
    });
  return { port: unixSocket === undefined ? (server.address() as AddressInfo).port : 0, requests, stop };
}

function tlsOptions(certificate: Certificate, requireSni: boolean): TlsOptions {
  const ALPNProtocols = ['http/1.1'];
  if (!requireSni) return { ...certificate, ALPNProtocols };
  const context = createSecureContext(certificate);
  return {
    ALPNProtocols,
    SNICallback: (_, done) => {
      done(null, context);
    },
  };
}

/** `undefined` as long as the head is not complete. */
function headOf(read: Buffer): string | undefined {
  if (read.subarray(0, 14).toString('latin1') === 'PRI * HTTP/2.0') return '[HTTP/2 preface] PRI * HTTP/2.0';
  if (read[0] === 0x16) return '[TLS ClientHello sent to a plain-text port]';
  const gateway = readGateway(read);
  if (gateway !== undefined) return gateway;
  const end = read.indexOf('\r\n\r\n');
  return end < 0
    ? undefined
    : read
        .subarray(0, end + 2)
        .toString()
        .replaceAll('\r\n', '\n');
}

/** Empty when the client sent none. */
function serverName(socket: TLSSocket): string {
  const { servername } = socket as { readonly servername?: unknown };
  return typeof servername === 'string' ? servername : '';
}

const refuseOldHttp: VerifyClientCallbackAsync = ({ req }, accept) => {
  accept(req.httpVersion === '1.1', 400, 'HTTP/1.1 expected');
};

const refuseOtherOrigin: VerifyClientCallbackAsync = ({ req, origin }, accept) => {
  accept(URL.canParse(origin) && new URL(origin).host === req.headers.host, 403, 'Origin not allowed');
};
