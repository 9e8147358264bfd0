/** Many of anything: the time of a whole check grows with the text, not with its square. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { createAnalyzer, defaultOptions } from '../../server/src/analysis/analyze.ts';
import { newestStable } from '../../server/src/reference/version.ts';
import { rules } from '../../server/src/rules/index.ts';
import { testParser } from '../support/parser.ts';
import { connectionLine, connectionMap, mainFile, upgradeLine } from '../support/sites.ts';
import { memoryWorkspace } from '../support/workspace.ts';

const parser = await testParser();
const main = '/etc/nginx/nginx.conf';

function many(count: number, line: (at: number) => string): string {
  return Array.from({ length: count }, (_, at) => line(at)).join('\n');
}

const half = `proxy_pass http://127.0.0.1:3000; ${upgradeLine}`;
const whole = `${half} ${connectionLine}`;
const ws = `location /ws { ${half} }`;

/** How many ways to write it, each with the files besides the main one. */
const shapes: Readonly<Record<string, readonly [string, Readonly<Record<string, string>>?]>> = {
  '600 ifs that each pass': [
    `server { location /ws { ${half}\n${many(600, (at) => `if ($arg_x = ${at}) { proxy_pass http://127.0.0.1:${8000 + at}; }`)} } }`,
  ],
  '2,000 servers of an upstream': [
    `upstream u { ${many(2000, (at) => `server 10.0.${at >> 8}.${at & 255}:80;`)} }\nserver { ${ws} location /u { proxy_pass http://u; } }`,
  ],
  '5,000 locations, 100 within each other': [
    `server { ${many(50, (at) => `${many(100, (depth) => `location /${at}${'/x'.repeat(depth)} {`)} proxy_pass http://a; ${'}'.repeat(100)}`)} }`,
  ],
  '10,000 patterns of a map': [
    `map $uri $room { ${many(10_000, (at) => `~^/room${at}/(.*)$ $1;`)} }\nserver { ${ws} ${many(20, (at) => `location /x${at} { proxy_pass http://a$room; ${upgradeLine} }`)} }`,
  ],
  '1,000 locations by patterns': [`server { ${many(1000, (at) => `location ~ ^/room${at}/(.*)\\.ws$ { ${half} }`)} }`],
  '10,000 names of a server': [`server { server_name ${many(10_000, (at) => `a${at}.example.com`)}; ${ws} }`],
  '5,000 named patterns of a server': [`server { server_name ${many(5000, (at) => `~^a${at}\\.(?<x${at}>.+)$`)}; ${ws} }`],
  '5,000 error pages one after the other': [
    `server { recursive_error_pages on; location /ws { error_page 404 = @l0; return 404; } ${many(5000, (at) => `location @l${at} { error_page 404 = @l${at + 1}; return 404; }`)} location @l5000 { ${half} } }`,
  ],
  '5,000 try_files one after the other': [
    `server { location /ws { try_files /a @l0; } ${many(5000, (at) => `location @l${at} { try_files /x @l${at + 1}; }`)} location @l5000 { ${half} } }`,
  ],
  '100 includes of 500 files': [
    `server { location /ws { ${half} ${'include s/*.conf;\n'.repeat(100)} } }`,
    Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`s/${at}.conf`, `proxy_set_header X${at} a;\n`])),
  ],
  'an include in each of 3,000 locations': [
    `server { ${many(3000, (at) => `location /w${at} { proxy_pass http://a; include ws.inc; }`)} }`,
    { 'ws.inc': whole.replace('proxy_pass http://127.0.0.1:3000;', '') },
  ],
  '20,000 addresses that are denied': [
    `server { ${many(20_000, (at) => `deny 10.${(at >> 8) & 255}.${at & 255}.0/24;`)} ${ws} }`,
  ],
  '3,000 variables, each from the one before': [
    `server { set $v0 a; ${many(3000, (at) => `set $v${at + 1} "$v${at}";`)} ${ws} ${many(20, (at) => `location /q${at} { ${half} }`)} }`,
  ],
  '2,000 misspelt variables': [`${many(2000, (at) => `map $v${at} $w${at} { default "$v${at}"; }`)}\nserver { ${ws} }`],
};

suite('many of anything', () => {
  for (const [name, [text, others = {}]] of Object.entries(shapes)) {
    test(name, () => {
      const files = new Map([[main, mainFile(connectionMap, text)]]);
      for (const [path, content] of Object.entries(others)) files.set(`/etc/nginx/${path}`, content);
      const failed = (rule: string, error: unknown): never => {
        throw new Error(`The rule ${rule} threw`, { cause: error });
      };
      const start = process.cpuUsage();
      const { findings } = createAnalyzer(rules, failed)(memoryWorkspace(parser, files), main, {
        ...defaultOptions,
        nginx: newestStable,
      });
      const { user, system } = process.cpuUsage(start);
      assert.ok(Array.isArray(findings));
      assert.ok(user + system < 5_000_000, `${Math.round((user + system) / 1000)} ms`);
    });
  }
});
