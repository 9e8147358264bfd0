/**
 * `npm run bench`: how long everything takes, as ratios of one run; writes docs/performance.md. `npm run bench -- lines check` measures some
 * groups of scripts/bench/groups.ts, prints them and writes nothing; `--json FILE` writes the figures behind the page.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { root } from '../test/support/parts.ts';
import { groups, type Results } from './bench/groups.ts';
import { pageOf } from './bench/page.ts';

const { values, positionals } = parseArgs({ options: { json: { type: 'string' } }, allowPositionals: true });
const unknown = positionals.filter((name) => !(name in groups));
if (unknown.length > 0) {
  console.error(`There is no group ${unknown.join(', ')}: ${Object.keys(groups).join(', ')}`);
  process.exit(2);
}

const built = spawnSync(process.execPath, [join(root, 'scripts/build.mjs'), '--production', '--quiet'], { stdio: 'inherit' });
if (built.status !== 0) process.exit(1);

const results: Results = { keys: {}, checks: {}, parts: {}, answers: {} };
for (const [name, measure] of Object.entries(groups)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const start = performance.now();
  await measure(results);
  console.error(`${name}: ${((performance.now() - start) / 1000).toFixed(0)} s`);
}

const file = join(root, 'docs/performance.md');
const page = await format(pageOf(results), { ...(await resolveConfig(file)), filepath: file });
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, undefined, 2)}\n`);
if (positionals.length > 0) console.log(page);
else writeFileSync(file, page);
