// Writes dist/library.d.ts: the types of the library in one file, with their comments.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateDtsBundle } from 'dts-bundle-generator';

const root = fileURLToPath(new URL('..', import.meta.url));

const [types = ''] = generateDtsBundle(
  [
    {
      filePath: join(root, 'server/src/library/index.ts'),
      output: { noBanner: true, exportReferencedTypes: false },
    },
  ],
  { preferredConfigPath: join(root, 'tsconfig.json') },
);
await writeFile(join(root, 'dist/library.d.ts'), types);
