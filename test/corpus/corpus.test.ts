// Configurations whose outcome is known: nothing is said loudly where nothing is broken, and what is broken is named.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { rules } from '../../server/src/rules/index.ts';
import { testParser } from '../support/parser.ts';
import { corpora } from '../support/parts.ts';
import { readAccepted, type Accepted } from './accepted.ts';
import { expected, type Alarm, type Fault } from './judge.ts';
import { recallOf, recallWithoutApps, total } from './recall.ts';
import { missingFiles, readRows } from './rows.ts';
import { runCorpus, type CorpusReport } from './run.ts';

const parser = await testParser();

for (const { name, folder } of corpora) {
  suite(`the configurations of ${name}`, () => {
    const rows = readRows(folder);
    const accepted = readAccepted(folder);

    test('every file of the index is there', () => {
      assert.ok(rows.length > 0);
      assert.deepEqual(missingFiles(rows), []);
    });
    if (missingFiles(rows).length > 0) return;

    let [old, recent] = [runCorpus([], parser), runCorpus([], parser)];
    before(() => {
      [old, recent] = [runCorpus(rows, parser, '1.22.1'), runCorpus(rows, parser, '1.31.3')];
    });

    test('no syntax error in a file that nginx accepts', () => {
      assert.deepEqual(old.wrongSyntaxErrors, []);
    });

    for (const version of ['1.22.1', '1.31.3']) {
      const report = (): CorpusReport => (version === '1.22.1' ? old : recent);
      test(`no error or warning on nginx ${version} where nothing is broken`, () => {
        const { alarms } = report();
        assert.deepEqual(alarms.filter((it) => !accepted.alarms.some((one) => isAlarm(one, it))).map(describeAlarm), []);
      });

      test(`the hints on places that are not for WebSockets are as many as written down, on nginx ${version}`, () => {
        const { whispers } = report();
        const most = accepted.whispers[version] ?? 0;
        assert.ok(
          whispers.length <= most,
          `${whispers.length}, and not ${most}: npx tsx test/corpus/report.ts ${version} lists them`,
        );
        assert.equal(whispers.length, most, 'there are fewer than written down: lower the number in accepted.json');
      });
    }

    test('every fault is named by its rule', () => {
      assert.deepEqual(old.misses.filter((it) => !accepted.misses.some((one) => isMiss(one, it))).map(describeFault), []);
      assert.ok(old.found.length > 0);
    });

    test('what is named, and loudly, is as much as written down, with the list of applications and without', () => {
      const [withApps, withoutApps] = [total(recallOf(rows, old)), total(recallWithoutApps(folder, '1.22.1'))];
      for (const [key, { named, loud }] of Object.entries({ withApps, withoutApps })) {
        const least = accepted.recall[key === 'withApps' ? 'withApps' : 'withoutApps'];
        const rises = 'if it is more, raise the numbers in accepted.json; npx tsx test/corpus/report.ts lists them';
        assert.deepEqual({ named, loud }, least, `${key}: ${rises}`);
      }
      assert.equal(withoutApps.faults, withApps.faults);
      assert.ok(withoutApps.alarms <= old.alarms.length && withoutApps.whispers <= old.whispers.length);
    });

    test('most broken places of each project are told loudly', () => {
      const recall = recallOf(rows, old);
      assert.ok(recall.length > 0);
      assert.deepEqual(
        recall.filter(({ faults, loud }) => loud * 2 < faults),
        [],
      );
    });

    test('the HTTP version is no fault from nginx 1.29.7 on', () => {
      const told = ({ findings }: CorpusReport): number => findings.filter(({ rule }) => rule === 'missing-http-version').length;
      assert.ok(told(old) > 0);
      assert.equal(told(recent), 0);
    });

    test('every line of the accepted list is needed', () => {
      const alarms = [...old.alarms, ...recent.alarms];
      assert.deepEqual(
        [
          ...accepted.alarms.filter((one) => !alarms.some((it) => isAlarm(one, it))),
          ...accepted.misses.filter((one) => !old.misses.some((it) => isMiss(one, it))),
        ],
        [],
        'these exemptions are not needed any more: remove them',
      );
    });

    test('the fixes that are offered passed the gate', () => {
      assert.ok(count(old, (it) => it.offered.length) > 0);
    });

    after(() => {
      const [offered, proposed] = [count(old, (it) => it.offered.length), count(old, (it) => it.proposed)];
      console.log(
        `${name}: ${rows.length} configurations, ${old.findings.length} findings, ${old.found.length} faults named, ${old.misses.length} not, ` +
          `${old.whispers.length} hints where no WebSocket is; ${offered} of ${proposed} fixes pass the gate`,
      );
    });
  });
}

test('every file of the repository’s corpus is in its index, or a licence', () => {
  const [own] = corpora;
  assert.ok(own !== undefined);
  const indexed = new Set(readRows(own.folder).map(({ file }) => file));
  const files = readdirSync(own.folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(own.folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
  assert.deepEqual(
    files.filter((file) => !indexed.has(file) && !/(?:^|\/)LICENSE$/.test(file) && !besides.has(file)),
    [],
  );
  assert.deepEqual(
    readdirSync(join(own.folder, 'real')).filter((source) => !existsSync(join(own.folder, 'real', source, 'LICENSE'))),
    [],
    'without a licence',
  );
});

const besides = new Set(['index.jsonl', 'accepted.json', 'NOTICE.md']);

test('a notice names every source', () => {
  const folder = corpora[0]?.folder ?? '';
  const notice = readFileSync(join(folder, 'NOTICE.md'), 'utf8');
  const sources = readdirSync(join(folder, 'real'));
  assert.deepEqual(
    sources.filter((source) => !notice.includes(`real/${source}`)),
    [],
  );
});

test('a cause is named by one rule, which exists', () => {
  const known = new Set(rules.map(({ id }) => id));
  const named = corpora.flatMap(({ folder }) =>
    readRows(folder)
      .flatMap(({ websocket }) => websocket)
      .filter(({ verdict }) => verdict === 'broken')
      .flatMap((it) => expected(it).map(({ rule }) => rule)),
  );
  assert.deepEqual(
    named.filter((rule) => !known.has(rule)),
    [],
  );
  assert.deepEqual(
    expected({ missing: ['proxy_set_header Upgrade', 'proxy_http_version 1.1'] }).map(({ rule }) => rule),
    ['missing-upgrade-header'],
  );
  assert.throws(() => expected({ missing: ['something else'] }));
});

function count({ findings }: CorpusReport, of: (finding: CorpusReport['findings'][number]) => number): number {
  return findings.reduce((sum, it) => sum + of(it), 0);
}

function isAlarm(one: Accepted['alarms'][number], { finding }: Alarm): boolean {
  return finding.path.endsWith(`/${one.file}`) && finding.line === one.line && finding.rule === one.rule;
}

function isMiss(one: Accepted['misses'][number], { file, location, rule }: Fault): boolean {
  return file === one.file && location.line === one.line && rule === one.rule;
}

function describeAlarm({ file, mode, finding, place }: Alarm): string {
  return `${file} ${mode}: ${finding.path}:${finding.line} ${finding.rule} on ${place}: ${finding.message}`;
}

function describeFault({ file, mode, location, rule, cause, instead }: Fault): string {
  return `${file}:${location.line} ${mode} ${location.path}: ${cause}: no ${rule}, but ${instead.join(', ') || 'nothing'}`;
}
