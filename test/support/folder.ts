/** Folders on disk for tests, made of texts and removed afterwards. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from 'node:test';
import { pathToFileURL } from 'node:url';

export interface Folder {
  readonly path: string;
  readonly file: (name: string) => string;
  readonly uri: (name: string) => string;
  readonly write: (name: string, content: string | Uint8Array) => void;
}

/** Removed when the suite ends. */
export function makeFolder(files: Readonly<Record<string, string | Uint8Array>> = {}): Folder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'nginx-handshake-')));
  after(() => {
    rmSync(path, { recursive: true, force: true });
  });
  const folder: Folder = {
    path,
    file: (name) => join(path, name),
    uri: (name) => pathToFileURL(join(path, name)).href,
    write(name, content) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), content);
    },
  };
  for (const [name, content] of Object.entries(files)) folder.write(name, content);
  return folder;
}
