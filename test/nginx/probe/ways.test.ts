/**
 * Ways in which a handshake fails, each built of real parts around both nginx, and what `probe` says of it: the table of docs/verify.md.
 * `UPDATE=1` writes the table.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { nginxForTests } from '../../support/nginx.ts';
import { root } from '../../support/parts.ts';
import { ways } from './ways.ts';

const page = join(root, 'docs/verify.md');
const rows = new Map<string, string>();

interface Document {
  readonly verdict: string;
  readonly answeredBy: string;
  readonly reason: string;
  readonly differs: string;
  readonly connected: boolean;
  readonly compared?: { readonly conclusion: string };
}

for (const nginx of nginxForTests()) {
  // They wait most of the time.
  suite(`what a probe says through nginx ${nginx.version}`, { concurrency: 4 }, () => {
    for (const { title, run } of ways) {
      test(title, async () => {
        const answers: string[] = [];
        await run(nginx, async (url, asked = []) => {
          const { code, document } = await probe(url, asked);
          assert.equal(code, document.verdict === 'connected' ? 0 : 1);
          answers.push(rowOf(title, document));
        });
        assert.equal(answers.length, 1);
        if (process.env['UPDATE'] === undefined)
          assert.ok(readFileSync(page, 'utf8').includes(`\n${answers[0] ?? ''}\n`), answers[0]);
        rows.set(title, answers[0] ?? '');
      });
    }
  });
}

test('the page has no other rows', () => {
  const listed = readFileSync(page, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2);
  if (process.env['UPDATE'] === undefined) assert.equal(listed.length, ways.length);
});

after(() => {
  if (process.env['UPDATE'] === undefined) return;
  const text = readFileSync(page, 'utf8');
  const head = /^\| What is wrong .*\n\| -.*\n/m.exec(text);
  assert.ok(head);
  const end = head.index + head[0].length;
  const rest = text.slice(end).replace(/^(?:\|.*\n)*/, '');
  writeFileSync(page, `${text.slice(0, end)}${[...rows.values()].map((row) => `${row}\n`).join('')}${rest}`);
});

/** Ports and times differ from run to run. */
function rowOf(title: string, { verdict, answeredBy, reason, differs, compared }: Document): string {
  const said = `${reason}${compared === undefined ? '' : ` ${compared.conclusion}`}`;
  const told = said
    .replace(/\(\S*?([\w.]+:\d+)\)/g, '($1)')
    .replace(/(127\.0\.0\.1|localhost):\d+/g, '$1:PORT')
    .replace(/\bport \d+/g, 'port PORT');
  return `| ${title} | ${verdict} | ${answeredBy} | ${differs === 'unknown' ? '' : differs} | ${told.replaceAll('|', '\\|')} |`;
}

async function probe(
  url: string,
  asked: readonly string[],
): Promise<{ readonly code: number | null; readonly document: Document }> {
  const child = spawn(process.execPath, [
    join(root, 'dist/cli.js'),
    'probe',
    '--format',
    'json',
    '--timeout',
    '5',
    url,
    ...asked,
  ]);
  const [out, err] = [child.stdout, child.stderr].map((stream) =>
    stream.setEncoding('utf8').reduce((all: string, some: string) => all + some, ''),
  );
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const text = await out;
  assert.notEqual(text, '', await err);
  return { code, document: JSON.parse(text ?? '') as Document };
}
