/** Programs that stand in for docker, podman, ssh and the like on the PATH of a test: they note their arguments, and run what is behind them here. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

export interface StandIns {
  /** For the environment of whoever shall find them. */
  readonly path: string;
  readonly folder: string;
  /** `script` is JavaScript: `args` are the arguments, `exec(words)` ends as a program of this machine does, `say` and `fail` print. */
  readonly add: (name: string, script: string) => void;
  /** The argument arrays of a program so far, oldest first. */
  readonly calls: (name: string) => readonly (readonly string[])[];
  readonly remove: () => void;
}

export function makeStandIns(): StandIns {
  const folder = mkdtempSync(join(tmpdir(), 'nginx-handshake-path-'));
  const notes = (name: string): string => join(folder, 'calls', name);
  mkdirSync(join(folder, 'calls'));
  return {
    folder,
    path: `${folder}${delimiter}${process.env['PATH'] ?? ''}`,
    add(name, script) {
      writeFileSync(join(folder, name), `#!${process.execPath}\n${prelude(notes(name))}${script}\n`);
      chmodSync(join(folder, name), 0o755);
    },
    calls: (name) =>
      !existsSync(notes(name))
        ? []
        : readFileSync(notes(name), 'utf8')
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line) as string[]),
    remove() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function prelude(notes: string): string {
  return `const { appendFileSync } = require('fs');
const args = process.argv.slice(2);
appendFileSync(${JSON.stringify(notes)}, JSON.stringify(args) + '\\n');
const exec = (words) => {
  const { status, error } = require('child_process').spawnSync(words[0], words.slice(1), { stdio: 'inherit' });
  if (error) console.error(error.message);
  process.exit(status ?? 127);
};
const say = (text) => { process.stdout.write(text); process.exit(0); };
const fail = (text, code = 1) => { process.stderr.write(text + '\\n'); process.exit(code); };
`;
}
