/** A body of many directives is placed by what differs from before: it is what one makes of the same text who has just started. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { build, buildConfig, type Built } from '../../server/src/config/build.ts';
import type { Config, Location, Placed } from '../../server/src/config/model.ts';
import { noDisk } from '../../server/src/files/disk.ts';
import { createFiles } from '../../server/src/files/files.ts';
import { edited, textOf } from '../../server/src/syntax/text.ts';
import { fc } from '../support/dice.ts';
import { testParser } from '../support/parser.ts';

const parser = await testParser();
const main = '/nginx.conf';
const more = '/more.conf';

test('a long body after edits is the one of a fresh start', () => {
  fc.assert(
    fc.property(fc.integer({ min: 30, max: 90 }), fc.array(edits, { minLength: 1, maxLength: 10 }), (count, steps) => {
      const files = createFiles(parser, noDisk);
      const sources = new Map([
        [main, textOf(configuration(count))],
        [more, textOf(locations(count, 'more'))],
      ]);
      for (const [path, source] of sources) files.cover(path, source);
      let built: Built = build(files, main, {});
      for (const { path, at, after, removed, newText } of steps) {
        const source = sources.get(path) ?? textOf('');
        const whole = source.whole();
        const from = Math.floor(at * whole.length);
        const found = after === '' ? from : whole.indexOf(after, from);
        const start = found === -1 ? from : found + after.length;
        const edit = { start, end: Math.min(whole.length, start + removed), newText };
        const next = edited(source, edit);
        sources.set(path, next);
        files.edit(path, next, [edit]);
        built = build(files, main, {}, built);
        assert.deepEqual(told(built.config), told(fresh(sources)));
      }
    }),
    { numRuns: 60, examples: [[30, lostBlock]] },
  );
});

test('a body stays the same object where nothing in it is another directive', () => {
  const files = createFiles(parser, noDisk);
  const source = textOf(configuration(60));
  files.cover(main, source);
  files.cover(more, locations(3, 'more'));
  const before = build(files, main, {});
  const start = source.whole().indexOf('location /own30');
  const edit = { start, end: start, newText: '\n\n' };
  files.edit(main, edited(source, edit), [edit]);
  const after = build(files, main, {}, before);
  assert.equal(after.config.http?.servers[0]?.locations.all()[3], before.config.http?.servers[0]?.locations.all()[3]);
  assert.equal(after.config.http?.environment, before.config.http?.environment);
});

/** `http {` is lost: the servers are in the map for now, and one of them includes a file that changes. */
const lostBlock = [
  { path: main, at: 0, after: '}', removed: 10, newText: '' },
  { path: more, at: 0, after: '', removed: 0, newText: '\n# nginx-handshake: websocket\n' },
];

const edits = fc.record({
  path: fc.constantFrom(main, main, main, more),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  after: fc.constantFrom('', '\n', '{', '}', 'own', '# of ', 'set $', 'location ', 'include ', 'proxy_read_timeout 1'),
  removed: fc.constantFrom(0, 0, 0, 1, 1, 5, 80),
  newText: fc.oneof(
    fc.constantFrom('', '0', 'x', ';', '\n', '\n\n', ' ', '{', '}', '"', '#', '# said\n', '{% if x %}', '\r\n'),
    fc.constantFrom(
      '\n# nginx-handshake: websocket\n',
      '\n# above\nlocation /new { proxy_pass http://a; }\n',
      '\nset $other 1;\n',
      '\ninclude more.conf;\n',
      '\ninclude gone.conf;\n',
      '\n} server { listen 81;\n',
      '\n} map $a $b { default 1; } server {\n',
    ),
  ),
});

function fresh(sources: ReadonlyMap<string, ReturnType<typeof textOf>>): Config {
  const files = createFiles(parser, noDisk);
  for (const [path, source] of sources) files.cover(path, source.whole());
  return buildConfig(files, main);
}

/** All that others ask of a configuration, as plain data. */
function told({ directives, http, files, includeProblems }: Config): unknown {
  return {
    files,
    problems: includeProblems.map(({ kind, path, at }) => [kind, path, at.directive.args[0]?.text]),
    directives: directives.map(drawn),
    servers: http?.servers.map((server) => ({
      lines: server.level.lines.map(headOf),
      unseen: server.level.unseen,
      body: server.body.map(headOf),
      names: server.locations.names,
      locations: server.locations.all().map(drawnLocation),
      ifs: server.ifs.map(({ at }) => headOf(at)),
    })),
    environment: http && {
      maps: [...http.environment.maps.keys()],
      upstreams: [...http.environment.upstreams.keys()],
      variables: [...http.environment.variables]
        .map(([name, { definition, assigned }]) => [name, definition?.by, assigned])
        .sort(),
      rest: [http.environment.partial, http.environment.setsUnseen, http.environment.foreign.map(headOf)],
    },
  };
}

function drawn(placed: Placed): unknown {
  const { path, block, includedBy, comments, holds } = placed;
  const { variables, foreign, tags, said, includes, problems } = holds;
  return {
    head: headOf(placed),
    path,
    comments,
    by: includedBy && headOf(includedBy),
    holds: [variables.map(({ name, by }) => [name, by]), foreign.length, tags, said, includes.map(headOf), problems.length],
    block: block?.map(drawn),
  };
}

function drawnLocation({ path, comments, level, ifs, locations: inner }: Location): unknown {
  const { lines, unseen } = level;
  return { path, comments, lines: lines.map(headOf), unseen, ifs: ifs.length, inner: inner.all().map(drawnLocation) };
}

function headOf({ directive: { name, args } }: Placed): string {
  return [name, ...args].map(({ raw }) => raw).join(' ');
}

/** A server of many locations, some with comments above them, with an include in the middle, and many servers. */
function configuration(count: number): string {
  const half = locations(count >> 1, 'own');
  const servers = Array.from(
    { length: count },
    (_, index) => `server {\n    listen ${String(8000 + index)};\n    set $own 1;\n}\n`,
  );
  return `events {}
http {
    map $http_upgrade $connection_upgrade { default upgrade; '' close; }
    server {
        listen 80;
${half}        include more.conf;
${locations(count >> 1, 'other')}    }
${servers.join('')}}
`;
}

function locations(count: number, name: string): string {
  return Array.from({ length: count }, (_, index) => {
    const comment = index % 3 === 0 ? `        # of ${name}${String(index)}\n${index % 2 === 0 ? '' : '\n'}` : '';
    return `${comment}        location /${name}${String(index)} { proxy_pass http://a; proxy_read_timeout 1h; }\n`;
  }).join('');
}
