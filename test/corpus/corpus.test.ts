// Real configurations: nothing is said loudly where nothing is broken, and what is broken is found.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, suite, test } from 'node:test';
import { testParser } from '../support/parser.ts';
import { corpus, partsAreRequired } from '../support/parts.ts';
import type { Alarm, Miss } from './judge.ts';
import { readRows } from './rows.ts';
import { runCorpus, type CorpusReport } from './run.ts';

/** What may differ from the index, each with the reason that defends it. */
interface Accepted {
  readonly alarms: readonly { readonly file: string; readonly line: number; readonly rule: string; readonly reason: string }[];
  readonly misses: readonly { readonly file: string; readonly line: number; readonly reason: string }[];
}

if (corpus === undefined) {
  const line = 'the corpus of real configurations is not here (set NGINX_HANDSHAKE_CORPUS to its folder)';
  if (partsAreRequired) throw new Error(line);
  console.log(`skipped: ${line}`);
} else {
  const accepted = JSON.parse(readFileSync(new URL('accepted.json', import.meta.url), 'utf8')) as Accepted;
  const rows = readRows(corpus);
  const parser = await testParser();
  const report = runCorpus(rows, parser);
  const recent = runCorpus(rows, parser, '1.31.3');

  suite(`${rows.length} real configurations`, () => {
    test('the corpus is whole', () => {
      assert.ok(rows.length >= 700, `${rows.length} files`);
    });

    test('no syntax error in a file that nginx accepts', () => {
      assert.deepEqual(report.wrongSyntaxErrors, []);
    });

    for (const [version, { alarms }] of [
      ['1.22.1', report],
      ['1.31.3', recent],
    ] as const) {
      test(`no error or warning on nginx ${version} where nothing is broken`, () => {
        assert.deepEqual(alarms.filter((it) => !isAccepted(it, accepted)).map(describeAlarm), []);
      });
    }

    test('every broken location is found', () => {
      const unknown = report.misses.filter(
        ({ file, location }) => !accepted.misses.some((it) => it.file === file && it.line === location.line),
      );
      assert.deepEqual(unknown.map(describeMiss), []);
      assert.ok(report.found.length > 0);
    });

    test('the HTTP version is no fault from nginx 1.29.7 on', () => {
      const told = ({ findings }: CorpusReport): number => findings.filter(({ rule }) => rule === 'missing-http-version').length;
      assert.ok(told(report) > 0);
      assert.equal(told(recent), 0);
    });

    test('every line of the accepted list is needed', () => {
      const alarms = [...report.alarms, ...recent.alarms];
      const stale = [
        ...accepted.alarms.filter((it) => !alarms.some((alarm) => isAccepted(alarm, { alarms: [it], misses: [] }))),
        ...accepted.misses.filter(
          (it) => !report.misses.some(({ file, location }) => it.file === file && it.line === location.line),
        ),
      ];
      assert.deepEqual(stale, []);
    });

    test('the fixes that are offered passed the gate', () => {
      assert.ok(count(report, (it) => it.offered.length) > 0);
    });

    after(() => {
      const [offered, proposed] = [count(report, (it) => it.offered.length), count(report, (it) => it.proposed)];
      console.log(
        `${report.findings.length} findings, ${report.found.length} times a broken location found; ${offered} of ${proposed} fixes pass the gate`,
      );
    });
  });
}

function count({ findings }: CorpusReport, of: (finding: CorpusReport['findings'][number]) => number): number {
  return findings.reduce((sum, it) => sum + of(it), 0);
}

function isAccepted({ finding }: Alarm, { alarms }: Accepted): boolean {
  return alarms.some(
    ({ file, line, rule }) => finding.path.endsWith(`/${file}`) && finding.line === line && finding.rule === rule,
  );
}

function describeAlarm({ file, mode, finding, place }: Alarm): string {
  return `${file} ${mode}: ${finding.path}:${finding.line} ${finding.rule} on ${place}: ${finding.message}`;
}

function describeMiss({ file, mode, location }: Miss): string {
  return `${file}:${location.line} ${mode} ${location.path}: ${location.missing.join(', ')}`;
}
