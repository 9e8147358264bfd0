/** Requests for a generated configuration: paths that its locations may serve, in every spelling, for its names and others. */
import { requestHead, type Browser } from '../../support/nginx-client.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

export interface GeneratedRequest {
  /** Byte for byte, with CRLF and the blank line. */
  readonly head: string;
  /** Which of the ports it goes to; the third one is for TLS. */
  readonly port: 1 | 2 | 3;
}

export function requestsFor(world: World): readonly GeneratedRequest[] {
  const { random, servers } = world;
  return Array.from({ length: 8 }, () => {
    const { names, paths, port } = random.pick(servers);
    const host = random.chance(0.85) && names.length > 0 ? hostFor(random, random.pick(names)) : random.pick(strangeHosts);
    const browser: Browser = random.pick(['chrome', 'chrome', 'chrome', 'firefox', 'firefox', 'plain']);
    const method = random.chance(0.92) ? 'GET' : random.pick(['POST', 'HEAD', 'PUT', 'OPTIONS', 'DELETE']);
    const add = [
      ...random.some(extraHeaders, 2),
      ...(method === 'POST' || method === 'PUT' ? [['Content-Length', '0'] as const] : []),
    ];
    const drop = random.chance(0.08)
      ? [random.pick(['origin', 'cookie', 'sec-websocket-key', 'upgrade', 'connection', 'host', 'user-agent'])]
      : [];
    // Without Upgrade but with a key, a backend that switches protocols leaves both sides waiting.
    const dropped = drop.includes('upgrade') ? [...drop, 'sec-websocket-key'] : drop;
    const head = requestHead({
      target: target(random, paths),
      method,
      host,
      browser,
      add,
      drop: dropped,
      httpVersion: random.chance(0.97) ? '1.1' : '1.0',
    });
    return { head, port: random.chance(0.95) ? port : random.pick([1, 2]) };
  });
}

function target(random: Random, paths: readonly string[]): string {
  const base = random.chance(0.85)
    ? random.pick(paths)
    : random.pick(['/ws', '/ws/chat', '/api/ws', '/nothing', '/index.html', '/socket.io/']);
  const rooted = base.startsWith('/') ? base : `/${base}`;
  const path = respelled(random, random.chance(0.35) ? `${rooted.replace(/\/$/, '')}${random.pick(tails)}` : rooted);
  return path + (random.chance(0.35) ? random.pick(queries) : '');
}

const tails = [
  '/',
  '/chat',
  '/ws',
  '/12',
  'x',
  '/a/b',
  '/../api/ws',
  '/./ws',
  '//ws',
  '.ws',
  '/%2e%2e/ws',
  '/a%2Fb',
  '/a+b',
  '/%C3%A9',
  '/a;b',
  '/?',
  '/%20',
  "/a'b",
  '/a%25b',
  '/%3Fx',
];
const queries = [
  '?token=1',
  '?x=1',
  '?x=%20&y=2',
  '?',
  '??x=1',
  '?X=2&x=1',
  '?EIO=4&transport=websocket',
  '?x',
  '?a=b/../c',
  '?x=1#f',
  '?x=1.0.0.7',
];

function respelled(random: Random, path: string): string {
  // What a client has to encode, and what it may.
  const encoded = path.replaceAll(' ', '%20').replaceAll('é', '%C3%A9').replaceAll('{', '%7B').replaceAll('"', '%22');
  if (!random.chance(0.2)) return encoded;
  return random.pick([
    encoded.replace(/\w/, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
    encoded.replace('/', '//'),
    `/.${encoded}`,
    `/up/..${encoded}`,
    `/..${encoded}`,
    encoded.toUpperCase(),
    `http://app.example.com${encoded}`,
    `http://APP.example.org:99${encoded}`,
    `${encoded}#fragment`,
    `${encoded}%`,
    `${encoded}%00`,
    encoded.replace(/\/$/, ''),
  ]);
}

const strangeHosts = [
  'app.example.com',
  'other.test',
  'sub.example.com',
  '127.0.0.1',
  'localhost:8080',
  'APP.EXAMPLE.COM',
  'app.example.com.',
  'a_b.example.com',
  '',
  '[::1]',
  '[::1]:80',
  '[::1',
  'app.example.com:8.0',
  'app.example.com:80:81',
  'app..example.com',
  'x.example.org',
  'app.example.com/x',
  'app"example',
  'app.example.com.:80',
  'app[x]:1',
];

function hostFor(random: Random, name: string): string {
  if (name.startsWith('"~') || name.startsWith('~')) return random.pick(['abc.regex.test', 'ws1.example.com', 'ws22.test']);
  const host =
    name === '_' || name === '""'
      ? 'none.test'
      : name
          .replace('*.', 'x.')
          .replace('.*', '.anything')
          .replace(/^\./, random.pick(['', 'x.']));
  return random.chance(0.2) ? `${host}:${random.pick(['80', '8080', '443'])}` : random.chance(0.1) ? host.toUpperCase() : host;
}

const extraHeaders: readonly (readonly [string, string])[] = [
  ['X-Forwarded-For', '1.2.3.4'],
  ['X-Forwarded-For', '9.9.9.9, 1.2.3.4'],
  ['X-Custom', 'own'],
  ['x-a', 'client'],
  ['auth_token', 'secret'],
  ['Cookie', 'second=1'],
  ['X-Real-IP', '9.9.9.9'],
  ['X-Real-IP', '[::1]'],
  ['Keep-Alive', 'timeout=5'],
  ['TE', 'trailers'],
  ['Referer', 'http://app.example.com/page'],
  ['Authorization', 'Basic eDp5'],
  ['X.Dot', '1'],
  ['Range', 'bytes=1-2'],
  ['Range', 'bytes=9-'],
  ['X-Original-URI', '/?x=1'],
  ['Proxy-Connection', 'keep-alive'],
];
