/** Configurations that nginx refuses: one mistake put into a good one. */
import type { Random } from './random.ts';

/** The same text where the mistake finds no place. */
export function introduceMistake(text: string, random: Random): string {
  const lines = text.split('\n');
  const places = (pattern: RegExp): readonly number[] => lines.flatMap((line, index) => (pattern.test(line) ? [index] : []));
  const [pattern, change] = random.pick(mistakes);
  const candidates = places(pattern);
  if (candidates.length === 0) return text;
  const index = random.pick(candidates);
  const replaced = change(lines[index] ?? '');
  return [...lines.slice(0, index), ...replaced, ...lines.slice(index + 1)].join('\n');
}

const after = (line: string) => (before: string) => [before, line];

const mistakes: readonly (readonly [RegExp, (line: string) => readonly string[]])[] = [
  [/proxy_set_header .*;/, (line) => [line.replace(';', '')]],
  [/proxy_http_version/, (line) => [line, line]],
  [/proxy_http_version/, (line) => [line.replace(/"?1\.[01]"?/, '1.2')]],
  [/proxy_pass http/, (line) => [line, line]],
  [/proxy_pass http/, (line) => [line.replace('http://', 'ws://')]],
  [/proxy_pass http/, (line) => [line.replace(/;$/, ' extra;')]],
  [/server \{/, after('map $http_upgrade $x { default upgrade; }')],
  [/location .*\{/, after('proxy_set_header Connection $no_such_variable;')],
  [/location .*\{/, after('proxy_set_header Connection;')],
  [/location .*\{/, after('unknown_directive on;')],
  [/location .*\{/, after('proxy_buffering maybe;')],
  [/location .*\{/, after('listen 80;')],
  [/location .*\{/, after('proxy_read_timeout 60 s;')],
  [/location .*\{/, after('proxy_read_timeout soon;')],
  [/location .*\{/, after('if ($http_upgrade) { proxy_set_header Upgrade $http_upgrade; }')],
  [/location .*\{/, after('return 999 x y;')],
  [/location .*\{/, after('include missing.conf;')],
  [/location .*\{/, after('location /outside/of/it { }')],
  [/location .*\{/, after('rewrite ^/(a /b;')],
  [/location .*\{/, (line) => [line.replace(/ ?\{$/, ' extra words {')]],
  [/location .*\{/, (line) => [line.replace('location', 'loction')]],
  [/^ {4}\}$/, () => []],
  [/^ {4}\}$/, (line) => [line, line]],
  [/listen /, (line) => [line, line]],
  [/default /, (line) => [line, line]],
  [/server_name /, (line) => [line.replace(';', ' "unclosed;')]],
];
