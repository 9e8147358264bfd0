/** Generated configurations, and those on which the simulation was wrong once: it must say what a real nginx does. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, suite, test } from 'node:test';
import { http11ByDefault, isAtLeast } from '../../server/src/reference/version.ts';
import { nginxForTests } from '../support/nginx.ts';
import { today } from '../support/dice.ts';
import { versionOf } from '../support/observed.ts';
import { testParser } from '../support/parser.ts';
import { compare, type Comparison } from './differential/compare.ts';
import { generateConfig, type GeneratedConfig } from './differential/config.ts';
import { openSite, type Site } from './differential/observe.ts';

const configurations = 300;
const perTest = 25;
const fresh = 20;
/** The date, and two digits more for what it makes; `DIFFERENTIAL_SEED` repeats those of another day. */
const firstOfToday = Number(process.env['DIFFERENTIAL_SEED'] ?? `${today}00`);

const parser = await testParser();
const kept = new URL('differential/kept/', import.meta.url);

for (const nginx of nginxForTests()) {
  suite(`the simulation and nginx ${nginx.version}`, () => {
    let site: Site;
    const total = { requests: 0, forwarded: 0, refused: 0, unknown: 0 };
    before(async () => {
      site = await openSite();
    });
    after(async () => {
      await site.stop();
      console.log(
        `nginx ${nginx.version}: ${configurations} configurations (${total.refused} refused), ${total.requests} requests, ` +
          `${total.forwarded} reached a backend, ${total.unknown} unknown to the simulation`,
      );
    });

    const run = async (generated: GeneratedConfig): Promise<Comparison> => compare(nginx, generated, site, parser);

    for (let first = 1; first <= configurations; first += perTest) {
      test(`agree on the configurations of the seeds ${first} to ${first + perTest - 1}`, async () => {
        for (let seed = first; seed < first + perTest; seed++) {
          const result = await run(generateConfig(seed));
          total.requests += result.requests;
          total.forwarded += result.forwarded;
          total.refused += Number(result.refused);
          total.unknown += result.unknown;
          assert.deepEqual(result.disagreements, [], `npm run differential -- --count 1 --seed ${seed}`);
        }
      });
    }

    // Others each day, so that nothing hides from the same ones; a failure says which one it was.
    test(`agree on the fresh configurations of the seeds from ${firstOfToday} on`, async () => {
      console.log(`fresh seeds: npm run differential -- --count ${fresh} --seed ${firstOfToday}`);
      for (let seed = firstOfToday; seed < firstOfToday + fresh; seed++) {
        const { disagreements } = await run(generateConfig(seed));
        assert.deepEqual(disagreements, [], `npm run differential -- --count 1 --seed ${seed}`);
      }
    });

    for (const file of readdirSync(kept).filter((name) => name.endsWith('.json'))) {
      test(`agree on ${file}`, async () => {
        const generated = JSON.parse(readFileSync(new URL(file, kept), 'utf8')) as GeneratedConfig;
        assert.deepEqual((await run(generated)).disagreements, []);
      });
    }

    test('the configurations ask enough', () => {
      assert.ok(total.forwarded > configurations, `${total.forwarded} requests reached a backend`);
      assert.ok(total.refused > 0, 'some are refused');
      assert.ok(total.unknown < total.requests / 50, `${total.unknown} of ${total.requests} are unknown to the simulation`);
    });

    test('a wrong simulation is noticed', async () => {
      const unlike = isAtLeast(versionOf(nginx.version), http11ByDefault) ? '1.22.1' : '1.31.4';
      // Where every line that differs between releases is set, both are right.
      const noticed: number[] = [];
      for (let seed = 1; seed <= 10; seed++) {
        const other = await compare({ ...nginx, version: unlike }, generateConfig(seed), site, parser);
        noticed.push(other.disagreements.length);
      }
      assert.ok(noticed.filter((count) => count > 0).length > 2, noticed.join());
    });
  });
}
