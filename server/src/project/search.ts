/** Looks through folders for the files that nginx may start with. Nobody waits for a disk here. */
import { folderOf } from '../config/include.ts';
import { mostFarFolders, type Entry, type SlowDisk } from '../files/disk.ts';
import { isDump } from './dump.ts';
import { kindOfName } from './recognised.ts';

export interface Search {
  /**
   * Absolute paths of the files below a folder that hold an `http` or `events` block as far as can be told without
   * parsing, nearest to the top first.
   */
  readonly below: (top: string) => Promise<readonly string[]>;
  /** The outputs of `nginx -T` below a folder that would be main files by their names: each stands by itself. */
  readonly dumps: (top: string) => Promise<readonly string[]>;
  /** The files below a folder that may be configurations of nginx by their names, main or not; of some their text has to tell. */
  readonly recognised: (top: string) => Promise<readonly string[]>;
  /** These were changed: what is known of them and of their folders counts no more. */
  readonly forget: (paths: Iterable<string>) => void;
  /** Those beside a file or one folder above it, and those named `nginx.conf` further up; nearest first, not the file itself. */
  readonly above: (path: string) => Promise<readonly string[]>;
}

export interface SearchOptions {
  /** How many entries of folders below one are looked at. */
  readonly most: number;
  /** Told of a folder of which more is there than was looked at. */
  readonly cut: (top: string) => void;
}

/** What was found stays known as long as its stamp is the same: searching again costs a look at each folder. */
export function createSearch(disk: SlowDisk, { most, cut }: SearchOptions = inEditor): Search {
  const folders = new Map<string, Folder>();
  const files = new Map<string, { readonly stamp: string; readonly kind: Kind }>();

  const lookInto = async (path: string): Promise<Folder> => {
    const stamp = await disk.stamp(path);
    const known = folders.get(path);
    if (known?.stamp === stamp) return known;
    const entries = await disk.list(path);
    const join = ({ name }: Entry): string => `${path === '/' ? '' : path}/${name}`;
    const folder = {
      stamp,
      size: entries.length,
      folders: entries.filter((it) => it.folder && !skipped.has(it.name)).map(join),
      files: entries
        .filter((it) => !it.folder)
        .map(join)
        .filter((it) => isConfiguration(it) || kindOfName(it) !== undefined),
    };
    folders.set(path, folder);
    return folder;
  };

  const kindOf = async (path: string): Promise<Kind> => {
    const stamp = await disk.stamp(path);
    const known = files.get(path);
    if (known?.stamp === stamp) return known.kind;
    const content = await disk.read(path);
    const kind = 'text' in content ? kindOfText(content.text) : 'other';
    files.set(path, { stamp, kind });
    return kind;
  };

  const among = async (paths: readonly string[], wanted: Kind): Promise<readonly string[]> => {
    const found: string[] = [];
    for (let at = 0; at < paths.length; at += atOnce) {
      const some = paths.slice(at, at + atOnce);
      const kinds = await Promise.all(some.map(kindOf));
      found.push(...some.filter((_, index) => kinds[index] === wanted));
    }
    return found;
  };

  const below = async (top: string, wanted: Kind): Promise<readonly string[]> => {
    const found: string[] = [];
    for await (const { files } of walk(top)) found.push(...(await among(files.filter(isConfiguration), wanted)));
    return found;
  };

  async function* walk(top: string): AsyncGenerator<Folder> {
    const queue = [top];
    let left = disk.isFar?.(top) === true ? mostFarFolders : Infinity;
    let looked = 0;
    while (queue.length > 0 && left > 0) {
      const some = queue.splice(0, Math.min(atOnce, left));
      left -= some.length;
      for (const folder of await Promise.all(some.map(lookInto))) {
        looked += folder.size;
        if (looked > most) {
          cut(top);
          return;
        }
        for (const inner of folder.folders) queue.push(inner);
        yield folder;
      }
    }
  }

  return {
    below: (top) => below(top, 'main'),
    dumps: (top) => below(top, 'dump'),
    async recognised(top) {
      const found: string[] = [];
      for await (const { files } of walk(top)) found.push(...files.filter((it) => kindOfName(it) !== undefined));
      return found;
    },
    forget(paths) {
      for (const path of paths) {
        files.delete(path);
        folders.delete(folderOf(path));
      }
    },
    async above(path) {
      const found: string[] = [];
      for (const [index, folder] of foldersAround(path).entries()) {
        const files =
          index < 2 ? (await lookInto(folder)).files.filter(isConfiguration).slice(0, mostBeside) : [`${folder}/nginx.conf`];
        found.push(
          ...(await among(
            files.filter((it) => it !== path),
            'main',
          )),
        );
      }
      return found;
    },
  };
}

/** What a file is, as far as can be told without parsing. */
type Kind = 'main' | 'dump' | 'other';

function kindOfText(text: string): Kind {
  if (isDump(text)) return 'dump';
  return /(^|[\s;}])(http|events)\s*\{/.test(text) ? 'main' : 'other';
}

/** How far apart two files are: the folders to leave and to enter. */
export function distance(a: string, b: string): number {
  const left = a.split('/');
  const right = b.split('/');
  let same = 0;
  while (same < left.length && left[same] === right[same]) same++;
  return left.length + right.length - 2 * same;
}

/** May a file of this name be a main file, or a template of one? */
function isConfiguration(path: string): boolean {
  return configuration.test(path);
}

/** What the name of a main file, or of a template of one, may end with, where it is not `nginx.` and anything. */
export const endings: readonly string[] = 'conf nginx template tmpl tpl j2 jinja jinja2 erb in dist sample example default'.split(
  ' ',
);

const configuration = new RegExp(`\\.(${endings.join('|')})$|/nginx\\.[^/]*$`, 'i');

interface Folder {
  readonly stamp: string;
  /** Number of entries, also of those that are of no interest. */
  readonly size: number;
  readonly folders: readonly string[];
  /** Of those that have a name to be looked at. */
  readonly files: readonly string[];
}

/** The folder of a file and those above it; never the top of the disk. */
function foldersAround(path: string): readonly string[] {
  const folders: string[] = [];
  let folder = path;
  while (folders.length < mostFolders && folder.includes('/', 1)) {
    folder = folder.slice(0, folder.lastIndexOf('/'));
    folders.push(folder);
  }
  return folders;
}

/** Enough for any configuration; a home folder opened as a workspace must not be read to its end. */
const inEditor: SearchOptions = { most: 20_000, cut: () => undefined };
const mostBeside = 200;
const mostFolders = 6;
const atOnce = 16;

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
