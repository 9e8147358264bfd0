// The licences of the packages that are inside the bundles, as one text.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** Folders of the packages that files of a bundle come from; `inputs` are paths from `root`, those outside of node_modules are our own. */
export function packagesOf(inputs, root) {
  const folders = inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input.replaceAll('\\', '/'))?.[0] ?? []);
  return [...new Set(folders)].sort().map((folder) => join(root, folder));
}

/** Each package with its version, its licence and the licence's text; throws where one has no text that may be copied. */
export function licenseText(folders) {
  const told = folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const texts = textsIn(folder, license);
    if (texts.length === 0) throw new Error(`${name} has no text of its licence (${license})`);
    return `${name} ${version} (${license})\n\n${texts.map((text) => text.trim()).join('\n\n')}\n`;
  });
  const rule = `\n${'-'.repeat(78)}\n\n`;
  return `nginx Handshake has these packages inside. Each is followed by its licence.\n${rule}${told.join(rule)}`;
}

/** Of a package that names its licence alone, the text as another one has it. */
function textsIn(folder, license) {
  const names = readdirSync(folder).filter((name) =>
    /^(?:licen[cs]e|copying|notice|thirdpartynotices)(?:\.(?:md|txt))?$/i.test(name),
  );
  if (names.length > 0) return names.sort().map((name) => readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n'));
  if (license !== 'Apache-2.0') return [];
  return [
    readFileSync(join(dirname(require.resolve('typescript/package.json')), 'LICENSE.txt'), 'utf8').replaceAll('\r\n', '\n'),
  ];
}
