/** Clients for a real nginx: a raw request head over TCP (or TLS), and a WebSocket as `ws` opens it. */
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { WebSocket } from 'ws';
import { acceptFor } from './backends.ts';

/** The key of every raw handshake in the tests. */
export const websocketKey = 'dGhlIHNhbXBsZSBub25jZQ==';

export type Browser = 'chrome' | 'firefox' | 'plain';

export interface RawRequest {
  readonly target: string;
  readonly method?: string | undefined;
  readonly httpVersion?: string | undefined;
  readonly host?: string | undefined;
  readonly browser?: Browser | undefined;
  /** Lower-case names of headers to leave out. */
  readonly drop?: readonly string[] | undefined;
  readonly add?: readonly (readonly [name: string, value: string])[] | undefined;
}

export interface RawAnswer {
  /** Of the response; how it ended when there was none. */
  readonly status: number | 'closed' | 'timeout' | 'garbage';
  /** Lines end with LF; empty when there was no response. */
  readonly head: string;
  readonly body: string;
  /** True when a text frame came back. */
  readonly echo: boolean;
  /** Of the socket, as the system names it (`ECONNRESET`); `undefined` when it ended in order. */
  readonly error: string | undefined;
  /** Closes a connection that was to be held. */
  readonly release?: () => void;
}

/** The request head as the browser would send it, CRLF and blank line included. */
export function requestHead(request: RawRequest): string {
  const {
    target,
    method = 'GET',
    httpVersion = '1.1',
    host = 'app.example.com',
    browser = 'chrome',
    drop = [],
    add = [],
  } = request;
  const headers = browserHeaders[browser](host).filter(([name]) => !drop.includes(name.toLowerCase()));
  const lines = [...headers, ...add].map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${target} HTTP/${httpVersion}\r\n${lines.join('')}\r\n`;
}

/** Sends a head as it is; after a 101 it sends one text frame and waits for its echo. */
export function sendRaw(
  port: number,
  head: string,
  { tls = false, timeout = 3000, sni = 'app.example.com', hold = false } = {},
): Promise<RawAnswer> {
  return new Promise((resolve) => {
    let received = Buffer.alloc(0);
    const done = (why: 'closed' | 'timeout' | 'complete', error?: NodeJS.ErrnoException): void => {
      clearTimeout(timer);
      if (!hold) socket.destroy();
      const release = (): void => void socket.destroy();
      resolve({ ...readAnswer(received, why), error: error?.code, ...(hold ? { release } : {}) });
    };
    const start = (): void => {
      socket.write(head);
    };
    const socket = tls
      ? connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, servername: sni, ALPNProtocols: ['http/1.1'] }, start)
      : connect(port, '127.0.0.1', start);
    const timer = setTimeout(() => {
      done('timeout');
    }, timeout);
    let sent = false;
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      const end = received.indexOf('\r\n\r\n');
      if (end < 0) return;
      if (!received.subarray(0, 12).toString('latin1').endsWith(' 101')) {
        if (head.startsWith('HEAD ') || isComplete(received, end)) done('complete');
      } else if (!sent) {
        sent = true;
        socket.write(textFrame('hello'));
      } else if (received.length > end + 4) done('complete');
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      done('closed', error);
    });
    socket.on('close', () => {
      done('closed');
    });
  });
}

/** Does a browser take this answer for an open WebSocket (RFC 6455 §4.1)? */
export function browserAccepts({ status, head }: RawAnswer): boolean {
  if (status !== 101) return false;
  const values = (name: string): readonly string[] =>
    head
      .split('\n')
      .filter((line) => line.toLowerCase().startsWith(`${name}:`))
      .map((line) => line.slice(name.length + 1).trim());
  const tokens = values('connection').flatMap((value) => value.toLowerCase().split(/\s*,\s*/));
  return (
    values('upgrade')
      .map((value) => value.toLowerCase())
      .join() === 'websocket' &&
    tokens.includes('upgrade') &&
    values('sec-websocket-accept').join() === acceptFor(websocketKey)
  );
}

export interface SocketAnswer {
  /** 101 when it opened; 0 when there was no HTTP response. */
  readonly status: number;
  readonly echo: string | undefined;
}

/** One WebSocket as the `ws` client opens it, and one message over it. */
export function openSocket(port: number, target: string, host = 'app.example.com', tls = false): Promise<SocketAnswer> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${tls ? 'wss' : 'ws'}://127.0.0.1:${port}${target}`, {
      headers: { Host: host },
      origin: `http://${host}`,
      rejectUnauthorized: false,
      handshakeTimeout: 3000,
      ...(tls ? { servername: host } : {}),
    });
    socket.on('open', () => {
      socket.send('hello');
    });
    socket.on('message', (data: Buffer) => {
      socket.terminate();
      resolve({ status: 101, echo: data.toString() });
    });
    socket.on('unexpected-response', (request, response) => {
      request.destroy();
      resolve({ status: response.statusCode ?? 0, echo: undefined });
    });
    socket.on('error', () => {
      resolve({ status: 0, echo: undefined });
    });
  });
}

/** Opens a WebSocket and sends nothing: is it still open after so many milliseconds? */
export function staysOpen(
  port: number,
  target: string,
  milliseconds: number,
  host = 'app.example.com',
  tls = false,
): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${tls ? 'wss' : 'ws'}://127.0.0.1:${port}${target}`, {
      headers: { Host: host },
      origin: `http://${host}`,
      rejectUnauthorized: false,
    });
    const done = (open: boolean) => (): void => {
      clearTimeout(timer);
      socket.terminate();
      resolve(open);
    };
    const timer = setTimeout(done(true), milliseconds);
    socket.on('close', done(false));
    socket.on('error', done(false));
  });
}

type Lines = readonly (readonly [name: string, value: string])[];

const browserHeaders: Readonly<Record<Browser, (host: string) => Lines>> = {
  chrome: (host) => [
    ['Host', host],
    ['Connection', 'Upgrade'],
    ['Pragma', 'no-cache'],
    ['Cache-Control', 'no-cache'],
    ['User-Agent', 'Mozilla/5.0 (X11; Linux x86_64) Chrome/130'],
    ['Upgrade', 'websocket'],
    ['Origin', `http://${host}`],
    ['Sec-WebSocket-Version', '13'],
    ['Accept-Encoding', 'gzip, deflate'],
    ['Cookie', 'sid=abc'],
    ['Sec-WebSocket-Key', websocketKey],
    ['Sec-WebSocket-Extensions', 'permessage-deflate; client_max_window_bits'],
  ],
  firefox: (host) => [
    ['Host', host],
    ['User-Agent', 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0'],
    ['Accept', '*/*'],
    ['Accept-Encoding', 'gzip, deflate'],
    ['Sec-WebSocket-Version', '13'],
    ['Origin', `http://${host}`],
    ['Sec-WebSocket-Extensions', 'permessage-deflate'],
    ['Sec-WebSocket-Key', websocketKey],
    ['Connection', 'keep-alive, Upgrade'],
    ['Cookie', 'sid=abc'],
    ['Pragma', 'no-cache'],
    ['Cache-Control', 'no-cache'],
    ['Upgrade', 'websocket'],
  ],
  plain: (host) => [
    ['Host', host],
    ['Connection', 'keep-alive'],
    ['User-Agent', 'Mozilla/5.0 (X11; Linux x86_64) Chrome/130'],
    ['Accept', '*/*'],
    ['Accept-Encoding', 'gzip, deflate'],
    ['Cookie', 'sid=abc'],
  ],
};

function readAnswer(received: Buffer, why: 'closed' | 'timeout' | 'complete'): Omit<RawAnswer, 'error'> {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) {
    const status = why === 'timeout' ? 'timeout' : 'closed';
    return { status, head: '', body: received.toString(), echo: false };
  }
  const head = received
    .subarray(0, end + 2)
    .toString()
    .replaceAll('\r\n', '\n');
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? 0);
  const body = received.subarray(end + 4).toString();
  return { status: status === 0 ? 'garbage' : status, head, body, echo: status === 101 && body.includes('hello') };
}

/** Has the whole body come, as far as its length is told? */
function isComplete(received: Buffer, end: number): boolean {
  const head = received.subarray(0, end + 2).toString('latin1');
  const length = /^content-length: *(\d+)/im.exec(head)?.[1];
  if (length !== undefined) return received.length >= end + 4 + Number(length);
  if (/^transfer-encoding: *chunked/im.test(head)) return received.includes('0\r\n\r\n', end + 4);
  return / (?:204|304) /.test(head.slice(0, 14));
}

/** A masked client frame; the mask is fixed, nobody is to be kept from guessing it here. */
function textFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const mask = Buffer.from([1, 2, 3, 4]);
  const masked = payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0));
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length]), mask, masked]);
}
