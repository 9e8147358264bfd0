/** The recipes of docs/ci.md, and a machine on which they run: `npx nginx-handshake` and `nginx-handshake` are the bundle. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from './parts.ts';

/** The blocks of one language below a heading, in their order. */
export function recipes(heading: string, language: string): readonly string[] {
  const page = readFileSync(join(root, 'docs/ci.md'), 'utf8');
  const section = page.split(/^## /m).find((it) => it.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(([, text = '']) => text);
}

/** A PATH on which both programs are, made in this folder. */
export function pathWithPrograms(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const command = `exec '${process.execPath}' '${join(root, 'dist/cli.js')}' "$@"\n`;
  const programs = {
    'nginx-handshake': `#!/bin/sh\n${command}`,
    npx: `#!/bin/sh\n[ "$1 $2" = '--yes nginx-handshake' ] || exit 99\nshift 2\n${command}`,
  };
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(join(folder, name), text);
    chmodSync(join(folder, name), 0o755);
  }
  return `${folder}${delimiter}${process.env['PATH'] ?? ''}`;
}
