/** In a text of many pieces most of what is told only moves: it is what is told of the same text by one who has just started. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Diagnostic } from 'vscode-languageserver/node';
import { createAnalyzer, defaultOptions } from '../../server/src/analysis/analyze.ts';
import { noDisk } from '../../server/src/files/disk.ts';
import { createFiles, type Files } from '../../server/src/files/files.ts';
import { createTelling } from '../../server/src/lsp/diagnostics.ts';
import { placesOf } from '../../server/src/lsp/open-text.ts';
import { newestStable } from '../../server/src/reference/version.ts';
import { rules } from '../../server/src/rules/index.ts';
import { edited, textOf } from '../../server/src/syntax/text.ts';
import type { Text } from '../../server/src/syntax/tree.ts';
import { fc } from '../support/dice.ts';
import { testParser } from '../support/parser.ts';
import { connectionMap } from '../support/sites.ts';

const parser = await testParser();

/** Nobody said the version: problems are looked for at both ends. */
const options = { ...defaultOptions, nginx: [1, 18, 0] as const, nginxUpTo: newestStable };
const main = '/nginx.conf';
const maps = '/maps.conf';

test('what only moved is told as if it were new', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40 }), fc.array(edits, { minLength: 1, maxLength: 12 }), (sites, steps) => {
      const world = createWorld(configuration(60 + sites));
      for (const { at, removed, newText, after } of steps) {
        // Where servers, headers and locations stand rather than anywhere.
        const whole = world.source().whole();
        const from = Math.floor(at * whole.length);
        const found = after === '' ? from : whole.indexOf(after, from);
        const start = found === -1 ? from : found + after.length;
        world.edit({ start, end: Math.min(whole.length, start + removed), newText });
        assert.deepEqual(world.told(), freshly(whole.slice(0, start) + newText + whole.slice(start + removed)));
      }
    }),
    { numRuns: 30 },
  );
});

const edits = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  after: fc.constantFrom(
    '',
    'proxy_pass http://app',
    'listen 80',
    'location /ws',
    'server ',
    'proxy_read_timeout 1',
    '$connection_upgrade',
    '\n',
    '}',
  ),
  removed: fc.constantFrom(0, 0, 0, 1, 1, 7, 60),
  newText: fc.oneof(
    fc.constantFrom('', '0', '0', 'x', ';', '\n', ' ', '{', '}', '"', '#', '$nobody', '\r\n', '{{ x }}'),
    fc.constantFrom(
      '\n# a line\n',
      '\nserver { listen 81; }\n',
      '\n    unknown_directive on;\n',
      '\nproxy_set_header Upgrade $http_upgrade;\n',
    ),
  ),
});

/** Files that are held in pieces, and one analyzer with what it told last. */
function createWorld(text: string): {
  readonly source: () => Text;
  readonly edit: (edit: { readonly start: number; readonly end: number; readonly newText: string }) => void;
  readonly told: () => readonly Diagnostic[];
} {
  const files: Files = createFiles(parser, noDisk);
  const analyze = createAnalyzer(rules);
  let source = textOf(text);
  files.cover(main, source);
  files.cover(maps, connectionMap);
  const textNow = (path: string) => placesOf({ uri: path, languageId: 'nginx', version: 0 }, path === main ? source : mapsText);
  const telling = createTelling(
    {
      uriOf: (path) => `file://${path}`,
      textOf: textNow,
      rangeOf: (path, { start, end }) => ({ start: textNow(path).positionAt(start), end: textNow(path).positionAt(end) }),
    },
    true,
  );
  const told = (): readonly Diagnostic[] => telling.of(main, [analyze(files, main, options)]);
  told();
  return {
    source: () => source,
    edit(edit) {
      source = edited(source, edit);
      files.edit(main, source, [edit]);
    },
    told,
  };
}

const mapsText = textOf(connectionMap);

function freshly(text: string): readonly Diagnostic[] {
  return createWorld(text).told();
}

/** Some sites are wrong in one way each, and some lines are refused by some releases. */
function configuration(sites: number): string {
  const lines = Array.from({ length: sites }, (_, index) => site(index)).join('\n');
  return `events {}\nhttp {\n    include maps.conf;\n${lines}}\n`;
}

function site(index: number): string {
  const upgrade = index % 7 === 3 ? '' : '        proxy_set_header Upgrade $http_upgrade;\n';
  const connection = index % 11 === 5 ? 'close' : '$connection_upgrade';
  const own = index % 9 === 4 ? '    http2 on;\n' : '';
  return `# Site ${String(index)}
upstream app${String(index)} {
    server 10.0.0.${String(index)}:8080 max_fails=3;
}
server {
    listen 80;
    server_name site${String(index)}.example.com;
${own}    location / {
        proxy_pass http://app${String(index)};
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }
    location /ws {
        proxy_pass http://app${String(index)};
        proxy_http_version 1.1;
        proxy_set_header Host $host;
${upgrade}        proxy_set_header Connection ${connection};
        proxy_read_timeout 1h;
    }
}
`;
}
