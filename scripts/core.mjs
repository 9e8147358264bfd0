// What several bundles have in common, as bundles that they load: the core, what only editors need, and nginx's documentation, which is loaded when it is asked for.
import { isBuiltin } from 'node:module';
import { dirname, relative } from 'node:path';
import { build } from 'esbuild';

/** Packages that ask where they run before they load something of Node. */
const anywhere = ['web-tree-sitter'];
const documentation = 'node_modules/@nginx/reference-lib/';

/**
 * What two or more of `bundles` have inside, and what runs without Node as well: the core is what a bundle in `quick` needs, which
 * is read by processes that live for a moment; the editor's part is the rest. `bundles` are options of esbuild, one entry each.
 * Gives the options of the bundles of these parts, and `shared(bundle)`: the options of a bundle that takes them from there.
 */
export async function coreOf(bundles, root, quick) {
  const whole = await Promise.all(
    bundles.map((bundle) => build({ ...bundle, write: false, sourcemap: false, minify: false, legalComments: 'none' })),
  );
  const graphs = whole.map(({ metafile }) => metafile.inputs);
  const soon = graphs.filter((_graph, index) => quick.includes(bundles[index]));
  const common = commonTo(graphs);
  const isBook = (file) => file.startsWith(documentation);
  const isSoon = (file) => soon.some((graph) => file in graph);
  /** By the name of their bundle; each takes what it needs of others from theirs. */
  const groups = {
    core: common.filter((file) => isSoon(file) && !isBook(file)),
    editor: common.filter((file) => !isSoon(file) && !isBook(file)),
    documentation: common.filter(isBook),
  };
  const plugins = (without) =>
    Object.entries(groups).flatMap(([name, files]) => (name === without ? [] : [taken(new Set(files), name, root)]));
  /** Files of a group that others ask for. */
  const doorsOf = (files) => {
    const own = new Set(files);
    const asked = graphs.flatMap((graph) =>
      Object.entries(graph).flatMap(([file, { imports }]) => (own.has(file) ? [] : imports.map(({ path }) => path))),
    );
    return [...new Set(asked)].filter((path) => own.has(path)).sort();
  };
  const lines = (paths) =>
    paths.map((path) => `${JSON.stringify(path)}: () => require(${JSON.stringify(`./${path}`)}),\n`).join('');
  return {
    parts: Object.entries(groups).map(([name, files]) => ({
      ...bundles[0],
      entryPoints: undefined,
      stdin: {
        contents: `"use strict";\nmodule.exports = {\n${lines(doorsOf(files))}};\n`,
        resolveDir: root,
        sourcefile: `${name}.js`,
      },
      outdir: undefined,
      outfile: `dist/${name}.js`,
      ...inFunction,
      define: {},
      plugins: [...(bundles[0].plugins ?? []), ...plugins(name)],
    })),
    shared: (bundle) => ({ ...bundle, plugins: [...(bundle.plugins ?? []), ...plugins()] }),
  };
}

/** A worker loads bundles as scripts of one scope: what each declares stays its own. */
export const inFunction = { banner: { js: '(function () {' }, footer: { js: '})();' } };

function commonTo(graphs) {
  const bound = new Set(graphs.flatMap((graph) => boundToNode(graph)));
  const times = new Map();
  for (const graph of graphs) for (const file of Object.keys(graph)) times.set(file, (times.get(file) ?? 0) + 1);
  return [...times].filter(([file, count]) => count > 1 && !bound.has(file)).map(([file]) => file);
}

/** What needs Node itself, and what imports such a file. */
function boundToNode(graph) {
  const bound = new Set();
  const isFree = (file) => anywhere.some((name) => file.startsWith(`node_modules/${name}/`));
  for (let before = -1; before !== bound.size;) {
    before = bound.size;
    for (const [file, { imports }] of Object.entries(graph)) {
      if (!isFree(file) && imports.some(({ path, external }) => bound.has(path) || (external && isBuiltin(path))))
        bound.add(file);
    }
  }
  return [...bound];
}

/** A plugin: these files are taken from the bundle `name`. */
function taken(files, name, root) {
  return {
    name,
    setup({ onResolve, onLoad, resolve }) {
      onResolve({ filter: /.*/ }, async ({ path, importer, resolveDir, kind, namespace, pluginData }) => {
        if (pluginData === taken || kind === 'entry-point') return undefined;
        if (namespace === name) return { path, external: true };
        const found = await resolve(path, {
          importer,
          resolveDir: resolveDir || dirname(importer),
          kind,
          namespace,
          pluginData: taken,
        });
        const file = relative(root, found.path).replaceAll('\\', '/');
        return found.errors.length === 0 && files.has(file) ? { path: file, namespace: name } : undefined;
      });
      onLoad({ filter: /.*/, namespace: name }, ({ path }) => ({
        contents: `module.exports = require(${JSON.stringify(`./${name}.js`)})[${JSON.stringify(path)}]();\n`,
      }));
    },
  };
}
