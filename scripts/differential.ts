/**
 * Compares the simulation with real nginx on generated configurations:
 * `npm run differential -- --count 300 --seed 1 [--show 10] [--save FOLDER]`. The same seed makes the same configurations.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compare, type Disagreement } from '../test/nginx/differential/compare.ts';
import { generateConfig, type GeneratedConfig } from '../test/nginx/differential/config.ts';
import { openSite } from '../test/nginx/differential/observe.ts';
import { nginxForTests } from '../test/support/nginx.ts';
import { testParser } from '../test/support/parser.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    show: { type: 'string', default: '5' },
    save: { type: 'string' },
    unknown: { type: 'boolean', default: false },
  },
});
const [count, first, show] = [values.count, values.seed, values.show].map(Number);
if (count === undefined || first === undefined || show === undefined || ![count, first, show].every(Number.isInteger)) {
  console.error('--count, --seed and --show are whole numbers');
  process.exit(2);
}

const parser = await testParser();
const binaries = nginxForTests();
const site = await openSite();
const total = { configurations: 0, refused: 0, requests: 0, forwarded: 0, unknown: 0, disagreements: 0, differing: 0 };
const kinds = new Map<string, number>();
const reasons = new Map<string, number>();
const add = (map: Map<string, number>, key: string): void => void map.set(key, (map.get(key) ?? 0) + 1);

for (let seed = first; seed < first + count; seed++) {
  const generated = generateConfig(seed);
  const found: Disagreement[] = [];
  for (const binary of binaries) {
    const result = await compare(binary, generated, site, parser);
    found.push(...result.disagreements);
    total.configurations++;
    total.refused += Number(result.refused);
    total.requests += result.requests;
    total.forwarded += result.forwarded;
    total.unknown += result.unknown;
    for (const reason of result.reasons) add(reasons, reason);
  }
  total.disagreements += found.length;
  for (const { what } of found) add(kinds, what);
  if (found.length === 0) continue;
  total.differing++;
  if (total.differing <= show) print(seed, generated, found);
  if (values.save !== undefined) save(values.save, seed, generated, found);
}
await site.stop();

console.log(
  `${total.configurations} runs of ${count} configurations (${total.refused} refused by nginx), ${total.requests} requests, ` +
    `${total.forwarded} reached a backend, ${total.unknown} unknown to the simulation, ${total.disagreements} disagreements ` +
    `in ${total.differing} configurations (${[...kinds].map(([kind, times]) => `${kind} ${times}`).join(', ')})`,
);
if (values.unknown) for (const [reason, times] of [...reasons].sort((a, b) => b[1] - a[1])) console.log(`${times} ${reason}`);
process.exitCode = total.disagreements === 0 ? 0 : 1;

function print(seed: number, { config, files }: GeneratedConfig, found: readonly Disagreement[]): void {
  console.log(`===== seed ${seed}\n${config}`);
  for (const [name, text] of Object.entries(files)) console.log(`----- ${name}\n${text}`);
  for (const { version, what, request, nginx, simulation } of found) {
    console.log(
      `----- ${version}, ${what}${request === undefined ? '' : ` on port ${request.port}:\n${request.head.trimEnd()}`}`,
    );
    console.log(`nginx:      ${nginx}\nsimulation: ${simulation}`);
  }
}

function save(folder: string, seed: number, { config, files }: GeneratedConfig, found: readonly Disagreement[]): void {
  mkdirSync(folder, { recursive: true });
  const requests = found.flatMap(({ request }) => (request === undefined ? [] : [request]));
  writeFileSync(join(folder, `seed-${seed}.json`), `${JSON.stringify({ seed, found, config, files, requests }, undefined, 2)}\n`);
}
