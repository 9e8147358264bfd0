/**
 * Every problem of a configuration, drawn under the word that it is about: `problems.conf`, `UPDATE=1` redraws.
 * `error` is certain to be refused, `warning` stands behind something unseen, `hint` is where nginx stops reading;
 * `:3` is the line that nginx names if it is another one, `:-` when it names none.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, suite, test } from 'node:test';
import { locate } from '../../server/src/analysis/edits.ts';
import { buildConfig } from '../../server/src/config/build.ts';
import type { Workspace } from '../../server/src/config/workspace.ts';
import { newestStable, parseVersion } from '../../server/src/reference/version.ts';
import type { Problem } from '../../server/src/validity/problem.ts';
import { problems } from '../../server/src/validity/problems.ts';
import { allProblems } from '../support/refusal.ts';
import { draw, folder, readCases, renderCases, type Case, type DrawnFinding } from '../support/cases.ts';
import { testParser } from '../support/parser.ts';
import { memoryWorkspace } from '../support/workspace.ts';

const parser = await testParser();
const file = new URL('problems.conf', import.meta.url);
const cases = readCases(readFileSync(file, 'utf8'));
const update = process.env['UPDATE'] !== undefined;
const drawn: Case[] = [];

suite('problems under their words', () => {
  for (const it of cases) {
    test(it.name, () => {
      const again = redrawn(it);
      drawn.push(again);
      if (!update) assert.equal(renderCases([again]), renderCases([it]));
    });
  }
  after(() => {
    if (update) writeFileSync(file, renderCases(drawn));
  });
});

function redrawn(it: Case): Case {
  const texts = new Map([...it.files].map(([name, text]) => [folder + name, text]));
  const workspace = memoryWorkspace(parser, texts);
  const [main = ''] = texts.keys();
  const nginx = parseVersion(it.options.get('nginx') ?? '') ?? newestStable;
  const asIs = allProblems(workspace, main, { nginx, context: buildConfig(workspace, main).context });
  const found = asIs.flatMap((problem) => drawnAt(problem, workspace));
  const marked = new Map([...it.files].map(([name, text]) => [name, draw(folder + name, text, found, 'nginx')]));
  return { ...it, marked };
}

function drawnAt({ message, at, path, line, stops, behindUnseen }: Problem, workspace: Workspace): readonly DrawnFinding[] {
  const main = at?.path ?? path ?? `${folder}nginx.conf`;
  const opened = workspace.open(main);
  const text = 'unreadable' in opened ? '' : opened.tree.text;
  const place = at === undefined ? undefined : locate(workspace, at);
  const start = place?.start ?? lineStart(text, line ?? text.split('\n').length);
  const own = text.slice(0, start).split('\n').length;
  const named = line === undefined ? ' :-' : line === own && path === main ? '' : ` :${line}`;
  const severity = stops ? 'hint' : behindUnseen ? 'warning' : 'error';
  const end = place?.end ?? start;
  return [{ path: main, rule: 'nginx', severity, start, end, message: message + named, related: [], titles: [] }];
}

function lineStart(text: string, line: number): number {
  let start = 0;
  for (let count = 1; count < line; count++) start = text.indexOf('\n', start) + 1;
  return start;
}

test('a repaired text is judged in its healthy parts', () => {
  const text = 'events {}\nhttp {\n  server {\n    listen 80\n    proxy_buffering maybe;\n  }\n}\n';
  const workspace = memoryWorkspace(parser, new Map([['/etc/nginx/nginx.conf', text]]));
  const all = problems(buildConfig(workspace, '/etc/nginx/nginx.conf'), workspace, { nginx: newestStable });
  assert.deepEqual(
    all.map(({ message, line }) => [message, line]),
    [['invalid value "maybe" in "proxy_buffering" directive, it must be "on" or "off"', 5]],
  );
});
