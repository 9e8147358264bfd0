/** After any edits, what was kept gives the same findings as an analysis from nothing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAnalyzer, defaultOptions } from '../../server/src/analysis/analyze.ts';
import type { FileFinding } from '../../server/src/analysis/finding.ts';
import { noDisk } from '../../server/src/files/disk.ts';
import { createFiles } from '../../server/src/files/files.ts';
import { createProjects } from '../../server/src/project/projects.ts';
import { newestStable } from '../../server/src/reference/version.ts';
import { rules } from '../../server/src/rules/index.ts';
import { fc } from '../support/dice.ts';
import { testParser } from '../support/parser.ts';
import { connectionLine, connectionMap, mainFile, upgradeLine, websocketServer } from '../support/sites.ts';

const parser = await testParser();
const options = { ...defaultOptions, nginx: newestStable };
const settings = { folder: undefined, options, mainFile: undefined };

const site: Readonly<Record<string, string>> = {
  '/s/nginx.conf': mainFile(
    'include conf.d/*.conf;',
    'proxy_http_version 1.1;',
    websocketServer(connectionLine),
    'include snippets/ws.conf;',
  ),
  '/s/conf.d/map.conf': `# the map\n${connectionMap}\n`,
  '/s/conf.d/app.conf': websocketServer('include snippets/ws.conf;', 'proxy_read_timeout 30s;'),
  '/s/snippets/ws.conf': `${upgradeLine}\n${connectionLine}\n`,
};

/** What people type, paste and delete. */
const pieces = [
  '',
  ' ',
  '\n',
  ';',
  '{',
  '}',
  '"',
  "'",
  '#',
  '$',
  '”',
  '1',
  'close',
  upgradeLine,
  connectionLine,
  '# nginx-handshake: ignore missing-upgrade-header\n',
  'location /b/ {\n proxy_pass http://b;\n}\n',
  'include conf.d/app.conf;',
  'map $a $b {',
  '\\',
];

const edit = fc.record({
  file: fc.constantFrom(...Object.keys(site)),
  at: fc.nat(400),
  length: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(60)),
  text: fc.constantFrom(...pieces),
});

test('findings do not depend on the way to the text', () => {
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 12 }), (edits) => {
      const texts = new Map(Object.entries(site));
      const files = createFiles(parser, noDisk);
      const failed = (rule: string, error: unknown): never => {
        throw new Error(`${rule}: ${String(error)}`);
      };
      const failures = { rule: failed, other: failed, remark: () => undefined };
      const projects = createProjects({ workspace: files, mainFiles: { near: () => [] }, rules, failures });
      for (const [path, text] of texts) files.cover(path, text);
      for (const { file, at, length, text: newText } of edits) {
        const before = texts.get(file) ?? '';
        const start = Math.min(at, before.length);
        const end = Math.min(start + length, before.length);
        const after = before.slice(0, start) + newText + before.slice(end);
        texts.set(file, after);
        files.edit(file, after, [{ start, end, newText }]);
        const kept = projects
          .analysesOf({ path: file, settings }, [...texts.keys()])
          .map(({ config, findings }) => [config.main, findings] as const);

        const afresh = createFiles(parser, noDisk);
        for (const [path, text] of texts) afresh.cover(path, text);
        for (const [main, findings] of kept) {
          assert.deepEqual(findings.map(shown), createAnalyzer(rules, failed)(afresh, main, options).findings.map(shown));
        }
      }
    }),
    { numRuns: 60 },
  );
});

function shown({ path, start, end, rule, severity, message, related, fixes }: FileFinding): unknown {
  return { path, start, end, rule, severity, message, related, fixes: fixes.map(({ title }) => title) };
}
