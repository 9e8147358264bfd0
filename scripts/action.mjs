// What the GitHub action runs: the inputs, which come as variables of the environment, become arguments of `check`. No shell sees them.
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const { env } = process;
const [command, cli = ''] = process.argv.slice(2);

if (command === 'version') console.log(ownVersion());
else if (command === 'check') process.exitCode = check();
else throw new Error('version or check');

/** That of the action: the command line on npm has the same. */
function ownVersion() {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  if (!/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version)) throw new Error('package.json has no version');
  return version;
}

/** The exit code of the step. */
function check() {
  const cwd = resolve(one('WORKING_DIRECTORY') || '.');
  if (!existsSync(cwd)) return refuse(`working-directory: ${cwd}: no such folder`);
  const wrong = ['FAIL', 'SUMMARY'].find((name) => !['true', 'false'].includes(one(name)));
  if (wrong !== undefined) return refuse(`${wrong.toLowerCase()}: ${one(wrong)} is neither true nor false`);
  const place = mkdtempSync(join(env.RUNNER_TEMP || tmpdir(), 'nginx-handshake-'));
  try {
    const summary = join(place, 'summary.txt');
    const wanted = one('SARIF_FILE');
    const sarif = wanted === '' ? '' : resolve(cwd, wanted);
    // Shows whether this run wrote one: the other may be of an earlier step.
    const fresh = join(place, 'findings.sarif');
    const args = argumentsOf([
      ...(sarif === '' ? [] : [`sarif=${sarif}`, `sarif=${fresh}`]),
      ...(env.GITHUB_STEP_SUMMARY && one('SUMMARY') === 'true' ? [`text=${summary}`] : []),
    ]);
    const { status, error } = spawnSync(process.execPath, [cli, 'check', ...args], {
      cwd,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    if (error) return refuse(error.message);
    const code = status ?? 2;
    if (existsSync(summary)) appendFileSync(env.GITHUB_STEP_SUMMARY, summaryOf(readFileSync(summary, 'utf8')));
    output('exit-code', String(code));
    output('sarif-file', existsSync(fresh) ? sarif : '');
    return code === 1 && one('FAIL') === 'false' ? 0 : code;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** Values stand behind `=`, and files behind `--`: none of them is taken for an option, whatever it begins with. */
function argumentsOf(reports) {
  const single = { 'nginx-version': one('NGINX_VERSION'), format: one('FORMAT'), baseline: one('BASELINE') };
  const options = { ...single, prefix: one('PREFIX'), context: one('CONTEXT') };
  const lists = { expect: many('EXPECT'), map: many('MAP'), directive: many('DIRECTIVE') };
  return [
    ...Object.entries(options).flatMap(([name, value]) => (value === '' ? [] : [`--${name}=${value}`])),
    ...Object.entries({ ...lists, report: reports }).flatMap(([name, values]) => values.map((value) => `--${name}=${value}`)),
    '--',
    ...many('FILES'),
  ];
}

function one(name) {
  return (env[`INPUT_${name}`] ?? '').trim();
}

/** One a line. */
function many(name) {
  return one(name)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** The report as it is: nothing in it is taken for markup, and it is no longer than a summary may be. */
function summaryOf(text) {
  const most = 200_000;
  const shown = text.length > most ? `${text.slice(0, most)}\n…` : text;
  const fence = '`'.repeat(Math.max(3, ...[...shown.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)));
  return `### nginx Handshake\n\n${fence}text\n${shown.trimEnd()}\n${fence}\n`;
}

/** A mark that no value can hold ends it. */
function output(name, value) {
  const mark = randomUUID();
  if (env.GITHUB_OUTPUT) appendFileSync(env.GITHUB_OUTPUT, `${name}<<${mark}\n${value}\n${mark}\n`);
}

function refuse(sentence) {
  const data = sentence.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  console.log(`::error title=nginx Handshake::${data}`);
  output('exit-code', '2');
  output('sarif-file', '');
  return 2;
}
