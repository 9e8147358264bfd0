/** What was dropped, chosen or pasted, as the files of a configuration. */
import { filesInDump, refusalInsteadOfDump } from '../../server/src/project/dump.ts';
import type { SharedFile } from './share.ts';

/** A file of the browser, and where it stands in what was dropped: `conf.d/a.conf`. */
export interface GivenFile {
  readonly path: string;
  readonly file: File;
}

/** Why there is nothing to show, or what was left out: a sentence. */
export interface Given {
  readonly files: readonly SharedFile[];
  readonly remark?: string;
}

/** Where a text without a place of its own stands. */
export const lonePath = '/etc/nginx/nginx.conf';

/** A text is one file, or all those of a dump. */
export function givenText(text: string): Given {
  const dumped = filesInDump(text).map(({ path, text: own }) => ({ path, text: own }));
  if (dumped.length > 0) return { files: dumped };
  const refusal = refusalInsteadOfDump(text);
  if (refusal !== undefined) return { files: [], remark: `This is no configuration, but what nginx says: ${refusal}` };
  return { files: [{ path: lonePath, text }] };
}

/** Only what can be text of a configuration; a single file may be a dump. The main file, or what is likeliest, comes first. */
export async function givenFiles(all: readonly GivenFile[]): Promise<Given> {
  const likely = all.filter(({ path, file }) => file.size <= largestFile && !isElsewhere(path));
  const texts = (await Promise.all(likely.slice(0, mostFiles).map(read))).flatMap((it) => it ?? []);
  const [only] = texts;
  if (only === undefined) return { files: [], remark: 'There is no text of a configuration in what was given.' };
  if (all.length === 1) {
    const { files, remark } = givenText(only.text);
    const named =
      files.length === 1 && files[0]?.path === lonePath ? [{ path: `/etc/nginx/${only.path}`, text: only.text }] : files;
    return { files: named, ...(remark === undefined ? {} : { remark }) };
  }
  const left = all.length - texts.length;
  const files = placed(texts).sort((a, b) => rank(a.path) - rank(b.path) || (a.path < b.path ? -1 : 1));
  return left === 0
    ? { files }
    : { files, remark: `${left} of ${all.length} files were left out: they are no text, or too much of it.` };
}

/** Everything in what was dropped, folders gone through. */
export async function filesOfDrop(drop: DataTransfer): Promise<readonly GivenFile[]> {
  const items = [...drop.items].filter(({ kind }) => kind === 'file');
  // Both only answer as long as the event is handled.
  const entries = items.map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const found: GivenFile[] = [];
  for (const { entry, file } of entries) {
    if (entry?.isDirectory === true) await walk(entry as FileSystemDirectoryEntry, `${entry.name}/`, found);
    else if (file !== null) found.push({ path: file.name, file });
  }
  return found;
}

/** Of an `input`, which may have let choose a folder. */
export function filesOfInput({ files }: HTMLInputElement): readonly GivenFile[] {
  return [...(files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

async function walk(folder: FileSystemDirectoryEntry, prefix: string, found: GivenFile[]): Promise<void> {
  const reader = folder.createReader();
  for (;;) {
    const some = await new Promise<readonly FileSystemEntry[]>((resolve) => {
      reader.readEntries(resolve, () => {
        resolve([]);
      });
    });
    if (some.length === 0 || found.length >= mostFiles) return;
    for (const entry of some) {
      const path = `${prefix}${entry.name}`;
      if (isElsewhere(path)) continue;
      if (entry.isDirectory) await walk(entry as FileSystemDirectoryEntry, `${path}/`, found);
      else {
        const file = await fileOf(entry as FileSystemFileEntry);
        if (file !== undefined) found.push({ path, file });
      }
    }
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File | undefined> {
  return new Promise((resolve) => {
    entry.file(resolve, () => {
      resolve(undefined);
    });
  });
}

/** What has a zero byte is no text. */
async function read({ path, file }: GivenFile): Promise<SharedFile | undefined> {
  const text = await file.text();
  return text.includes('\0') ? undefined : { path, text };
}

const mostFiles = 500;

/** In bytes. */
const largestFile = 2 * 1024 * 1024;

function isElsewhere(path: string): boolean {
  return /(?:^|\/)(?:\.git|node_modules)(?:\/|$)/.test(path);
}

/** A folder that holds `nginx.conf` is /etc/nginx; any other one is itself. */
function placed(texts: readonly SharedFile[]): SharedFile[] {
  const main = texts.map(({ path }) => path).filter((path) => /(?:^|\/)nginx\.conf$/.test(path));
  const shortest = main.sort((a, b) => a.length - b.length)[0] ?? '';
  const folder = shortest.slice(0, shortest.lastIndexOf('/') + 1);
  return texts.map(({ path, text }) => ({
    path: path.startsWith(folder) && shortest !== '' ? `/etc/nginx/${path.slice(folder.length)}` : `/${path}`,
    text,
  }));
}

function rank(path: string): number {
  return path === lonePath ? 0 : path.endsWith('/nginx.conf') ? 1 : /\.(?:conf|nginx)$/.test(path) ? 2 : 3;
}
