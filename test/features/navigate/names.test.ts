/** Names and what means the same: drawn with `|` for the cursor, `«…»` for what is found, `«!…»` for definitions. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { createAnalyzer, defaultOptions, type Analysis } from '../../../server/src/analysis/analyze.ts';
import { applyEdits } from '../../../server/src/analysis/edits.ts';
import { sameNames } from '../../../server/src/features/navigate/names.ts';
import { newestStable } from '../../../server/src/reference/version.ts';
import { rename, renameable } from '../../../server/src/features/navigate/rename.ts';
import { testParser } from '../../support/parser.ts';
import { root } from '../../support/parts.ts';
import { memoryWorkspace } from '../../support/workspace.ts';

const parser = await testParser();
const main = '/etc/nginx/nginx.conf';

function analysisOf(text: string, others: Readonly<Record<string, string>> = {}): Analysis {
  const texts = new Map([[main, text], ...Object.entries(others)]);
  return createAnalyzer([])(memoryWorkspace(parser, texts), main, { ...defaultOptions, nginx: newestStable });
}

interface Drawn {
  readonly text: string;
  readonly cursor: number;
}

function read(drawn: string): Drawn {
  const plain = drawn.replace(/«!?|»/g, '');
  return { text: plain.replace('|', ''), cursor: plain.indexOf('|') };
}

suite('drawn cases', () => {
  const cases = readFileSync(join(root, 'test/features/navigate/names.conf'), 'utf8').split(/^#= /m).slice(1);
  for (const drawn of cases) {
    const [name = '', ...lines] = drawn.split('\n');
    test(name, () => {
      const { text, cursor } = read(lines.join('\n'));
      const analysis = analysisOf(text);
      const names = sameNames(analysis, main, cursor);
      const marks = names
        .flatMap(({ start, end, mention }) => [
          { start, end: start, newText: mention.isDefinition ? '«!' : '«' },
          { start: end, end, newText: '»' },
        ])
        .sort((a, b) => a.start - b.start);
      assert.equal(applyEdits(text, marks), lines.join('\n').replace('|', ''));
      // Wherever the cursor stands, the same places are found.
      for (const { core } of names) assert.deepEqual(sameNames(analysis, main, core.start), names);
    });
  }
});

const site = `events {}
http {
    map $http_upgrade $connection_upgrade { default upgrade; }
    upstream app { server 127.0.0.1:3000; }
    include conf.d/*.conf;
}
`;
const included = {
  '/etc/nginx/conf.d/a.conf':
    'server {\n    location / {\n        proxy_pass http://app;\n        proxy_set_header Connection "${connection_upgrade}";\n    }\n}\n',
};

function renamed(text: string, at: string, newName: string, mayEdit: (path: string) => boolean = () => true): unknown {
  const analysis = analysisOf(text, included);
  const found = rename([analysis], main, text.indexOf(at) + 1, newName, mayEdit);
  if ('complaint' in found) return found.complaint;
  return Object.fromEntries(
    found.map(({ path, edits }) => [
      path,
      applyEdits(path === main ? text : ((included as Record<string, string>)[path] ?? ''), edits),
    ]),
  );
}

suite('rename', () => {
  test('across files, and the same way back', () => {
    const after = renamed(site, '$connection_upgrade', '$upgrading') as Record<string, string>;
    assert.equal(after[main], site.replace('connection_upgrade', 'upgrading'));
    assert.match(after['/etc/nginx/conf.d/a.conf'] ?? '', /"\$\{upgrading\}"/);
    const upstream = renamed(site, 'app {', 'backend') as Record<string, string>;
    assert.match(upstream['/etc/nginx/conf.d/a.conf'] ?? '', /http:\/\/backend;/);
  });

  test('not to a name that is taken, is nginx’s own, or is none', () => {
    const two = site.replace('upstream app', 'upstream other { server 127.0.0.1:1; }\n    upstream app');
    assert.equal(renamed(two, 'app {', 'OTHER'), 'The upstream `OTHER` is there already.');
    assert.equal(renamed(site, '$connection_upgrade', 'host'), '`$host` is a variable of nginx itself.');
    assert.equal(renamed(site, '$connection_upgrade', 'a-b'), '`a-b` is no name of a variable: letters, digits and `_`.');
    assert.equal(renamed(site, 'app {', 'a b'), '`a b` does not do as a name: one word without quotes and signs.');
  });

  test('not in files of others', () => {
    const complaint = renamed(site, 'app {', 'backend', (path) => path === main);
    assert.equal(complaint, '`/etc/nginx/conf.d/a.conf` has this name too, and is not in the workspace.');
  });

  test('only what the configuration defines has another name', () => {
    const at = (text: string, word: string): unknown => renameable([analysisOf(text)], main, text.indexOf(word) + 1);
    assert.deepEqual(at('events {}\nhttp { server { return 200 $host; } }\n', '$host'), {
      complaint: '`$host` is a variable of nginx itself.',
    });
    assert.deepEqual(at('events {}\nhttp { server { return 200 $nothing; } }\n', '$nothing'), {
      complaint: 'Nothing in the configuration defines the variable `nothing`.',
    });
    assert.equal(at(site, 'events'), undefined);
  });
});
