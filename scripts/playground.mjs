// Builds the page to paste into: static files in docs/playground/ (or in the folder that is named), for any web server.
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { licenseText, packagesOf } from './licenses.mjs';
import { smallManifest } from './manifest.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);

/** `folder` holds the page and nothing else afterwards. */
export async function buildPlayground(folder) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const { metafile } = await build({
    absWorkingDir: root,
    outdir: folder,
    entryPoints: { start: 'playground/page/start.ts', worker: 'playground/worker.ts' },
    chunkNames: '[name]-[hash]',
    bundle: true,
    // What nginx's documentation says is a file of its own, which is loaded when somebody asks for it.
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    mainFields: ['module', 'main'],
    // The parser's own module form looks for its wasm beside a URL of its own.
    alias: { 'web-tree-sitter': require.resolve('web-tree-sitter') },
    external: ['fs', 'fs/promises', 'module', 'path', 'url'],
    loader: { '.conf': 'text' },
    plugins: [smallManifest],
    minify: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  for (const [name, source] of Object.entries({
    'playground.css': 'playground/playground.css',
    'panel.css': 'client/src/panel/page/panel.css',
    'web-tree-sitter.wasm': require.resolve('web-tree-sitter/web-tree-sitter.wasm'),
    'tree-sitter-nginx.wasm': 'syntaxes/tree-sitter-nginx.wasm',
  }))
    await cp(resolve(root, source), join(folder, name));
  const { homepage } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const html = await readFile(join(root, 'playground/index.html'), 'utf8');
  await writeFile(join(folder, 'index.html'), html.replaceAll('%homepage%', homepage));
  await writeFile(join(folder, 'LICENSES.txt'), licenseText(packagesOf(Object.keys(metafile.inputs), root)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = resolve(process.argv[2] ?? join(root, 'docs/playground'));
  await buildPlayground(folder);
  console.log(`${folder}: serve it with any web server`);
}
