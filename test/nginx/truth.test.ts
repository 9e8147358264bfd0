/** The truth table is still what nginx does: each case that can be run here is run again. */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { columns, truth, type Column, type Result } from '../handshake/truth/cases.ts';
import { nginxForTests } from '../support/nginx.ts';
import { leftOutOfBuild, observedFor } from '../support/observed.ts';
import { observe, obstacle, type Observation, type RunCase } from './truth/observe.ts';

for (const binary of nginxForTests()) {
  suite(`the truth table on nginx ${binary.version}`, () => {
    const counts = { same: 0, unlike: 0 };
    const left: string[] = [];
    for (const it of truth as readonly RunCase[]) {
      const expected = expectedOf(it, binary.version);
      if (expected === undefined) {
        counts.unlike++;
        continue;
      }
      test(it.id, async () => {
        const reason = obstacle(it, expected);
        const { refusal, ...observed } = await observe(it, binary);
        const lacking = leftOutOfBuild(binary, refusal) ?? leftOutOfTable(it, binary.version);
        if (reason !== undefined) {
          assert.ok(!isDeepStrictEqual(observed, expected), 'this exemption is not needed any more: it answers as in the table');
          left.push(`${it.id} ${reason}`);
        } else if (lacking !== undefined && observed.config !== expected.config) left.push(`${it.id} needs ${lacking}`);
        else {
          assert.deepEqual(observed, expected);
          counts.same++;
        }
      });
    }
    test('the table is asked', () => {
      assert.ok(counts.same > truth.length / 3, `${counts.same} of ${truth.length} cases`);
    });
    after(() => {
      for (const line of left) console.log(`left out on nginx ${binary.version}: ${line}`);
      console.log(
        `nginx ${binary.version}: ${counts.same} of ${truth.length} cases as in the table, ${left.length} cannot be run here, ` +
          `${counts.unlike} differ between the versions of the table around this one`,
      );
    });
  });
}

function expectedOf(it: RunCase, version: string): Observation | undefined {
  const rows = Object.entries(columns).map(([column, asked]) => [asked, observationOf(it[column as Column])] as const);
  return observedFor(version, rows);
}

function observationOf({ config, status, handshake_ok, upstream_head }: Result): Observation {
  return { config, status, handshake_ok, upstream_head };
}

/** The builds that the table is made with have not every module either. */
function leftOutOfTable(it: RunCase, version: string): string | undefined {
  const logs = Object.keys(columns).flatMap((column) => it[column as Column].log ?? []);
  return logs.map((line) => leftOutOfBuild({ version }, line)).find((directive) => directive !== undefined);
}
