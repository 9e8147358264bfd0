/** The layer law of eslint.config.js and .dependency-cruiser.cjs: they refuse what ARCHITECTURE.md forbids, and nothing else. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { cruise, type IConfiguration, type ICruiseResult } from 'dependency-cruiser';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { root } from '../support/parts.ts';

// Types play no part in the law; without them the check takes no time.
const eslint = new ESLint({ cwd: root, overrideConfig: [tseslint.configs.disableTypeChecked] });

const forbidden: readonly [file: string, code: string][] = [
  ['syntax/x.ts', "import { a } from '../reference/version.ts';"],
  ['config/x.ts', "import { a } from '../handshake/model.ts';"],
  ['handshake/text/x.ts', "import { a } from '../../analysis/rule.ts';"],
  ['query/x.ts', "import { a } from '../config/model.ts';"],
  ['validity/x.ts', "import { a } from '../handshake/model.ts';"],
  ['analysis/x.ts', "import { a } from '../knowledge/variable-use.ts';"],
  ['files/x.ts', "import { a } from '../project/search.ts';"],
  ['rules/x.ts', "import { a } from '../features/hover.ts';"],
  ['rules/x.ts', "import { a } from '../files/files.ts';"],
  ['features/x.ts', "import { a } from '../lsp/server.ts';"],
  ['files/x.ts', "import { a } from '../cli/main.ts';"],
  ['lsp/x.ts', "import { a } from '../cli/main.ts';"],
  ['cli/x.ts', "import { a } from '../lsp/server.ts';"],
  ['cli/x.ts', "import { a } from '../main.ts';"],
  ['cli/x.ts', "import { a } from '../library/check.ts';"],
  ['config/x.ts', "import { a } from 'web-tree-sitter';"],
  ['cli/x.ts', "import { a } from 'vscode-languageserver';"],
  ['handshake/x.ts', "import { a } from 'node:fs';"],
  ['features/x.ts', 'export const a = process.env;'],
  ['analysis/x.ts', 'export const a = Date.now();'],
  ['lsp/x.ts', "import { a } from '../../../test/support/parts.ts';"],
];

const allowed: readonly [file: string, code: string][] = [
  ['syntax/x.ts', "import { a } from 'web-tree-sitter';"],
  ['config/x.ts', "import { a } from '../syntax/tree.ts';"],
  ['handshake/text/x.ts', "import { a } from '../../syntax/tree.ts';"],
  ['features/x.ts', "import { a } from '../rules/index.ts';"],
  ['files/x.ts', "import { a } from 'node:fs';"],
  ['lsp/x.ts', "import { a } from 'vscode-languageserver';"],
  ['lsp/x.ts', "import { a } from '../files/files.ts';"],
  ['cli/x.ts', "import { a } from '../features/explain.ts';"],
  ['library/x.ts', "import { a } from '../cli/check.ts';"],
];

for (const [file, code] of forbidden) {
  test(`${file} may not: ${code}`, async () => {
    assert.equal((await complaints(file, code)).length, 1);
  });
}

for (const [file, code] of allowed) {
  test(`${file} may: ${code}`, async () => {
    assert.deepEqual(await complaints(file, code), []);
  });
}

async function complaints(file: string, code: string): Promise<readonly string[]> {
  const [result] = await eslint.lintText(`/** x */\n${code}\n`, { filePath: `server/src/${file}` });
  return (result?.messages ?? []).filter(({ ruleId }) => ruleId?.startsWith('no-restricted-')).map(({ message }) => message);
}

test('a circle is refused, of types too', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'circle-'));
  writeFileSync(join(folder, 'a.ts'), "import type { B } from './b.ts';\nexport type A = B | string;\n");
  writeFileSync(join(folder, 'b.ts'), "import type { A } from './a.ts';\nexport type B = { readonly a: A };\n");
  const { options, forbidden } = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as IConfiguration;
  const rules = { ...options, ruleSet: { forbidden: forbidden ?? [] }, validate: true, baseDir: folder, doNotFollow: {} };
  const { output } = await cruise(['.'], rules);
  rmSync(folder, { recursive: true });
  assert.equal((output as ICruiseResult).summary.error, 1);
});
