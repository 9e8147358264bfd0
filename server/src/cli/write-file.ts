/** Files that an option asks for: reports and baselines, whole or not at all. */
import { mkdirSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { reasonOf } from '../files/write-all.ts';
import { Refusal } from './refusal.ts';

/** Folders on the way are made. What is no ordinary file (a pipe, a terminal) is written as it is. Refuses where it cannot be. */
export function writeFile(option: string, path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const kind = statSync(path, { throwIfNoEntry: false });
    if (kind !== undefined && !kind.isFile()) {
      writeFileSync(path, text);
      return;
    }
    const target = kind === undefined ? path : realpathSync(path);
    const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.new`);
    try {
      writeFileSync(temporary, text, { flag: 'wx', mode: kind === undefined ? 0o666 : kind.mode & 0o777 });
      renameSync(temporary, target);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  } catch (error) {
    throw new Refusal(`--${option}: ${path}: cannot be written: ${reasonOf(error)}`);
  }
}
