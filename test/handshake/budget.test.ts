/** What asks for more than a machine has is unknown, said once, and soon. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { buildConfig } from '../../server/src/config/build.ts';
import { tryHandshake } from '../../server/src/handshake/attempt.ts';
import type { Simulation } from '../../server/src/handshake/model.ts';
import { browserRequest, parseRequest } from '../../server/src/handshake/request/request.ts';
import { targetsOf } from '../../server/src/handshake/routing/proxy-targets.ts';
import { simulate } from '../../server/src/handshake/simulate.ts';
import { milliseconds } from '../../server/src/handshake/text/amount.ts';
import { compilePattern } from '../../server/src/handshake/text/pattern.ts';
import { newestStable } from '../../server/src/reference/version.ts';
import { testParser } from '../support/parser.ts';
import { connectionLine, connectionMap, mainFile, upgradeLine } from '../support/sites.ts';
import { memoryWorkspace } from '../support/workspace.ts';

const parser = await testParser();

function many(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('\n');
}

const pass = `proxy_pass http://127.0.0.1:3000; ${upgradeLine} ${connectionLine}`;
const location = `location /ws { ${pass} }`;

function site(...parts: readonly string[]): string {
  return mainFile(connectionMap, ...parts);
}

/** Milliseconds of processor time. */
function timed<T>(work: () => T): { readonly result: T; readonly time: number } {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return { result, time: (user + system) / 1000 };
}

function run(texts: string | ReadonlyMap<string, string>, path = '/ws'): { readonly result: Simulation; readonly time: number } {
  const workspace = memoryWorkspace(parser, typeof texts === 'string' ? new Map([['/nginx.conf', texts]]) : texts);
  const config = buildConfig(workspace, '/nginx.conf');
  const connection = { port: 80, tls: false, remoteAddress: '10.0.0.1' };
  for (const target of config.http?.servers.flatMap(targetsOf) ?? []) {
    tryHandshake(target, { environment: config.http?.environment ?? assert.fail(), nginx: newestStable });
  }
  return timed(() => simulate(config, browserRequest('chrome', path), connection, { nginx: newestStable, workspace }));
}

/** Everything that a server of this may take, on a machine that does other things too. */
const bound = 1000;

suite('a request ends', () => {
  const grows = /^It depends on a value that grows beyond 64 kB\.$/;
  const dear = /^It depends on values that take more steps to work out than nginx configurations do\.$/;
  const sends = (value: string): string => `location /ws { ${pass.replace('$connection_upgrade', value)} }`;
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['set doubles a value', site(`server { set $a "a"; ${'set $a "$a$a";'.repeat(1000)} ${sends('$a')} }`), grows],
    ['a map repeats its source', site(`map $uri $m0 { default "$uri$uri"; }`, many(30, (i) => `map $m${i} $m${i + 1} { default "$m${i}$m${i}$m${i}$m${i}"; }`), `server { ${sends('$m30')} }`), grows],
    ['maps lead to maps', site(`map $uri $m0 { volatile; default ''; }`, many(60, (i) => `map $m${i} $m${i + 1} { volatile; default "$m${i}$m${i}"; }`), `server { ${sends('$m60')} }`), dear],
    ['a long way from map to map', site('map $uri $m0 { default $uri; }', many(5000, (i) => `map $m${i} $m${i + 1} { default upgrade; }`), `server { ${sends('$m5000')} }`), /leads to others more than 100 times\.$/],
    ['a map leads to itself', site('map $b $a { default $b; }', 'map $a $b { default $a; }', `server { ${sends('$a')} }`), /which depends on itself\.$/],
    ['rewrite doubles the URI', site(`server { ${'rewrite ^(.*)$ $1$1;'.repeat(1000)} location / { ${pass} } }`), grows],
    ['in a location, again and again', site(`server { location / { ${'rewrite ^(.*)$ $1$1;'.repeat(30)} ${pass} } }`), grows],
    ['rewrite in a cycle', site('server { location / { rewrite ^ /x last; } }'), /the URI changes in a cycle\.$/],
    ['try_files in a cycle', site('server { location / { try_files /a /b; } }'), /the URI changes in a cycle\.$/],
    ['named locations in a circle', site('server { location / { try_files /a @a; } location @a { try_files /a @b; } location @b { try_files /a @a; } }'), /the URI changes in a cycle\.$/],
    ['error_page in a cycle', site('server { error_page 404 /x; recursive_error_pages on; location / { return 404; } }'), /the URI changes in a cycle\.$/],
    ['a proxy to itself', site(`server { location / { ${pass.replace(':3000', '')} } }`), /comes back to the same server without end\.$/],
    ['two proxies to each other', site(`server { location / { ${pass.replace(':3000', ':81')} } }`, `server { listen 81; location / { ${pass.replace(':3000', ':80')} } }`), /comes back to the same server without end\.$/],
    ['10,000 ifs', site(`server { location /ws { ${many(10_000, () => 'if ($http_x = 1) { set $a 1; }')} ${pass} } }`), /receives a complete handshake/],
    ['10,000 set lines', site(`server { location /ws { ${many(10_000, (i) => `set $a${i} "$a${i - 1}";`)} ${pass} } }`), /receives a complete handshake/],
    ['named groups for ever', site(`server { location /ws { ${many(5000, (i) => `if ($uri ~ ^(?<g${i}>.*)$) { set $a 1; }`)} ${pass} } }`), /receives a complete handshake|more steps/],
    ['patterns that cost much', site(`server { location ~ "${'(a|b)*'.repeat(600)}" { ${pass} } ${location} }`), /It depends on the pattern|complete/],
    ['captures that a map replaces', site('map $uri $m { volatile; ~^(?<x>.*)$ $x; }', `server { location /ws { ${many(1000, (i) => `proxy_set_header X${i} $m;`)} ${pass} } }`), dear],
  ]; // prettier-ignore
  for (const [name, text, reason] of cases) {
    test(name, () => {
      const { result, time } = run(text);
      assert.match(result.verdict.reason, reason);
      assert.ok(time < bound, `${time} ms`);
    });
  }
});

suite('files that include files', () => {
  const chain = (count: number, include: (next: number) => string): ReadonlyMap<string, string> =>
    new Map([
      ['/nginx.conf', mainFile('include f0;')],
      ...Array.from({ length: count }, (_, index) => [`/f${index}`, include(index + 1)] as const),
      [`/f${count}`, `server { ${location} }`],
    ]);
  const problems = (texts: ReadonlyMap<string, string>): readonly string[] =>
    buildConfig(memoryWorkspace(parser, texts), '/nginx.conf').includeProblems.map(({ kind }) => kind);

  test('a long chain ends', () => {
    assert.deepEqual(problems(chain(3000, (next) => `include f${next};`)), ['over-limit']);
    assert.deepEqual(problems(chain(50, (next) => `include f${next};`)), []);
  });
  test('so do blocks within blocks', () => {
    assert.ok(problems(chain(90, (next) => `a { b { c { include f${next}; } } }`)).length <= 1);
  });
  test('twice and twice again', () => {
    const { result, time } = timed(() => problems(chain(40, (next) => `include f${next}; include f${next};`)));
    assert.ok(result.includes('over-limit') && time < 5 * bound, `${time} ms`);
  });
  test('200,000 lines in one', () => {
    assert.deepEqual(
      problems(
        new Map([
          ['/nginx.conf', mainFile('include a;')],
          ['/a', 'add_header a b;\n'.repeat(200_000)],
        ]),
      ),
      [],
    );
  });
});

suite('tables are looked up, not walked', () => {
  const sending = (value: string): string => `server { location /ws { ${pass} proxy_set_header X ${value}; } }`;
  const x = ({ upstream }: Simulation): unknown => upstream?.headers.find(({ name }) => name === 'X')?.value;

  test('a geo of 100,000 ranges', () => {
    const ranges = many(100_000, (i) => `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255} ${i};`);
    const { result, time } = run(site(`geo $g { default no; 10.0.0.0/8 wide; ${ranges} }`, sending('$g')));
    assert.equal(x(result), '1');
    assert.ok(time < 100, `${time} ms`);
  });
  test('the longest range wins, of two the last one', () => {
    const geo = (ranges: string): unknown => x(run(site(`geo $g { ${ranges} }`, sending('$g'))).result);
    assert.equal(geo('default a; 10.0.0.0/8 b; 10.0.0.0/30 c; 10.0.0.2 d;'), 'c');
    assert.equal(geo('10.0.0.1 b; 10.0.0.1/32 c; ::/0 d;'), 'c');
    assert.equal(geo('default a; 11.0.0.0/8 b; 0.0.0.0/0 c;'), 'c');
    assert.equal(geo('11.0.0.0/8 b;'), undefined);
  });
  test('a map of 100,000 names', () => {
    const names = many(100_000, (i) => `h${i}.example.com v${i};`);
    const { result, time } = run(site(`map $arg_h $m { default no; ${names} }`, sending('$m')), '/ws?h=h77777.example.com');
    assert.equal(x(result), 'v77777');
    assert.ok(time < 100, `${time} ms`);
  });
  test('wildcards: the longest, those in front first', () => {
    const map = (host: string): unknown =>
      x(
        run(
          site(
            'map $arg_h $m { hostnames; default no; *.example.com a; .b.example.com b; www.* c; www.example.* d; x.y e; }',
            sending('$m'),
          ),
          `/ws?h=${host}`,
        ).result,
      );
    assert.deepEqual(
      [
        'z.example.com',
        'b.example.com',
        'z.b.example.com',
        'www.example.org',
        'www.org',
        'X.Y',
        'x.y.',
        'example.com',
        `${'a.'.repeat(3000)}x`,
      ].map(map),
      ['a', 'b', 'b', 'd', 'c', 'e', 'e', 'no', 'no'],
    );
  });
});

suite('hostile text takes linear time', () => {
  const blanks = ' '.repeat(200_000);
  const cases: readonly (readonly [string, () => unknown])[] = [
    ['blanks within a header', () => parseRequest(`GET / HTTP/1.1\r\nX: a${blanks}b${blanks}\r\n\r\n`)?.headers[0]?.value.length],
    ['blanks within the request line', () => parseRequest(`GET${blanks}/${blanks}HTTP/1.x\r\n\r\n`)],
    ['empty lines', () => parseRequest('\r\n'.repeat(200_000))],
    ['a time of many digits', () => milliseconds(`${'1'.repeat(200_000)}x`)],
    ['look-ahead upon look-ahead', () => compilePattern(`^/${'(?!a)'.repeat(800)}`, false)],
    ['counted repetitions within each other', () => compilePattern(`^${'[ab]{0,1000}'.repeat(300)}`, false)],
    ['open brackets', () => compilePattern('[^'.repeat(2000), false)],
    ['groups upon groups', () => compilePattern('(a*)*'.repeat(800), false)?.match('a'.repeat(4000))],
  ];
  for (const [name, work] of cases) {
    test(name, () => {
      work();
      const { time } = timed(work);
      assert.ok(time < bound / 2, `${time} ms`);
    });
  }
});
