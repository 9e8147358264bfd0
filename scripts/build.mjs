// Bundles the extension, the language server and the command line into dist/, with the wasm files that they load.
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';
import { coreOf, inFunction } from './core.mjs';
import { installedReadme } from './installed-readme.mjs';
import { licenseText, packagesOf } from './licenses.mjs';
import { smallManifest } from './manifest.mjs';

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
  library: 'server/src/library/index.ts',
};

/** Loaded at run time from the folder of the bundle. */
const assets = {
  'web-tree-sitter.wasm': require.resolve('web-tree-sitter/web-tree-sitter.wasm'),
  'tree-sitter-nginx.wasm': join(root, 'syntaxes/tree-sitter-nginx.wasm'),
  'panel.css': join(root, 'client/src/panel/page/panel.css'),
};

/** The licences of all that is bundled. */
const licenses = 'LICENSES.txt';

/** The library's, made by types.mjs. */
const types = 'library.d.ts';

/** What the package of the extension says of itself. */
const readme = 'README.md';

const options = {
  absWorkingDir: root,
  outdir: 'dist',
  bundle: true,
  // Where node_modules is a link, what is in it stays below that name.
  preserveSymlinks: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['vscode'],
  plugins: [smallManifest],
  mainFields: ['module', 'main'],
  // The parser's own module form looks for its wasm beside a URL that a CommonJS bundle does not have.
  alias: { 'web-tree-sitter': require.resolve('web-tree-sitter') },
  define: { 'import.meta.url': 'importMetaUrl' },
  banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
  minify: !watch,
  sourcemap: !production,
  legalComments: production ? 'none' : 'inline',
  metafile: true,
  logLevel: 'warning',
};

/** The server in a web worker, with a loader of the bundles beside it, once each. */
const worker = {
  ...options,
  entryPoints: { worker: 'server/src/browser.ts' },
  platform: 'browser',
  define: {},
  ...inFunction,
  banner: { js: `${inFunction.banner.js}${await readFile(join(root, 'scripts/worker-loader.js'), 'utf8')}` },
};

/** The extension in a browser. By the manifest's `type` VS Code takes all that is not `.cjs` for ES modules, which it cannot load there. */
const browser = {
  ...options,
  entryPoints: { browser: 'client/src/web/extension.ts' },
  outExtension: { '.js': '.cjs' },
  platform: 'browser',
  conditions: ['browser'],
  define: {},
  banner: {},
};

/** What runs in the webview of the panel. */
const page = {
  ...options,
  entryPoints: { panel: 'client/src/panel/page/main.ts' },
  platform: 'browser',
  format: 'iife',
  target: 'es2022',
  define: {},
  banner: {},
};

await mkdir(join(root, 'dist'), { recursive: true });
// The package is made of ES modules, the bundles are CommonJS: what every supported VS Code can load.
await replace(join(root, 'dist/package.json'), '{ "type": "commonjs" }\n');
for (const [name, source] of Object.entries(assets)) await replace(join(root, 'dist', name), await readFile(source));

const [extension, ...programs] = Object.entries(entries).map(([name, source]) => ({
  ...options,
  entryPoints: { [name]: source },
}));
const builds = [extension, browser, page, ...(watch ? [...programs, worker] : await sharing())];
await (watch ? startWatching() : buildOnce());

/** Each program with its own part alone, and what they share. */
async function sharing() {
  const quick = programs.filter(({ entryPoints }) => 'cli' in entryPoints || 'library' in entryPoints);
  const core = await coreOf([...programs, worker], root, quick);
  return [...core.parts, ...[...programs, worker].map((program) => core.shared(program))];
}

async function buildOnce() {
  const results = await Promise.all(builds.map((one) => build({ ...one, write: false })));
  const files = results.flatMap(({ outputFiles }) => outputFiles);
  for (const { path, text } of files) await replace(path, /\.c?js$/.test(path) ? inAscii(text) : text);
  // What is taken from another bundle (`core:…`) is told of there.
  const inputs = results.flatMap(({ metafile }) => Object.keys(metafile.inputs).filter((input) => !/^\w+:/.test(input)));
  await replace(join(root, 'dist', licenses), licenseText(packagesOf(inputs, root)));
  await replace(join(root, 'dist', readme), installedReadme(await readFile(join(root, readme), 'utf8')));
  const outputs = ['package.json', types, licenses, readme, ...Object.keys(assets), ...files.map(({ path }) => basename(path))];
  for (const name of await readdir(join(root, 'dist'))) {
    if (/\.\d+$/.test(name)) continue; // Another build is about to move it to its place.
    if (!outputs.includes(name)) await rm(join(root, 'dist', name), { recursive: true, force: true });
    else if (!quiet) console.log(`dist/${name} ${String(Math.ceil((await stat(join(root, 'dist', name))).size / 1024))} kB`);
  }
}

async function startWatching() {
  // VS Code's watch task reads these two lines.
  const marks = {
    name: 'marks',
    setup({ onStart, onEnd }) {
      onStart(() => console.log('[watch] build started'));
      onEnd(() => console.log('[watch] build finished'));
    },
  };
  for (const one of builds) await (await context({ ...one, plugins: [...one.plugins, marks] })).watch();
}

/** Engines keep a text in half the memory when each of its characters is one byte; the bundler leaves others in patterns as they are. */
function inAscii(text) {
  return text.replace(/[^\0-\x7f]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** In one step: a test that runs the old bundle at this moment goes on undisturbed. */
async function replace(path, contents) {
  const fresh = `${path}.${process.pid}`;
  await writeFile(fresh, contents);
  await rename(fresh, path);
}
