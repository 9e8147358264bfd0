// npm runs it where the package is installed from its repository, as pre-commit does: the bundles are then not there yet.
import { existsSync } from 'node:fs';

if (!existsSync(new URL('../dist/cli.js', import.meta.url))) {
  process.argv.push('--production', '--quiet');
  await import('./build.mjs');
}
