/** Image tags of the workspace: looked for at the start, and again when a Dockerfile or compose file changes. */
import type { SlowDisk } from '../files/disk.ts';
import { imagesBelow } from '../project/image-search.ts';
import { holdsImages } from '../project/image-tags.ts';
import type { Folders } from './folders.ts';

export interface Images {
  /** Resolves when the folders were searched, whatever else is asked in between. Never rejects. */
  readonly lookIn: (folders: readonly string[]) => Promise<void>;
  /** These files were changed, made or removed. */
  readonly changedAt: (paths: readonly string[]) => Promise<void>;
}

export interface ImagesOptions {
  readonly disk: SlowDisk;
  readonly folders: Pick<Folders, 'all' | 'foundImages'>;
  /** Another nginx is judged for now. */
  readonly changed: () => void;
}

export function createImages({ disk, folders, changed }: ImagesOptions): Images {
  const waiting = new Set<string>();
  let running: Promise<void> | undefined;

  const run = async (): Promise<void> => {
    try {
      for (const folder of waiting) {
        // What changes from now on is looked for once more.
        waiting.delete(folder);
        if (folders.foundImages(folder, await imagesBelow(disk, folder))) changed();
      }
    } finally {
      running = undefined;
    }
  };

  const lookIn = (all: readonly string[]): Promise<void> => {
    for (const folder of all) waiting.add(folder);
    return (running ??= run());
  };

  return {
    lookIn,
    changedAt(paths) {
      const files = paths.filter(holdsImages);
      const concerned = folders.all().filter((folder) => files.some((path) => path.startsWith(`${folder}/`)));
      return concerned.length === 0 ? Promise.resolve() : lookIn(concerned);
    },
  };
}
