/** What the cases in test/handshake/observed/ say is what nginx does; `UPDATE=1` writes down what the versions here do. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { after, before, suite, test } from 'node:test';
import {
  drawObserved,
  readObserved,
  recordOf,
  withRecords,
  type CaseRecord,
  type ObservedCase,
} from '../handshake/observed/case-file.ts';
import { isAtLeast } from '../../server/src/reference/version.ts';
import { nginxForTests } from '../support/nginx.ts';
import { leftOutOfBuild, observedFor, versionOf } from '../support/observed.ts';
import { observeCase } from './differential/ask-case.ts';
import { openSite, type Site } from './differential/observe.ts';

const folder = new URL('../handshake/observed/', import.meta.url);
const binaries = nginxForTests();
const names = readdirSync(folder).filter((it) => it.endsWith('.conf'));
const read = (name: string): readonly ObservedCase[] => readObserved(readFileSync(new URL(name, folder), 'utf8'));

let site: Site;
before(async () => {
  site = await openSite();
});
after(async () => {
  await site.stop();
});

if (process.env['UPDATE'] === '1') {
  test('the records are written', async () => {
    for (const name of names) {
      const drawn: string[] = [];
      for (const it of read(name)) {
        const records: CaseRecord[] = [];
        for (const binary of binaries.filter(({ version }) => isAsked(it, version)))
          records.push({ versions: [binary.version], text: await observeCase(it, binary, site) });
        drawn.push(drawObserved(it, withRecords(it, records)));
      }
      writeFileSync(new URL(name, folder), `${drawn.join('\n\n')}\n`);
    }
  });
}

for (const binary of binaries) {
  suite(`observed on nginx ${binary.version}`, () => {
    const left: string[] = [];
    for (const name of names) {
      for (const it of read(name).filter((one) => isAsked(one, binary.version))) {
        test(`${name}: ${it.title}`, async () => {
          const expected = recordOf(it, binary.version) ?? observedFor(binary.version, observations(it));
          if (expected === undefined) {
            left.push(it.title);
            return;
          }
          const first = await observeCase(it, binary, site);
          // A machine that is busy has more time the second time.
          const seen = first === expected ? first : await observeCase(it, binary, site, 5000);
          if (leftOutOfBuild(binary, seen) === undefined) assert.equal(seen, expected);
        });
      }
    }
    after(() => {
      if (left.length > 0) console.log(`nginx ${binary.version}: ${left.length} cases differ between the versions around it`);
    });
  });
}

function isAsked({ since }: ObservedCase, version: string): boolean {
  return isAtLeast(versionOf(version), versionOf(since));
}

function observations({ records }: ObservedCase): readonly (readonly [string, string])[] {
  return records
    .flatMap(({ versions, text }) => versions.map((version) => [version, text] as const))
    .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
}
