/** The same configurations on the real nginx: what was recorded still holds, and mistakes nobody thought of get the same words. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseVersion } from '../../../server/src/reference/version.ts';
import { makeNginxFolder, nginxForTests, testConfig } from '../../support/nginx.ts';
import { leftOutOfBuild, observedFor } from '../../support/observed.ts';
import { testParser } from '../../support/parser.ts';
import type { NginxBinary } from '../../support/parts.ts';
import { refusal } from '../../support/refusal.ts';
import { memoryWorkspace } from '../../support/workspace.ts';
import { refusalCases, releases, written, type Series } from './cases.ts';
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

/** By reason, what was excused: every reason must have been needed where both of the recorded versions are here. */
const excused = new Map<string, number>();
const binaries = nginxForTests();

for (const binary of binaries) {
  suite(`nginx ${binary.version}`, () => {
    test(`says what was recorded of ${recorded.length} configurations`, () => {
      const wrong: string[] = [];
      let asked = 0;
      for (const { where, config, said } of recorded) {
        const records = Object.entries(said).map(
          ([series, text]) => [releases[series as Series].join('.'), alike(text)] as const,
        );
        const expected = observedFor(binary.version, records);
        if (expected === undefined) continue;
        const real = theirs(binary, config);
        asked += 1;
        if (real !== expected && !isOfThisBuild(binary, real)) wrong.push(`${where}\n  ${expected}\n  ${real}`);
      }
      assert.deepEqual(wrong, []);
      assert.ok(asked > recorded.length / 2, `${asked} were asked`);
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

test('every excuse is needed', () => {
  const unused = excuses.map(([why]) => why).filter((why) => !excused.has(why));
  const both = Object.keys(releases).every((series) => binaries.some(({ version }) => version.startsWith(`${series}.`)));
  if (both) assert.deepEqual(unused, [], 'these exemptions are not needed any more: remove them');
});

function ours(binary: NginxBinary, config: string): string {
  const nginx = parseVersion(binary.version) ?? releases['1.31'];
  return alike(written(refusal(memoryWorkspace(parser, new Map([[main, config]])), main, { nginx }), folder.path));
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

/** What depends on the machine and on the build. */
const excuses: readonly (readonly [why: string, message: RegExp])[] = [
  ['a directive that this build lacks', /^unknown directive/],
  ['a name that no server knows here', /host not found/],
];

function isOfThisBuild(binary: NginxBinary, message: string): boolean {
  const why = excuses.find(([, words]) => words.test(message))?.[0];
  if (why === undefined || (why === excuses[0]?.[0] && leftOutOfBuild(binary, message) === undefined)) return false;
  excused.set(why, (excused.get(why) ?? 0) + 1);
  return true;
}
