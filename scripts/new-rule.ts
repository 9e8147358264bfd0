/** `npm run new-rule -- websocket/some-defect`: the files that a rule consists of, to be filled in, and its entry in the registry. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../test/support/parts.ts';
import { cases, page, registered, rule } from './rule-template.ts';

const registry = 'server/src/rules/index.ts';
const [folder, id] = process.argv[2]?.split('/') ?? [];

if (folder === undefined || id === undefined || !/^[a-z]+\/[a-z0-9]+(-[a-z0-9]+)+$/.test(`${folder}/${id}`)) {
  console.error('usage: npm run new-rule -- folder/name-of-the-defect   (kebab-case, such as websocket/missing-upgrade-header)');
  process.exit(2);
}

const name = id.replace(/-([a-z0-9])/g, (_dash, letter: string) => letter.toUpperCase());
const files = new Map([
  [`server/src/rules/${folder}/${id}.ts`, rule(id, name, version())],
  [`test/rules/${id}.conf`, cases()],
  [`docs/rules/${id}.md`, page(id)],
]);

const existing = [...files.keys()].filter((file) => existsSync(join(root, file)));
if (existing.length > 0) {
  console.error(`${existing.join(', ')} exists already`);
  process.exit(1);
}
for (const [file, text] of files) {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}
writeFileSync(join(root, registry), registered(readFileSync(join(root, registry), 'utf8'), `${folder}/${id}`, name));

console.log(`Next:
  test/rules/${id}.conf      the cases: what is reported, what is not, what the fix makes of it
  server/src/rules/${folder}/${id}.ts  the check
  docs/rules/${id}.md        what a user reads
  scripts/translations/rules.*.json  its summary in other languages
  npm run generate && npm run verify`);

function version(): string {
  return (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;
}
