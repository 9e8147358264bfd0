/** The recipes of docs/ci.md for GitHub and GitLab: their commands run, and what they name is there. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { action, runAction, type Step } from '../support/action.ts';
import { makeFolder } from '../support/folder.ts';
import { root } from '../support/parts.ts';
import { pathWithPrograms, recipes } from '../support/recipes.ts';
import { broken } from '../support/sites.ts';
import { parseYaml, readYaml } from '../support/yaml.ts';

const folder = makeFolder({
  'nginx/nginx.conf': broken,
  'docker/site.conf.template': 'server { listen ${PORT}; return 204; }\n',
});
const tools = makeFolder();
const env = { ...process.env, PATH: pathWithPrograms(tools.file('bin')), NO_COLOR: undefined, FORCE_COLOR: undefined };
const bash = (script: string, more = {}) =>
  spawnSync('bash', ['-e', '-o', 'pipefail', '-c', script], { cwd: folder.path, encoding: 'utf8', env: { ...env, ...more } });
const { version } = readYaml('package.json') as { readonly version: string };

suite('GitHub', () => {
  const [workflow = '', ...parts] = recipes('GitHub', 'yaml');
  const steps = [
    ...(parseYaml(workflow) as { readonly jobs: { readonly check: { readonly steps: readonly Step[] } } }).jobs.check.steps,
    ...parts.flatMap((text) => parseYaml(text) as readonly Step[]),
  ];

  test('the action is that of this version, with inputs that it has, and does what the recipe is for', () => {
    const uses = steps.filter((step) => step.uses?.startsWith('nginx-handshake/') === true);
    assert.equal(uses.length, 2);
    for (const step of uses) {
      assert.equal(step.uses, `nginx-handshake/nginx-handshake@v${version}`);
      const inputs = Object.fromEntries(Object.entries(step.with ?? {}).map(([name, value]) => [name, String(value)]));
      for (const name of Object.keys(inputs)) assert.ok(action.inputs[name], name);
      const { status, stdout, outputs } = runAction(inputs, folder.path);
      assert.equal(status, 1);
      assert.match(stdout, /^::error file=nginx\/nginx\.conf,/m);
      if (inputs['sarif-file'] !== undefined) assert.ok(existsSync(outputs['sarif-file'] ?? ''));
    }
  });

  test('the commands without it make annotations', () => {
    const [annotations = '', matcher = ''] = steps.flatMap(({ run }) => run ?? []);
    const made = bash(annotations, { GITHUB_WORKSPACE: folder.path });
    assert.deepEqual([made.status, made.stdout.startsWith('::error file=nginx/nginx.conf,')], [1, true], made.stderr);
    const { status, stdout } = bash(matcher);
    assert.equal(status, 1);
    assert.match(stdout, /^::add-matcher::\.github\/problem-matcher\.json\nnginx\/nginx\.conf:9:13: error: /);
    assert.ok(existsSync(join(root, '.github/problem-matcher.json')));
  });
});

test('GitLab: the job fails, its log is for people, and its report is where the job says', () => {
  const [text = ''] = recipes('GitLab', 'yaml');
  const job = (
    parseYaml(text) as Record<string, { script: string[]; artifacts: { when: string; reports: { codequality: string } } }>
  )['nginx-handshake'];
  assert.ok(job);
  const { status, stdout, stderr } = bash(job.script.join('\n'), { CI_PROJECT_DIR: folder.path });
  assert.equal(status, 1, stderr);
  assert.match(stdout, /^nginx\/nginx\.conf:9:13: error: /);
  const issues = JSON.parse(readFileSync(folder.file(job.artifacts.reports.codequality), 'utf8')) as {
    location: { path: string };
  }[];
  assert.deepEqual(
    issues.map(({ location }) => location.path),
    ['nginx/nginx.conf'],
  );
  // The report is there for a job that failed, too.
  assert.equal(job.artifacts.when, 'always');
});

test('a repository that has findings already', () => {
  const [text = ''] = recipes('A repository that has findings already', 'sh');
  const [once = '', always = ''] = text.split('\n');
  assert.equal(bash(once).status, 0);
  const { status, stderr } = bash(always);
  assert.deepEqual([status, stderr], [0, '1 known finding left out (nginx/known.json)\n']);
});

test('every option that the page names is one', () => {
  const page = readFileSync(join(root, 'docs/ci.md'), 'utf8');
  const help = bash('nginx-handshake --help').stdout;
  const options = [...page.matchAll(/(?<![\w-])--[a-z][a-z-]+/g)].map(([option]) => option);
  const others = ['--yes', '--cached', '--name-only', '--diff-filter'];
  for (const option of new Set(options)) assert.ok(others.includes(option) || help.includes(option), option);
});
