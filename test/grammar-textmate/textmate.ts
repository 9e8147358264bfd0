/** Runs the TextMate grammar as VS Code does. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as Oniguruma from 'vscode-oniguruma';
import type { IGrammar, IRawTheme, Registry } from 'vscode-textmate';
import { root } from '../support/parts.ts';

/** Where the engine is taken from: `vscode-tmgrammar-test` brings one, VS Code has its own. */
export const ownEngine = createRequire(createRequire(import.meta.url).resolve('vscode-tmgrammar-test/package.json'));

const started = new Map<string, Promise<unknown>>();

/** The grammar of nginx; other languages have none, unless `grammars` gives the file for their scope. */
export async function loadGrammar(
  engine: NodeJS.Require,
  theme?: IRawTheme,
  grammars: Readonly<Record<string, string>> = {},
): Promise<{ readonly grammar: IGrammar; readonly colours: readonly string[] }> {
  const textmate = engine('vscode-textmate') as typeof import('vscode-textmate');
  const oniguruma = engine('vscode-oniguruma') as typeof Oniguruma;
  const wasm = engine.resolve('vscode-oniguruma/release/onig.wasm');
  if (!started.has(wasm)) started.set(wasm, oniguruma.loadWASM(new Uint8Array(readFileSync(wasm)).buffer));
  await started.get(wasm);
  const files: Readonly<Record<string, string>> = {
    'source.nginx': join(root, 'syntaxes/nginx.tmLanguage.json'),
    ...grammars,
  };
  const registry: Registry = new textmate.Registry({
    ...(theme && { theme }),
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner([...patterns]),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: (scope) => {
      const file = files[scope];
      return Promise.resolve(file === undefined ? null : textmate.parseRawGrammar(readFileSync(file, 'utf8'), file));
    },
  });
  const grammar = await registry.loadGrammar('source.nginx');
  if (grammar === null) throw new Error('there is no grammar for source.nginx');
  return { grammar, colours: registry.getColorMap() };
}
