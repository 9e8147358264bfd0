// npm runs it where the package is installed from its repository, as pre-commit does: the bundles are then not there yet.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const { env } = process;
const root = fileURLToPath(new URL('../', import.meta.url));
const isBuilt = existsSync(`${root}dist/cli.js`);

// `npm install --global` of a repository lets npm prepare it with that very setting, and what it is built by goes nowhere.
if (!isBuilt && env.npm_config_global === 'true' && env.npm_execpath) {
  const install = ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync(process.execPath, [env.npm_execpath, ...install], {
    cwd: root,
    env: { ...env, npm_config_global: 'false' },
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) process.exit(status ?? 1);
}

if (!isBuilt && existsSync(`${root}node_modules/esbuild`)) {
  process.argv.push('--production', '--quiet');
  await import('./build.mjs');
}
