// Bundles the extension, the language server and the command line into dist/, with the wasm files that they load.
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');
const quiet = process.argv.includes('--quiet');

/** Output name → source. */
const entries = {
  extension: 'client/src/extension.ts',
  server: 'server/src/main.ts',
  cli: 'server/src/cli/main.ts',
};

/** Loaded at run time from the folder of the bundle. */
const assets = {
  'web-tree-sitter.wasm': require.resolve('web-tree-sitter/web-tree-sitter.wasm'),
  'tree-sitter-nginx.wasm': join(root, 'syntaxes/tree-sitter-nginx.wasm'),
};

const options = {
  absWorkingDir: root,
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['vscode'],
  mainFields: ['module', 'main'],
  // The parser's own module form looks for its wasm beside a URL that a CommonJS bundle does not have.
  alias: { 'web-tree-sitter': require.resolve('web-tree-sitter') },
  define: { 'import.meta.url': 'importMetaUrl' },
  banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
  minify: production,
  sourcemap: !production,
  legalComments: production ? 'none' : 'inline',
  logLevel: 'warning',
};

await mkdir(join(root, 'dist'), { recursive: true });
// The package is made of ES modules, the bundles are CommonJS: what every supported VS Code can load.
await writeFile(join(root, 'dist/package.json'), '{ "type": "commonjs" }\n');
for (const table of [entries, assets])
  for (const [n, f] of Object.entries(table))
    if (!existsSync(join(root, f)) && !existsSync(f)) {
      console.log(`not there yet: ${f}`);
      delete table[n];
    }
for (const [name, source] of Object.entries(assets)) await copyFile(source, join(root, 'dist', name));

const builds = Object.entries(entries).map(([name, source]) => ({ ...options, entryPoints: { [name]: source } }));

if (watch) {
  // VS Code's watch task reads these two lines.
  const marks = {
    name: 'marks',
    setup({ onStart, onEnd }) {
      onStart(() => console.log('[watch] build started'));
      onEnd(() => console.log('[watch] build finished'));
    },
  };
  for (const one of builds) await (await context({ ...one, plugins: [marks] })).watch();
} else {
  await Promise.all(builds.map((one) => build(one)));
  const outputs = [
    'package.json',
    ...Object.keys(assets),
    ...Object.keys(entries).flatMap((name) => [`${name}.js`, `${name}.js.map`]),
  ];
  const stale = (await readdir(join(root, 'dist'))).filter(
    (name) => !outputs.includes(name) || (production && name.endsWith('.map')),
  );
  for (const name of stale) await rm(join(root, 'dist', name), { recursive: true });
  for (const name of quiet ? [] : await readdir(join(root, 'dist'))) {
    const { size } = await stat(join(root, 'dist', name));
    console.log(`dist/${name} ${String(Math.ceil(size / 1024))} kB`);
  }
}
