/** An Emacs without a window, told what to do by `emacsclient`. */
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Desk } from './desk.ts';

export interface Emacs {
  /** As typed, in the notation of `kbd`: `C-x C-s`. */
  readonly type: (keys: string) => void;
  /** What a Lisp expression gives, as JSON. Throws what Emacs says where it fails. */
  readonly lisp: (expression: string) => unknown;
  /** What an expression gives, as soon as `wanted` holds of it; after 30 s it throws what it gives. */
  readonly until: <T>(expression: string, wanted: (value: T) => boolean) => Promise<T>;
  readonly stop: () => void;
}

/** With the init file that stands in the home of `desk`, and the packages of this machine. */
export async function startEmacs(program: string, desk: Desk): Promise<Emacs> {
  const socket = join(desk.path, 'emacs.sock');
  const child = spawn(program, [`--fg-daemon=${socket}`], { cwd: desk.project, env: desk.environment, stdio: 'ignore' });
  const emacs: Emacs = {
    lisp: (expression) => {
      const json = `(base64-encode-string (encode-coding-string (json-encode (with-current-buffer (window-buffer) ${expression})) 'utf-8) t)`;
      const command = [`--socket-name=${socket}`, '--eval', json];
      const { status, stdout, stderr } = spawnSync('emacsclient', command, {
        encoding: 'utf8',
        env: desk.environment,
        timeout: 30_000,
      });
      if (status !== 0) throw new Error(`${expression}: ${stdout}${stderr}`);
      return JSON.parse(Buffer.from(stdout.trim().slice(1, -1), 'base64').toString('utf8')) as unknown;
    },
    type: (keys) => void emacs.lisp(`(execute-kbd-macro (kbd ${JSON.stringify(keys)}))`),
    until: (expression, wanted) => desk.until(() => emacs.lisp(expression) as Parameters<typeof wanted>[0], wanted),
    stop: () => {
      child.kill('SIGKILL');
    },
  };
  await desk.until(
    () => {
      try {
        return emacs.lisp('1');
      } catch {
        return 0;
      }
    },
    (value) => value === 1,
  );
  return emacs;
}
