/** Fixes that are tried together are those that pass alone. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { wrongSites } from '../../scripts/bench/shapes.ts';
import { createAnalyzer, defaultOptions, type Analysis } from '../../server/src/analysis/analyze.ts';
import { checkedFixes } from '../../server/src/analysis/gate.ts';
import { checkedFixesOfAll } from '../../server/src/analysis/gate-many.ts';
import { rules } from '../../server/src/rules/index.ts';
import { root } from '../support/parts.ts';
import { testParser } from '../support/parser.ts';
import { memoryWorkspace } from '../support/workspace.ts';

const parser = await testParser();
const options = { ...defaultOptions, nginx: [1, 22, 1] as const };

function analysisOf(files: ReadonlyMap<string, string>, main: string): Analysis {
  const texts = new Map([...files].map(([name, text]) => [`/${name}`, text]));
  return createAnalyzer(rules)(memoryWorkspace(parser, texts), `/${main}`, options);
}

function assertSame(analysis: Analysis): number {
  const gate = { parser, others: [analysis] };
  const all = checkedFixesOfAll(analysis, analysis.findings, gate);
  for (const finding of analysis.findings)
    assert.deepEqual(all.get(finding), checkedFixes(analysis, finding, gate), finding.rule);
  return [...all.values()].flat().length;
}

test('in many sites, each with mistakes of its own', () => {
  assert.ok(assertSame(analysisOf(wrongSites(12).files, 'nginx.conf')) >= 12);
});

test('where one of two mistakes in a server hides the other, or needs a map that all servers share', () => {
  const server = (name: string, lines: string): string =>
    `server {\n    server_name ${name};\n    location /ws/ {\n        proxy_pass http://127.0.0.1:3000;\n${lines}    }\n}\n`;
  const text = [
    server('a', ''),
    server('b', '        proxy_set_header Upgrade $http_upgrade;\n'),
    server('c', '        proxy_set_header Upgrade $http_upgrade;\n        proxy_set_header Connection “upgrade”;\n'),
    server('d', '        proxy_set_header Connection close;\n        proxy_set_header Upgrade websockt;\n'),
    server('a', '        proxy_set_header Upgrade $http_upgrade;\n        proxy_set_header Connection $connection_upgrade;\n'),
  ].join('\n');
  assert.ok(assertSame(analysisOf(new Map([['nginx.conf', `events {}\nhttp {\n${text}}\n`]]), 'nginx.conf')) > 3);
});

const examples = join(root, 'examples');
for (const name of readdirSync(examples).filter((it) => statSync(join(examples, it)).isDirectory())) {
  test(`in the example ${name}`, () => {
    const files = readdirSync(join(examples, name), { recursive: true, encoding: 'utf8' }).filter((it) =>
      statSync(join(examples, name, it)).isFile(),
    );
    const texts = new Map(files.map((it) => [it.replaceAll('\\', '/'), readFileSync(join(examples, name, it), 'utf8')]));
    for (const main of texts.keys()) assertSame(analysisOf(texts, main));
  });
}
