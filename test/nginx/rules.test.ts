/** Every rule on a real nginx: its broken cases fail as their messages say, its fixed ones connect. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { after, suite, test } from 'node:test';
import { rules } from '../../server/src/rules/index.ts';
import { readCases } from '../support/cases.ts';
import { nginxForTests } from '../support/nginx.ts';
import { testParser } from '../support/parser.ts';
import { exemptions, proofs } from './proof/proofs.ts';
import { fixedFiles, subjectOf, tried } from './proof/run.ts';
import { openStage } from './proof/stage.ts';

const parser = await testParser();
const binaries = nginxForTests();
const stage = await openStage();
const counts = { proved: 0, exempt: 0, accepted: 0 };

for (const rule of rules) {
  suite(`${rule.id} on nginx`, () => {
    const file = new URL(`../rules/${rule.id}.conf`, import.meta.url);
    const cases = existsSync(file) ? readCases(readFileSync(file, 'utf8')) : [];
    const exempt = exemptions[rule.id] ?? {};
    let proved = 0;
    for (const it of cases) {
      const reason = exempt[it.name];
      if (reason !== undefined) {
        counts.exempt++;
        console.log(`not proved: ${rule.id}, ${it.name}: ${reason}`);
        continue;
      }
      for (const binary of binaries) {
        const subject = subjectOf(rule.id, it, binary, parser);
        if (subject.findings.length === 0) continue;
        test(`${it.name} (${binary.version})`, async () => {
          const prove = proofs[rule.id];
          assert.ok(prove !== undefined, `no proof of ${rule.id}`);
          const fixed = fixedFiles(subject);
          if (fixed !== undefined) {
            const { accepted, output } = tried(subject, fixed, stage, parser);
            assert.ok(accepted, output);
            counts.accepted++;
          }
          await prove(subject, stage, parser);
          proved++;
          counts.proved++;
        });
      }
    }
    test('at least one case is proved', () => {
      assert.ok(proved > 0);
    });
    test('every exemption is for a case', () => {
      const names = new Set(cases.map(({ name }) => name));
      assert.deepEqual(
        Object.keys(exempt).filter((name) => !names.has(name)),
        [],
      );
    });
  });
}

after(async () => {
  await stage.stop();
  console.log(
    `${counts.proved} proofs of ${rules.length} rules, ${counts.accepted} fixed texts accepted by nginx -t, ${counts.exempt} cases exempt`,
  );
});
