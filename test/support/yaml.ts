/** What a YAML file says. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './parts.ts';

const { load } = createRequire(import.meta.url)('js-yaml') as { readonly load: (text: string) => unknown };

/** Of a file of the repository; throws on what is no YAML. */
export function readYaml(file: string): unknown {
  return load(readFileSync(join(root, file), 'utf8'));
}

export function parseYaml(text: string): unknown {
  return load(text);
}
