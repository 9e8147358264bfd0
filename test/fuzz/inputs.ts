/** Texts that nobody would write, made from a seed: the same seed and number give the same text. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from '../../server/src/files/bytes.ts';
import { root } from '../support/parts.ts';
import { hostileTexts } from '../support/hostile.ts';

export interface Input {
  readonly kind: string;
  readonly text: string;
}

/** In UTF-16 units: what has to be dealt with in two seconds. */
const longest = 100_000;

/** Numbers from 0 on give the inputs of a seed one after the other. */
export function inputOf(seed: number, number: number): Input {
  const random = createRandom(seed * 1_000_003 + number);
  const kinds = Object.entries(makers);
  const [kind, make] = pick(random, kinds);
  return { kind, text: make(random).slice(0, longest) };
}

/** Whole numbers from 0 to below the limit (mulberry32). */
export type Random = (limit: number) => number;

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * limit);
  };
}

const makers: Readonly<Record<string, (random: Random) => string>> = {
  bytes: (random) => decode(Uint8Array.from({ length: random(3000) }, () => random(256))),
  soup: (random) =>
    inHttp(many(random, 200, () => pick(random, random(5) === 0 ? signs : lines) + pick(random, ['\n', ' ', '']))),
  mutation: (random) => mutated(pick(random, seeds()), random),
  'mixed seeds': (random) => pick(random, seeds()) + pick(random, seeds()),
  depth(random) {
    const open = pick(random, openings);
    const depth = 1 + random(pick(random, [10, 300, 3000, 50_000]));
    const inner = many(random, 5, () => pick(random, lines));
    return (random(3) === 0 ? '' : 'events {}\nhttp {\n') + open.repeat(depth) + inner + '}'.repeat(random(depth + 3));
  },
  count(random) {
    const line = pick(random, lines.concat(repeated));
    const count = 1 + random(pick(random, [20, 500, 5000]));
    const where = pick(random, ['', 'server {\n', 'server { location /ws {\n', 'map $a $b {\n', 'upstream u {\n', 'geo $g {\n']);
    const body = Array.from({ length: count }, (_, index) => line.replaceAll('#', String(index))).join('\n');
    return inHttp(
      `${where}${body}\n${where.includes('{') ? '}'.repeat(where.split('{').length - 1) : ''}\n${pick(random, lines)}`,
    );
  },
  'long word': (random) =>
    inHttp(
      `server { location /ws { ${pick(random, lines).replace(/\S+/, (it) => it + pick(random, longPieces).repeat(1 + random(30_000)))} } }`,
    ),
  'hostile values': (random) =>
    inHttp(
      `server { server_name ${quoted(random)}; location ${quoted(random)} { proxy_pass http://${quoted(random)}; proxy_set_header ${quoted(random)} ${quoted(random)}; proxy_set_header Upgrade ${quoted(random)}; } }`,
    ),
};

function inHttp(text: string): string {
  return `events {}\nhttp {\n${text}\n}\n`;
}

function quoted(random: Random): string {
  const text = pick(random, Object.values(hostileTexts)).slice(0, 3000).replaceAll('"', "'");
  return random(4) === 0 ? text : `"${text}"`;
}

/** Pieces of configurations; `#` is counted where one is repeated. */
const lines: readonly string[] = `
server {|location /ws {|location /ws# {|location ~ ^/(a\\|b {|location ~ ^/(\\w+)/# {|location @x {|location {|location = /ws/ {|if ($http_upgrade) {
if ($a ~ ^(.*)$) {|if (|if ($x = ) {|limit_except GET {|map $a $b {|map $v# $w# {|map $b $a {|upstream u {|upstream u# {|geo $g {|types {|}|}|}
proxy_pass http://u;|proxy_pass http://$b/$1;|proxy_pass;|proxy_pass ://;|proxy_pass http://127.0.0.1:80;|proxy_set_header Upgrade $http_upgrade;
proxy_set_header Connection upgrade;|proxy_set_header Connection $connection_upgrade;|proxy_set_header X# $a;|proxy_set_header $a $b;|proxy_http_version 1.1;
rewrite ^/(.*)$ /x/$1 last;|rewrite ^(.*)$ $1$1;|rewrite ^ /ws last;|rewrite ( ;|return;|return 444;|return 301 /x;|set $a $b;|set $a "$a$a";|set $v# $v#;
set a;|try_files $uri @x;|try_files /a /b;|error_page 404 = @x;|error_page 500 /ws;|default $a;|~^w $b;|~^(?<a#>.*)$ $a#;|'' close;|k# $a;|volatile;|hostnames;
10.#.0.0/16 a;|server 127.0.0.1:80;|server 127.0.0.1:#;|listen 80;|listen #;|listen unix:;|server_name a#.example.com;|server_name ~^(?<x#>.+)$;|server_name *. .x;
auth_request /ws;|deny;|allow 10.0.0.0/99;|root;|root $a;|alias $a;|index $a;|include x;|include *.conf;|include nginx.conf;|include twice.conf;|include /etc/nginx/deep/0.conf;
proxy_cache z;|add_header Upgrade x always;|proxy_buffer_size x;|proxy_read_timeout 1111111111111111111111111x;|limit_rate $a;|valid_referers ~(;|satisfy any;
# nginx-handshake: websocket|# nginx-handshake: ignore x, y -- z|# nginx-handshake: context http|content_by_lua_block { return "}" }|stream {|events {}|http {|{{ x }}|{% if x %}|\${X} y;
`.trim().split(/(?<!\\)\||\n/).map((it) => it.replaceAll('\\|', '|')); // prettier-ignore

const repeated: readonly string[] = [
  'if ($http_x) { set $a 1; }',
  'location /l# { proxy_pass http://u; proxy_set_header Connection upgrade; }',
  'server { listen #; location /ws { proxy_pass http://u#; } }',
  'map $v# $v1# { volatile; default "$v#$v#"; }',
  'location ~ ^/a#/(.*)$ { proxy_pass http://127.0.0.1:#; }',
];

const signs: readonly string[] = [
  '"',
  "'",
  '{',
  '}',
  ';',
  '\\',
  '$',
  '${',
  '#',
  '\r',
  '\0',
  '\u{feff}',
  '“',
  '”',
  '\u{a0}',
  '\ud800',
  '\t',
  '~',
  '*',
  '(',
  ')',
];
const openings: readonly string[] = [
  '{',
  'server {',
  'location / {',
  'a {',
  'if ($a) {',
  '(',
  '[',
  '"',
  "'",
  '${',
  '{{',
  '{%',
  'map $a $b {',
  '\\',
  '#',
  'http {',
  'location / { location / {\n',
];
const longPieces: readonly string[] = [
  'a',
  ' ',
  '/',
  '$a',
  '(',
  '(a',
  '[',
  '.*',
  'é',
  '{',
  '\\',
  '\\ ',
  '%41',
  '0',
  '1',
  '..',
  '/..',
  '`',
  '"\n"',
  '|',
  '(?:',
  '[^',
  'x{9}',
  '(?!a)',
];

function mutated(text: string, random: Random): string {
  let out = text;
  for (let count = 1 + random(8); count > 0; count--) {
    const at = random(out.length + 1);
    const end = Math.min(out.length, at + random(pick(random, [3, 40, 400])));
    const insert = pick(random, [
      () => '',
      () => pick(random, signs),
      () => pick(random, lines),
      () => out.slice(random(out.length + 1)).slice(0, random(300)),
      () => pick(random, longPieces).repeat(random(200)),
      () => decode(Uint8Array.from({ length: random(20) }, () => random(256))),
    ])();
    out = out.slice(0, at) + insert + out.slice(random(2) === 0 ? at : end);
  }
  return out;
}

function many(random: Random, most: number, make: () => string): string {
  return Array.from({ length: random(most) }, make).join('');
}

export function pick<T>(random: Random, from: readonly T[]): T {
  const picked = from[random(from.length)];
  if (picked === undefined) throw new Error('Nothing to pick from');
  return picked;
}

let read: readonly string[] | undefined;

/** The examples and all cases of the rules. */
function seeds(): readonly string[] {
  read ??= ['examples', 'test/rules', 'test/handshake/cases']
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(root, folder, name)),
    )
    .filter((path) => path.endsWith('.conf'))
    .sort()
    .map((path) => readFileSync(path, 'utf8'));
  return read;
}
