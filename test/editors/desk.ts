/** What the tests of other editors share: the configurations as documented, a program of our own on the PATH, and a project to work in. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { root } from '../support/parts.ts';

export interface Desk {
  /** A folder of its own, which is also the home of whoever works at it. */
  readonly path: string;
  readonly project: string;
  /** With `nginx-handshake` on the PATH, as `npm install -g` puts it there. */
  readonly environment: NodeJS.ProcessEnv;
  /** Writes a file below the folder, and gives its path. */
  readonly write: (name: string, text: string) => string;
  /** What `look` gives, as soon as `wanted` holds of it; after 30 s it throws what it gives. */
  readonly until: <T>(look: () => T, wanted: (value: T) => boolean) => Promise<T>;
  readonly remove: () => void;
}

export function makeDesk(files: Readonly<Record<string, string>>): Desk {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'nginx-handshake-')));
  const [bin, project] = [join(path, 'bin'), join(path, 'project')];
  for (const folder of [bin, project]) mkdirSync(folder);
  chmodSync(join(root, 'dist/cli.js'), 0o755);
  symlinkSync(join(root, 'dist/cli.js'), join(bin, 'nginx-handshake'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(project, name), text);
  return {
    path,
    project,
    environment: {
      ...process.env,
      PATH: [bin, process.env['PATH']].join(delimiter),
      HOME: path,
      XDG_CONFIG_HOME: join(path, 'config'),
      XDG_STATE_HOME: join(path, 'state'),
      XDG_DATA_HOME: join(path, 'data'),
      XDG_RUNTIME_DIR: path,
      LC_ALL: 'C.UTF-8',
    },
    write: (name, text) => {
      const file = join(path, name);
      writeFileSync(file, text);
      return file;
    },
    until: async (look, wanted) => {
      for (const started = Date.now(); ; await new Promise((resolve) => setTimeout(resolve, 100))) {
        const value = look();
        if (wanted(value)) return value;
        if (Date.now() - started > 60_000) throw new Error(`It is still ${JSON.stringify(value)}`);
      }
    },
    remove: () => {
      rmSync(path, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The blocks of code of a language, as docs/editors.md has them, in their order. */
export function documented(language: string): readonly string[] {
  const page = readFileSync(join(root, 'docs/editors.md'), 'utf8');
  return [...page.matchAll(/^```(\w+)\n(.*?)^```$/gms)].filter(([, it]) => it === language).map(([, , code = '']) => code);
}

/** What a line holds before a mistake, in characters of one to four bytes: whoever counts in other units is beside it. */
export const wide = 'aé€😀𝄞';

/** `/ws` lacks a header; its lines have wide characters before what is looked at. */
export const broken = `events {}
http {
    map $http_upgrade $connection_upgrade { default upgrade; '' close; }
    server {
        listen 80;
        location /ws { set $wide "${wide}"; proxy_pass http://127.0.0.1:3000; proxy_http_version 1.1; proxy_read_timeout 1h;
            proxy_set_header Connection $connection_upgrade;
            proxy_set_header Host $host;
        }
    }
}
`;
