// What several bundles have in common, as bundles that they load: the core, and nginx's documentation, which is loaded when it is asked for.
import { isBuiltin } from 'node:module';
import { dirname, relative } from 'node:path';
import { build } from 'esbuild';

/** Packages that ask where they run before they load something of Node. */
const anywhere = ['web-tree-sitter'];
const documentation = 'node_modules/@nginx/reference-lib/';

/**
 * The core of some bundles: what two or more of them have inside, and what runs without Node as well. `bundles` are options of
 * esbuild, one entry each. Gives the options of the core's own bundles, and `shared(bundle, load)`: the options of a bundle that
 * takes its core from them; `load` is the expression that loads the file of the name `name`, as `module.exports` has it.
 */
export async function coreOf(bundles, root) {
  const whole = await Promise.all(
    bundles.map((bundle) => build({ ...bundle, write: false, sourcemap: false, minify: false, legalComments: 'none' })),
  );
  const graphs = whole.map(({ metafile }) => metafile.inputs);
  const core = new Set(commonTo(graphs));
  const asked = graphs.flatMap((graph) =>
    Object.entries(graph).flatMap(([file, { imports }]) => (core.has(file) ? [] : imports.map(({ path }) => path))),
  );
  const doors = [...new Set(asked)].filter((path) => core.has(path)).sort();
  const isDocumentation = (path) => path.startsWith(documentation);
  const lines = (paths) =>
    paths.map((path) => `${JSON.stringify(path)}: () => require(${JSON.stringify(`./${path}`)}),\n`).join('');
  const part = (name, paths, plugins) => ({
    ...bundles[0],
    entryPoints: undefined,
    stdin: { contents: `"use strict";\nmodule.exports = {\n${lines(paths)}};\n`, resolveDir: root, sourcefile: `${name}.js` },
    outdir: undefined,
    outfile: `dist/${name}.js`,
    ...inFunction,
    define: {},
    plugins: [...(bundles[0].plugins ?? []), ...plugins],
  });
  const books = [...core].filter(isDocumentation);
  return {
    parts: [part('core', doors, [taken(new Set(books), 'documentation', undefined, root)]), part('documentation', books, [])],
    shared: (bundle, load) => ({ ...bundle, plugins: [...(bundle.plugins ?? []), taken(core, 'core', load, root)] }),
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

/** A plugin: files of `core` are taken from the bundle `name`. */
function taken(core, name, load = `require(${JSON.stringify(`./${name}.js`)})`, root) {
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
        return found.errors.length === 0 && core.has(file) ? { path: file, namespace: name } : undefined;
      });
      onLoad({ filter: /.*/, namespace: name }, ({ path }) => ({
        contents: `module.exports = ${load}[${JSON.stringify(path)}]();\n`,
      }));
    },
  };
}
