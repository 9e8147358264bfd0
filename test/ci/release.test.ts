/** What `scripts/release-check.ts` asks of a tag, and that what is here could be released. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { problemsOf, sectionOf, type Release } from '../../scripts/release-check.ts';
import { root } from '../support/parts.ts';

const changelog =
  '# Changelog\n\n## [Unreleased]\n\n## [1.2.3] - 2026-01-02\n\n### Added\n\n- A.\n\n## [1.2.2] - 2026-01-01\n\n- B.\n\n[1.2.3]: https://a\n[1.2.2]: https://b\n';
const good: Release = {
  tag: 'v1.2.3',
  manifest: '{"version":"1.2.3"}',
  lock: '{"version":"1.2.3"}',
  changelog,
  recipes: 'uses: nginx-handshake/nginx-handshake@v1.2.3\nrev: v1.2.3\n[nginx-handshake@1.2.3]\nuses: actions/checkout@v5\n',
};

suite('a tag may be released', () => {
  test('when version, lock, changelog and recipes agree with it', () => {
    assert.deepEqual(problemsOf(good), []);
  });

  const wrong: readonly (readonly [name: string, change: Partial<Release>, problem: RegExp])[] = [
    ['no tag', { tag: '' }, /is no tag such as v1\.2\.3/],
    ['a tag of another form', { tag: '1.2.3' }, /^1\.2\.3 is no tag/],
    ['what could be a command', { tag: 'v1.2.3;id' }, /is no tag/],
    ['another version', { tag: 'v1.2.4' }, /package\.json has the version 1\.2\.3, the tag is v1\.2\.4/],
    ['another version in the lock', { lock: '{"version":"1.2.2"}' }, /package-lock\.json has the version 1\.2\.2/],
    [
      'no section',
      { changelog: changelog.replace('## [1.2.3] - 2026-01-02', '## [1.2.30] - 2026-01-02') },
      /has no section ## \[1\.2\.3\]/,
    ],
    ['no date', { changelog: changelog.replace(' - 2026-01-02', '') }, /has no section/],
    ['an empty section', { changelog: changelog.replace('### Added\n\n- A.\n', '') }, /is empty/],
    [
      'what is left over',
      { changelog: changelog.replace('[Unreleased]\n', '[Unreleased]\n\n- C.\n') },
      /still has lines below \[Unreleased\]/,
    ],
    ['no link', { changelog: changelog.replace('[1.2.3]: https://a\n', '') }, /has no link for \[1\.2\.3\]/],
    ['an old version in a recipe', { recipes: 'rev: v1.2.2' }, /docs\/ci\.md names the version 1\.2\.2/],
  ];
  for (const [name, change, problem] of wrong)
    test(`not with ${name}`, () => {
      const problems = problemsOf({ ...good, ...change });
      assert.ok(
        problems.some((it) => problem.test(it)),
        problems.join('\n'),
      );
    });
});

test('the notes are the section of the version, without its heading and without what follows', () => {
  assert.equal(sectionOf(changelog, '1.2.3')?.trim(), '### Added\n\n- A.');
  assert.equal(sectionOf(changelog, '1.2.2')?.trim(), '- B.');
  assert.equal(sectionOf(changelog, '9.9.9'), undefined);
});

test('what is here lacks nothing but the section of what is not released yet', () => {
  const read = (file: string) => readFileSync(join(root, file), 'utf8');
  const { version } = JSON.parse(read('package.json')) as { readonly version: string };
  const script = join(root, 'scripts/release-check.ts');
  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, ['--import', 'tsx', script, ...args], { cwd: root, encoding: 'utf8' });
  const { status, stderr } = run(`v${version}`);
  const left = stderr.split('\n').filter((it) => it !== '');
  const isOpen = (sectionOf(read('CHANGELOG.md'), 'Unreleased') ?? '').includes('\n- ');
  assert.deepEqual([status, left], isOpen ? [1, ['CHANGELOG.md still has lines below [Unreleased]']] : [0, []]);
  assert.equal(run('v0.0.0').status, 1);
});
