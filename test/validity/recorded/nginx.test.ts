/** The same configurations on the real nginx: what was recorded still holds, and mistakes nobody thought of get the same words. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { refusals } from '../../../server/src/validity/refusals.ts';
import { directiveIn } from '../../../server/src/reference/directives.ts';
import { parseVersion } from '../../../server/src/reference/version.ts';
import { makeNginxFolder, nginxForTests, testConfig } from '../../support/nginx.ts';
import { testParser } from '../../support/parser.ts';
import type { NginxBinary } from '../../support/parts.ts';
import { memoryWorkspace } from '../../support/workspace.ts';
import { refusalCases, releases, written } from './cases.ts';
import { broken, randomNumbers, sound } from './mutations.ts';

const parser = await testParser();
const folder = makeNginxFolder();
const main = `${folder.path}/nginx.conf`;
/** More of them, with other seeds, find more: `REFUSAL_MUTATIONS=5000 REFUSAL_SEED=7`. */
const mutations = Number(process.env['REFUSAL_MUTATIONS'] ?? 60);
const seed = Number(process.env['REFUSAL_SEED'] ?? 1);
/** Starting nginx takes its time: every so manieth recorded case is run, all of them with `REFUSAL_CASES=1`. */
const step = Number(process.env['REFUSAL_CASES'] ?? 5);
const recorded = refusalCases().filter((_, index) => index % step === 0);

process.once('exit', () => {
  folder.remove();
});

for (const binary of nginxForTests()) {
  suite(`nginx ${binary.version}`, () => {
    test(`says what was recorded of ${recorded.length} configurations`, () => {
      const wrong: string[] = [];
      for (const { where, config, said } of recorded) {
        const expected = said[binary.version.startsWith('1.22.') ? '1.22' : '1.31'];
        const real = expected === undefined ? undefined : theirs(binary, config);
        if (
          real !== (expected === undefined ? undefined : alike(expected)) &&
          !(real !== undefined && isOfThisBuild(binary, real))
        )
          wrong.push(`${where}\n  ${expected}\n  ${real}`);
      }
      assert.deepEqual(wrong, []);
    });

    test('accepts the sound configurations', () => {
      assert.deepEqual(
        sound.map((config) => [theirs(binary, config), ours(binary, config)]),
        sound.map(() => ['ok', 'ok']),
      );
    });

    test(`says the same of ${mutations} mistakes`, () => {
      const random = randomNumbers(seed);
      const wrong: string[] = [];
      let refused = 0;
      for (let count = 0; count < mutations; count++) {
        const config = broken(sound[count % sound.length] ?? '', random);
        const real = theirs(binary, config);
        const own = ours(binary, config);
        if (real !== 'ok') refused += 1;
        if (real !== own && !isOfThisBuild(binary, real)) wrong.push(`${config}\n  nginx: ${real}\n  ours:  ${own}`);
      }
      console.log(`nginx ${binary.version}: ${mutations - wrong.length} of ${mutations} judged alike, ${refused} refused`);
      assert.deepEqual(wrong, []);
    });
  });
}

function ours(binary: NginxBinary, config: string): string {
  const nginx = parseVersion(binary.version) ?? releases['1.31'];
  return alike(written(refusals(memoryWorkspace(parser, new Map([[main, config]])), main, { nginx })[0], folder.path));
}

function theirs(binary: NginxBinary, config: string): string {
  folder.write('nginx.conf', config);
  const { accepted, output } = testConfig(binary, folder.path);
  if (accepted) return 'ok';
  const message = /\[emerg\] \d+#\d+: ([\s\S]*?)\n(?:\d{4}\/|nginx:)/.exec(output)?.[1] ?? output;
  const placed = /^([\s\S]*?) in \S+?nginx\.conf:(\d+)( to be in shared memory)?$/.exec(message);
  return alike(
    placed === null ? message : `${placed[1]?.replace(`"${folder.path}/`, '"FOLDER/')}${placed[3] ?? ''} :${placed[2]}`,
  );
}

/** A build with the older PCRE says the same mistakes in other words. */
function alike(message: string): string {
  return message.replace(/\bpcre2?_compile\(\) failed: .*(?= :\d+$)/, 'pattern refused');
}

/** What depends on the machine and on the modules of this build: names it looks up, files it opens, directives it lacks. */
function isOfThisBuild(binary: NginxBinary, message: string): boolean {
  const unknown = /^unknown directive "(\w+)"/.exec(message)?.[1];
  const version = parseVersion(binary.version);
  if (unknown !== undefined && version !== undefined) return directiveIn(unknown, version).length > 0;
  return /host not found|failed \((?!2: No such file).*\d|cannot load certificate/.test(message);
}
