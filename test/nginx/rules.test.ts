/** Every rule on a real nginx: its broken cases fail as their messages say, its fixed ones connect. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { after, suite, test } from 'node:test';
import { rules } from '../../server/src/rules/index.ts';
import { readCases } from '../support/cases.ts';
import { nginxForTests } from '../support/nginx.ts';
import { testParser } from '../support/parser.ts';
import { messageFor } from '../support/refusal.ts';
import { exemptions, proofs } from './proof/proofs.ts';
import { fixedFiles, isWrongOn, subjectOf, tried, type Subject } from './proof/run.ts';
import { proveRefusal } from './proof/special.ts';
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
      for (const binary of binaries) {
        const subject = subjectOf(rule.id, it, binary, parser);
        if (subject.findings.length === 0) continue;
        if (reason === undefined) {
          test(`${it.name} (${binary.version})`, async () => {
            await proof(subject);
            proved++;
            counts.proved++;
          });
        } else {
          counts.exempt++;
          test(`${it.name} (${binary.version}) cannot be proved: ${reason}`, async () => {
            await assert.rejects(proof(subject), 'this exemption is not needed any more: remove it');
          });
        }
      }
    }
    const isShown = ({ version }: { readonly version: string }): boolean =>
      cases.some((it) => exempt[it.name] === undefined && isWrongOn(rule.id, it, version, parser));
    if (binaries.some(isShown)) {
      test('at least one case is proved', () => {
        assert.ok(proved > 0);
      });
    } else if (binaries.length > 0) console.log(`not proved: ${rule.id} speaks of another nginx than those that are here`);
    test('a case shows it on a version that the tests know', () => {
      assert.ok(['1.22.1', '1.31.3'].some((version) => isShown({ version })));
    });
    test('every exemption is for a case with a finding', () => {
      const wrong = cases.filter((it) => ['1.22.1', '1.31.3'].some((version) => isWrongOn(rule.id, it, version, parser)));
      const names = new Set(wrong.map(({ name }) => name));
      assert.deepEqual(
        Object.keys(exempt).filter((name) => !names.has(name)),
        [],
      );
    });
  });
}

async function proof(subject: Subject): Promise<void> {
  const { rule } = subject;
  const prove = proofs[rule];
  assert.ok(prove !== undefined, `no proof of ${rule}`);
  const fixed = fixedFiles(subject);
  if (fixed !== undefined) {
    const { accepted, output } = tried(subject, fixed, stage, parser);
    // Where nginx refuses more than fixes can put right, what is left is what we say.
    const left =
      prove === proveRefusal
        ? messageFor(parser, fixed, subject.config.main, { nginx: subject.nginx, context: subject.config.context })
        : undefined;
    assert.equal(accepted, left === undefined, `${left ?? 'nothing'} is left: ${output}`);
    if (accepted) counts.accepted++;
  }
  await prove(subject, stage, parser);
}

after(async () => {
  await stage.stop();
  console.log(
    `${counts.proved} proofs of ${rules.length} rules, ${counts.accepted} fixed texts accepted by nginx -t, ${counts.exempt} exemptions needed`,
  );
});
