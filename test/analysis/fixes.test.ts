/** What is left to say after a fix: nothing about its own text, and after the whole recipe no new remark on the location. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { after, suite, test } from 'node:test';
import { createAnalyzer, defaultOptions, type Analysis } from '../../server/src/analysis/analyze.ts';
import { applyEdits } from '../../server/src/analysis/edits.ts';
import { checkedFixes, type CheckedFix } from '../../server/src/analysis/gate.ts';
import { parseVersion } from '../../server/src/reference/version.ts';
import { rules } from '../../server/src/rules/index.ts';
import type { Span } from '../../server/src/syntax/tree.ts';
import { defaultVersion, folder, readCases, type Case } from '../support/cases.ts';
import { testParser } from '../support/parser.ts';
import { memoryWorkspace } from '../support/workspace.ts';

const parser = await testParser();
const whole = 'Make this a WebSocket location';
/** True of the location before too, and told of one that works only: which URL it is opened by, and what becomes of that. */
const aboutUrl = new Set(['trailing-slash-redirect', 'proxy-pass-changes-path']);
const counts = { fixes: 0, whole: 0 };

for (const rule of rules) {
  const file = new URL(`../rules/${rule.id}.conf`, import.meta.url);
  const cases = existsSync(file) ? readCases(readFileSync(file, 'utf8')) : [];
  suite(`after the fixes of ${rule.id}`, () => {
    for (const it of cases)
      test(it.name, () => {
        examine(rule.id, it);
      });
  });
}

after(() => {
  console.log(
    `${counts.fixes} fixes leave nothing to say of their own text, ${counts.whole} of them write all that a location needs`,
  );
});

function examine(rule: string, it: Case): void {
  const before = analysis(it.files, it);
  for (const finding of before.findings.filter((found) => found.rule === rule)) {
    for (const fix of checkedFixes(before, finding, { parser })) {
      counts.fixes++;
      const { texts, written } = applied(it.files, fix);
      const next = analysis(texts, it);
      const own = next.findings.filter(({ path, start, end }) =>
        (written.get(path) ?? []).some((span) => start >= span.start && end <= span.end && start < end),
      );
      assert.deepEqual(own.map(told), [], `“${fix.title}” leaves a finding in its own text`);
      if (fix.title !== whole) continue;
      counts.whole++;
      const known = before.findings.map((found) => place(found, it.files));
      const brought = next.findings.filter((found) => !aboutUrl.has(found.rule) && !known.includes(place(found, texts)));
      assert.deepEqual(brought.map(told), [], `“${fix.title}” brings a remark`);
    }
  }
}

function told({ rule, message }: Analysis['findings'][number]): string {
  return `${rule}: ${message}`;
}

/** The rule, and the line of code that it speaks of. */
function place({ rule, path, start }: Analysis['findings'][number], files: Case['files']): string {
  const text = files.get(path.slice(folder.length)) ?? '';
  return `${rule}: ${text.slice(text.lastIndexOf('\n', start - 1) + 1).split('\n', 1)[0] ?? ''}`;
}

function analysis(files: Case['files'], { options }: Case): Analysis {
  const texts = new Map([...files].map(([name, text]) => [folder + name, text]));
  const [main = ''] = texts.keys();
  const nginx = parseVersion(options.get('nginx') ?? defaultVersion) ?? [1, 22, 1];
  const websocketUrls = (options.get('urls')?.split(' ') ?? []).map((url) => new RegExp(url));
  const given = { ...defaultOptions, nginx, nginxUpTo: undefined, websocketUrls };
  return createAnalyzer(rules)(memoryWorkspace(parser, texts), main, given);
}

/** The texts after a fix, and where in them its own text stands. */
function applied(
  files: Case['files'],
  { edits }: CheckedFix,
): { readonly texts: Case['files']; readonly written: ReadonlyMap<string, readonly Span[]> } {
  const texts = new Map(files);
  const written = new Map<string, readonly Span[]>();
  for (const { path, edits: changes } of edits) {
    const name = path.slice(folder.length);
    texts.set(name, applyEdits(texts.get(name) ?? '', changes) ?? '');
    let shift = 0;
    const spans: Span[] = [];
    for (const { start, end, newText } of changes.toSorted((a, b) => a.start - b.start)) {
      spans.push({ start: start + shift, end: start + shift + newText.length });
      shift += newText.length - (end - start);
    }
    written.set(path, spans);
  }
  return { texts, written };
}
