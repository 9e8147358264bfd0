/**
 * Compares the simulation with real nginx on generated configurations:
 * `npm run differential -- --count 300 --seed 1 [--show 10] [--save FOLDER] [--unknown]`. The same seed makes the same configurations. What is shown or
 * saved is made as small as it can be; `--unknown` lists what the simulation says that it cannot know.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compare, type Disagreement } from '../test/nginx/differential/compare.ts';
import { generateConfig, type GeneratedConfig } from '../test/nginx/differential/config.ts';
import { openSite } from '../test/nginx/differential/observe.ts';
import { nginxForTests } from '../test/support/nginx.ts';
import { shrink } from '../test/nginx/differential/shrink.ts';
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
  if (total.differing > show && values.save === undefined) continue;
  const small = await shrink(generated, async (smaller) => sameKinds(await disagreementsOn(smaller), found));
  const told = await disagreementsOn(small);
  if (total.differing <= show) print(seed, small, told);
  if (values.save !== undefined) save(values.save, seed, small, told);
}
await site.stop();

/** On any of the binaries. */
async function disagreementsOn(generated: GeneratedConfig): Promise<readonly Disagreement[]> {
  const found: Disagreement[] = [];
  for (const binary of binaries) found.push(...(await compare(binary, generated, site, parser)).disagreements);
  return found;
}

function sameKinds(now: readonly Disagreement[], before: readonly Disagreement[]): boolean {
  return now.some((it) => before.some(({ what, version }) => what === it.what && version === it.version));
}

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

function save(folder: string, seed: number, small: GeneratedConfig, found: readonly Disagreement[]): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `seed-${seed}.json`), `${JSON.stringify({ seed, ...small, found }, undefined, 2)}\n`);
}
