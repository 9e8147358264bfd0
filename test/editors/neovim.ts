/** A Neovim without a window, told what to do over its own socket: keys as somebody types them, and Lua that says what there is. */
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Desk } from './desk.ts';

export interface Neovim {
  /** What a Lua expression gives, as JSON. Throws what Neovim says where it fails. */
  readonly lua: (expression: string) => unknown;
  /** As typed, in Neovim's notation: `ihello<Esc>`. */
  readonly type: (keys: string) => void;
  /** What an expression gives, as soon as `wanted` holds of it; after 30 s it throws what it gives. */
  readonly until: <T>(expression: string, wanted: (value: T) => boolean) => Promise<T>;
  readonly stop: () => void;
}

/** With `init` for its configuration and nothing of the user's, on `file`. */
export async function startNeovim(program: string, desk: Desk, init: string, file: string): Promise<Neovim> {
  const socket = join(desk.path, 'nvim.sock');
  const child = spawn(program, ['--headless', '--clean', '-u', init, '--listen', socket, file], {
    cwd: desk.project,
    env: desk.environment,
    stdio: 'ignore',
  });
  const remote = (...command: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync(program, ['--clean', '--server', socket, ...command], {
      encoding: 'utf8',
      env: desk.environment,
      timeout: 60_000,
    });
    if (status !== 0 || stderr.includes('E247')) throw new Error(`${command.join(' ')}: ${stderr}`);
    return stdout === '' ? stderr : stdout;
  };
  const neovim: Neovim = {
    lua: (expression) =>
      JSON.parse(remote('--remote-expr', `luaeval('vim.json.encode(${expression.replaceAll("'", "''")})')`)) as unknown,
    type: (keys) => void remote('--remote-send', keys),
    until: (expression, wanted) => desk.until(() => neovim.lua(expression) as Parameters<typeof wanted>[0], wanted),
    stop: () => {
      child.kill('SIGKILL');
    },
  };
  await desk.until(
    () => {
      try {
        return neovim.lua('1');
      } catch {
        return 0;
      }
    },
    (value) => value === 1,
  );
  return neovim;
}
