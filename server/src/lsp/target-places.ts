/** Where the files are here that nginx of a target names, and which configuration of the workspace it reads. */
import type { UnmappedFile } from '../../../protocol/target.ts';
import type { Analysis } from '../analysis/analyze.ts';
import type { SlowDisk } from '../files/disk.ts';
import type { Running } from '../target/ask.ts';
import type { Target } from '../target/model.ts';
import { foldersOf, pathHere, type Mapping } from '../target/paths.ts';
import type { Said } from '../target/said.ts';
import { isSameThere } from '../target/same-there.ts';
import type { Folders } from './folders.ts';
import type { Session } from './session.ts';
import type { PlacedMessage } from './target-diagnostics.ts';
import type { Targets } from './targets.ts';
import { isForeign, pathOf, uriOf } from './uris.ts';

export interface TargetPlaces {
  /** The main file that a document takes part in, or the only one of a folder; and all files that are read with it. */
  readonly configurationOf: (uri: string) => Promise<Configuration>;
  /** `path` is what it is about: its settings hold. The main file there and the one here are taken as the same. */
  readonly mappingFor: (path: string, target: Target, main: MainFile, signal?: AbortSignal) => Promise<Mapping>;
  /** A file that is there; `undefined` where none is, or nobody knows. */
  readonly here: (path: string, mapping: Mapping) => Promise<string | undefined>;
  /** The messages whose places are known here; one without a place stands at the beginning of the main file. */
  readonly placed: (said: readonly Said[], task: Placing) => Promise<readonly PlacedMessage[]>;
  /**
   * The analysis of what was tested, where that is sure to be the text that is analysed: on this machine nothing of it is unsaved,
   * elsewhere the same stands there. `isOfInterest` is asked before anybody looks.
   */
  readonly testedHere: (
    task: Placing,
    target: Target,
    isOfInterest: (analysis: Analysis) => boolean,
    running: Running,
  ) => Promise<Analysis | undefined>;
  /** The files of messages that are not placed, and what they may be here. */
  readonly unmapped: (said: readonly Said[], messages: readonly PlacedMessage[], task: Placing) => readonly UnmappedFile[];
}

export interface Configuration {
  readonly main: string | undefined;
  readonly files: readonly string[];
}

export interface MainFile {
  readonly there: string | undefined;
  readonly here: string | undefined;
}

export interface Placing extends Configuration {
  readonly mapping: Mapping;
  /** What it is about. */
  readonly path: string;
}

export interface TargetPlacesOptions {
  readonly targets: Targets;
  readonly folders: Folders;
  readonly session: Session;
  readonly disk: SlowDisk;
}

export function createTargetPlaces({ targets, folders, session, disk }: TargetPlacesOptions): TargetPlaces {
  const isFile = async (path: string): Promise<boolean> => (await disk.stat(path))?.kind === 'file';

  const placedOne = async (said: Said, { mapping, main }: Placing): Promise<PlacedMessage | undefined> => {
    const path = said.path === undefined ? main : await pathHere(said.path, mapping, isFile);
    if (path === undefined) return undefined;
    const content = await disk.read(path);
    const line = Math.max(0, (said.line ?? 1) - 1);
    return { said, path, line, text: 'text' in content ? content.text : undefined };
  };

  return {
    async configurationOf(uri) {
      const document = session.documents.byUri(uri);
      if (document !== undefined) {
        await session.settle([document]);
        const configs = session.viewOf(document).isDump ? [] : session.analysesOf(document).map(({ config }) => config);
        const main = configs.find(({ context }) => context === 'main')?.main;
        return { main, files: configs.flatMap(({ files }) => files) };
      }
      const { mainFile, folder } = folders.of(`${pathOf(uri)}/`);
      const found = mainFile !== undefined ? [mainFile] : folder === undefined ? [] : session.mainFiles.below(folder);
      return { main: found.length === 1 ? found[0] : undefined, files: found };
    },
    async mappingFor(path, target, { there, here }, signal) {
      const mounts = await targets.mounts(target, signal);
      const isHere = target.kind === 'local';
      const like = isHere || there === undefined || here === undefined ? [] : [foldersOf(there, here)];
      return { isHere, mappings: [...(folders.of(path).options.build.includeMap ?? []), ...mounts, ...like] };
    },
    here: (path, mapping) => pathHere(path, mapping, isFile),
    async placed(said, task) {
      const messages = await Promise.all(said.map((it) => placedOne(it, task)));
      return messages.filter((it) => it !== undefined);
    },
    async testedHere({ main, mapping }, target, isOfInterest, running) {
      if (main === undefined || isForeign(main)) return undefined;
      const isLocal = target.kind === 'local';
      if (isLocal && target.configuration !== undefined && target.configuration !== main) return undefined;
      const open = session.documents.all().filter(({ path }) => !isForeign(path));
      const analysis = open.flatMap((it) => session.analysesOf(it)).find(({ config }) => config.main === main);
      if (analysis === undefined || !isOfInterest(analysis)) return undefined;
      const read = open.filter(({ path }) => analysis.config.files.includes(path));
      const saved = await Promise.all(
        read.map(async ({ path, source }) => {
          const content = await disk.read(path);
          return 'text' in content && content.text === source.whole();
        }),
      );
      if (!saved.every(Boolean)) return undefined;
      if (isLocal) return analysis;
      const files = analysis.config.files.flatMap((path) => {
        const file = analysis.workspace.open(path);
        return 'unreadable' in file ? [] : [{ path, text: file.tree.text }];
      });
      return (await isSameThere(files, main, mapping, target, running)) ? analysis : undefined;
    },
    unmapped(said, messages, { files, path: about }) {
      const { folder } = folders.of(about);
      const lost = said.filter((it) => it.path !== undefined && !messages.some((other) => other.said === it));
      const here = [...files, ...session.documents.all().map(({ path }) => path)].filter((path) => !isForeign(path));
      return [...new Set(lost.map(({ path = '' }) => path))].map((path) => {
        const name = path.slice(path.lastIndexOf('/'));
        const candidates = [...new Set(here)].filter((it) => it.endsWith(name)).slice(0, mostCandidates);
        return {
          path,
          candidates: candidates.map((it) => {
            const { from, to } = foldersOf(path, it);
            const isInside = folder !== undefined && to.startsWith(`${folder}/`);
            return { uri: uriOf(it), from, to: isInside ? to.slice(folder.length + 1) : to };
          }),
        };
      });
    },
  };
}

const mostCandidates = 20;
