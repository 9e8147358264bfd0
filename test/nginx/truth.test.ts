/** The truth table is still what nginx does: each case that can be run here is run again. */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { truth, type Column } from '../handshake/truth/cases.ts';
import { nginxForTests } from '../support/nginx.ts';
import { observe, obstacle, type RunCase } from './truth/observe.ts';

for (const binary of nginxForTests()) {
  const column: Column = binary.version.startsWith('1.22.') ? 'nginx_1_22' : 'nginx_1_31_3';
  suite(`the truth table on nginx ${binary.version}`, () => {
    const counts = { same: 0, left: 0 };
    for (const it of truth as readonly RunCase[]) {
      const reason = obstacle(it, binary);
      if (reason !== undefined) {
        counts.left++;
        console.log(`not run on ${binary.version}: ${it.id} ${reason}`);
        continue;
      }
      test(it.id, async () => {
        const { config, status, handshake_ok, upstream_head } = it[column];
        assert.deepEqual(await observe(it, binary), { config, status, handshake_ok, upstream_head });
        counts.same++;
      });
    }
    after(() => {
      console.log(
        `nginx ${binary.version}: ${counts.same} of ${truth.length} cases as in the table, ${counts.left} cannot be run here`,
      );
    });
  });
}
