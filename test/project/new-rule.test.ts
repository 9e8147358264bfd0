/** What `npm run new-rule` makes fits the registry. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { registered } from '../../scripts/rule-template.ts';
import { rules } from '../../server/src/rules/index.ts';
import { root } from '../support/parts.ts';

const registry = readFileSync(join(root, 'server/src/rules/index.ts'), 'utf8');

for (const [path, name] of [
  ['syntax/aaa-first', 'aaaFirst'],
  ['validity/map-inside-out', 'mapInsideOut'],
  ['websocket/zzz-last', 'zzzLast'],
] as const) {
  test(`${path} is imported in the order of the alphabet, and listed last`, () => {
    const text = registered(registry, path, name);
    const imports = [...text.matchAll(/from '\.\/(.*)\.ts'/g)].map(([, file]) => file);
    assert.deepEqual(imports, [...imports].sort());
    assert.equal(imports.length, rules.length + 1);
    assert.match(text, new RegExp(`  ${name},\n];\n$`));
  });
}
