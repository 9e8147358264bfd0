// For bundles that only say who they are: of package.json what names the product, without all that VS Code reads of it.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const manifest = join(dirname(dirname(fileURLToPath(import.meta.url))), 'package.json');

export const smallManifest = {
  name: 'small-manifest',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]package\.json$/ }, async ({ path }) => {
      if (path !== manifest) return undefined;
      const { name, version, homepage } = JSON.parse(await readFile(path, 'utf8'));
      return { contents: JSON.stringify({ name, version, homepage }), loader: 'json' };
    });
  },
};
