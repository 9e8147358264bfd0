/**
 * Runs the tests: `npm test` all that this machine can run, `npm test rules nginx` those of some folders of test/,
 * `npm test test/rules/cases.test.ts` some files; options (`--test-name-pattern=…`) go to node's test runner.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchVSCode } from './vscode-fetch.ts';
import { missingEditors } from '../test/support/editors.ts';
import { packagedIn, packageForTests } from '../test/support/packaged.ts';
import { missingParts, missingVersions, partsAreRequired, root, skipsAreTold } from '../test/support/parts.ts';

const options = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

const files = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => `test/${name.replaceAll('\\', '/')}`)
  .filter(
    (file) =>
      wanted.length === 0 ||
      wanted.some((name) => file === name || file.startsWith(`test/${name}/`) || file.startsWith(`test/${name}.`)),
  )
  .sort();

const missing = missingParts();
const folderOf = (file: string) => file.split('/')[1] ?? '';
const runnable = files.filter((file) => !missing.has(folderOf(file)));
const skipped = [
  ...[...missing].filter(([folder]) => files.some((file) => folderOf(file) === folder)).map(([, part]) => part),
  ...(runnable.some((file) => folderOf(file) === 'nginx') ? missingVersions() : []),
  ...(runnable.some((file) => folderOf(file) === 'editors') ? missingEditors() : []),
];

if (runnable.length === 0 && skipped.length === 0) fail(`No test file matches ${wanted.join(' ')}`);
if (skipped.length > 0 && partsAreRequired)
  fail(skipped.map(({ part, remedy }) => `Missing here: ${part}. ${remedy}`).join('\n'));

process.env[skipsAreTold] = '1';
haveOwnFolder();
await prepare();
if (runnable.length > 0) run('--import', 'tsx', 'scripts/test-run.ts', ...options, ...runnable);
tellSkipped();

/** All that the files write on this machine lies in one folder: nothing of others is beside it, and nothing stays. */
function haveOwnFolder(): void {
  const common = tmpdir();
  const own = mkdtempSync(join(common, 'nh-'));
  // For programs that run as somebody else too.
  chmodSync(own, 0o755);
  // What tsx has compiled before.
  const compiled = `tsx-${process.getuid?.() ?? ''}`;
  if (existsSync(join(common, compiled))) symlinkSync(join(common, compiled), join(own, compiled));
  process.env['TMPDIR'] = own;
  process.once('exit', () => {
    rmSync(own, { recursive: true, force: true, maxRetries: 5 });
  });
}

/** What the files share is made before they run side by side: the bundles in dist/ stay as they are then. */
async function prepare(): Promise<void> {
  if (!runnable.some((file) => ['e2e', 'web'].includes(folderOf(file)))) {
    run('scripts/build.mjs', '--quiet');
    return;
  }
  await fetchVSCode();
  process.env[packagedIn] = packageForTests();
}

function run(...command: readonly string[]): void {
  const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    tellSkipped();
    process.exit(status ?? 1);
  }
}

function tellSkipped(): void {
  for (const { part, remedy } of skipped) console.log(`Skipped: ${part}. To run it: ${remedy}`);
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
