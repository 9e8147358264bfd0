/** Looks through a folder for the files that nginx may start with. */
import type { Disk } from '../files/disk.ts';

/** Absolute paths of files that hold an `http` or `events` block as far as can be told without parsing, nearest to the top first. */
export function findMainFiles(disk: Disk, top: string): readonly string[] {
  const found: string[] = [];
  const folders = [top];
  let looked = 0;
  for (const folder of folders) {
    for (const entry of disk.list(folder)) {
      if (++looked > mostEntries) return found;
      const path = `${folder === '/' ? '' : folder}/${entry.name}`;
      if (entry.folder) {
        if (!skipped.has(entry.name)) folders.push(path);
      } else if (isConfiguration(entry.name) && looksLikeMain(disk, path)) found.push(path);
    }
  }
  return found;
}

/** The files named `nginx.conf` in the folder of a file and in those above it: a file of `conf.d` opened without its workspace. */
export function mainFilesAbove(disk: Disk, path: string): readonly string[] {
  const found: string[] = [];
  let folder = path;
  for (let i = 0; i < foldersAbove && folder.includes('/', 1); i++) {
    folder = folder.slice(0, folder.lastIndexOf('/'));
    const main = `${folder}/nginx.conf`;
    if (main !== path && looksLikeMain(disk, main)) found.push(main);
  }
  return found;
}

/** How far apart two files are: the folders to leave and to enter. */
export function distance(a: string, b: string): number {
  const left = a.split('/');
  const right = b.split('/');
  let same = 0;
  while (same < left.length && left[same] === right[same]) same++;
  return left.length + right.length - 2 * same;
}

/** Enough for any configuration; a home folder opened as a workspace must not be read to its end. */
const mostEntries = 20_000;
const foldersAbove = 5;

const skipped = new Set([
  'node_modules',
  'bower_components',
  '.git',
  '.hg',
  '.svn',
  '.venv',
  'venv',
  '__pycache__',
  '.terraform',
  '.cache',
]);

function isConfiguration(name: string): boolean {
  return (
    /\.(conf|nginx|template|tmpl|tpl|j2|jinja2?|erb|in|dist|sample|example|default)$/i.test(name) || name.startsWith('nginx.')
  );
}

function looksLikeMain(disk: Disk, path: string): boolean {
  const file = disk.read(path);
  return 'text' in file && /(^|[\s;}])(http|events)\s*\{/.test(file.text);
}
