/** Answers that are kept for unchanged blocks are those that a fresh reading gives; nothing follows only from a refused line. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { statementsIn } from '../../server/src/config/weight.ts';
import { build, type Built } from '../../server/src/config/build.ts';
import type { SourceFile } from '../../server/src/config/workspace.ts';
import type { Problem } from '../../server/src/validity/problem.ts';
import { asRead, problems } from '../../server/src/validity/problems.ts';
import { createMemo } from '../../server/src/validity/reading/memo.ts';
import { newestStable } from '../../server/src/reference/version.ts';
import { testParser } from '../support/parser.ts';
import { allProblems } from '../support/refusal.ts';
import { memoryWorkspace } from '../support/workspace.ts';
import { broken, randomNumbers, sound } from './recorded/mutations.ts';

const parser = await testParser();
const main = '/etc/nginx/nginx.conf';
const nginx = newestStable;
const options = { context: 'main' } as const;

const snippets: readonly string[] = [
  'proxy_set_header X-A $nobody;',
  'proxy_pass;',
  'set $nobody 1;',
  'nonsense;',
  '# nothing',
  '{{ a }}',
  'listen 81 ssl;',
];

suite('kept answers are fresh ones', () => {
  for (const [index, text] of sound.entries()) {
    test(`configuration ${index + 1}: edits, and a file that appears, changes and vanishes`, () => {
      const random = randomNumbers(index + 7);
      const start = text.replace('location / {', 'location / {\n            include snippets/more.conf;');
      const files = new Map<string, SourceFile>();
      const put = (path: string, content: string): void => {
        files.set(path, { path, tree: parser.parse(content, files.get(path)?.tree), statements: statementsIn(content) });
      };
      put(main, start);
      const workspace = {
        open: (path: string) => files.get(path) ?? { path, unreadable: 'missing' as const },
        list: () => [],
        realPath: (path: string) => path,
        stat: () => undefined,
      };
      const memo = createMemo();
      let built: Built | undefined;
      let told = 0;
      for (let step = 0; step < 160; step++) {
        const snippet = snippets[Math.floor(random() * snippets.length * 2)];
        const before = files.get(main)?.tree.text ?? '';
        if (step % 3 > 0) put(main, random() < 0.3 ? start : broken(before, random));
        else if (snippet === undefined) files.delete('/etc/nginx/snippets/more.conf');
        else put('/etc/nginx/snippets/more.conf', snippet);
        built = build(workspace, main, options, built);
        const kept = problems(built.config, workspace, { nginx, memo }).map(plain);
        assert.deepEqual(kept, problems(built.config, workspace, { nginx }).map(plain), files.get(main)?.tree.text);
        const read = asRead(built.config, workspace, options);
        const keptRead = problems(read, workspace, { nginx, memo }).map(plain);
        assert.deepEqual(keptRead, problems(read, workspace, { nginx }).map(plain), files.get(main)?.tree.text);
        told += keptRead.length;
      }
      assert.ok(told > 100, `${told} problems`);
    });
  }
});

function plain({ at, ...problem }: Problem): unknown {
  return { ...problem, at: at === undefined ? undefined : [at.path, at.start, at.end] };
}

test('what is wrong elsewhere stays wrong when the first refused line is taken away', () => {
  const random = randomNumbers(23);
  let tried = 0;
  for (let count = 0; count < 400; count++) {
    let text = sound[count % sound.length] ?? '';
    for (let mistakes = 0; mistakes < 3; mistakes++) text = broken(text, random);
    const workspace = memoryWorkspace(parser, new Map([[main, text]]));
    const [first, ...rest] = allProblems(workspace, main, { nginx });
    const file = workspace.open(main);
    if (first?.at === undefined || first.phase !== 'reading' || 'unreadable' in file) continue;
    const { directive } = first.at;
    const start = file.tree.asRead().startOf(directive);
    if (directive.block !== undefined || start === undefined) continue;
    tried++;
    const without =
      text.slice(0, start) + text.slice(start, start + directive.end).replace(/[^\n]/g, ' ') + text.slice(start + directive.end);
    const left = judged(without).map(({ message, line }) => `${message} :${line ?? '-'}`);
    for (const { message, line } of rest) assert.ok(left.includes(`${message} :${line ?? '-'}`), `${message}\n${without}`);
  }
  assert.ok(tried > 60, `${tried} configurations`);
});

test('the first one is the first in nginx’s order', () => {
  const random = randomNumbers(5);
  for (let count = 0; count < 300; count++) {
    let text = sound[count % sound.length] ?? '';
    for (let mistakes = 0; mistakes < 3; mistakes++) text = broken(text, random);
    const all = judged(text);
    const reading = all.filter(({ phase, line }) => phase === 'reading' && line !== undefined).map(({ line }) => line ?? 0);
    const closing = (line: number): boolean => text.split('\n')[line - 1]?.includes('}') === true;
    const sorted = reading.every((line, index) => line >= (reading[index - 1] ?? 0) || closing(reading[index - 1] ?? 0));
    assert.ok(sorted, `${JSON.stringify(all.map(({ message, line }) => [message, line]))}\n${text}`);
    assert.ok(
      all.slice(0, -1).every(({ stops }) => !stops),
      'nothing is read behind a stop',
    );
  }
});

function judged(text: string): readonly Problem[] {
  return allProblems(memoryWorkspace(parser, new Map([[main, text]])), main, { nginx });
}
