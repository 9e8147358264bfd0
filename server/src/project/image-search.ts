/** Looks through a workspace for the images that its nginx comes from. */
import { folderOf } from '../config/include.ts';
import { mostFarFolders, type SlowDisk } from '../files/disk.ts';
import { holdsImages, imageTagsIn, type ImageTag } from './image-tags.ts';

export interface FoundImage extends ImageTag {
  /** Of the Dockerfile or compose file. */
  readonly path: string;
}

/** Those of all Dockerfiles and compose files below a folder, nearest to the top first. Never rejects. */
export async function imagesBelow(disk: SlowDisk, top: string): Promise<readonly FoundImage[]> {
  const found: FoundImage[] = [];
  const queue = [top];
  const most = disk.isFar?.(top) === true ? mostFarFolders : Infinity;
  let looked = 0;
  for (const [index, folder] of queue.entries()) {
    if (index >= most) break;
    const entries = await disk.list(folder);
    looked += entries.length;
    if (looked > mostEntries) break;
    const pathOf = (name: string): string => `${folder === '/' ? '' : folder}/${name}`;
    queue.push(...entries.filter((it) => it.folder && !skipped.test(it.name)).map(({ name }) => pathOf(name)));
    for (const { name } of entries.filter((it) => !it.folder && holdsImages(it.name))) {
      found.push(...(await imagesIn(disk, pathOf(name))));
    }
  }
  return found;
}

/** Those beside a file, and in the folders above it up to the one that a repository begins in (`.git`), two at most without one. */
export async function imagesAround(disk: SlowDisk, path: string): Promise<readonly FoundImage[]> {
  const levels: FoundImage[][] = [];
  let folder = folderOf(path);
  let top: number | undefined;
  for (let level = 0; level < mostLevels && folder.includes('/', 1) && top === undefined; level++) {
    const here = folder;
    const entries = await disk.list(here);
    const files = entries.filter((it) => !it.folder && holdsImages(it.name)).map(({ name }) => `${here}/${name}`);
    levels.push((await Promise.all(files.map((file) => imagesIn(disk, file)))).flat());
    if (entries.some(({ name }) => name === '.git')) top = level;
    folder = folderOf(folder);
  }
  return levels.slice(0, (top ?? 1) + 1).flat();
}

async function imagesIn(disk: SlowDisk, path: string): Promise<readonly FoundImage[]> {
  const content = await disk.read(path);
  return 'text' in content ? imageTagsIn(content.text.slice(0, longest)).map((it) => ({ ...it, path })) : [];
}

/** What belongs to others: their images are not those of this configuration. */
const skipped = /^(?:\..*|node_modules|bower_components|vendor|venv|__pycache__)$/;
const mostEntries = 20_000;
const mostLevels = 6;
const longest = 100_000;
