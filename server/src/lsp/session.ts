/** What the server knows between two messages: open documents, what was loaded of the disk, and analyses of both. */
import type { Diagnostic, Range } from 'vscode-languageserver';
import type { Analysis, AnalyzeOptions } from '../analysis/analyze.ts';
import type { Rule } from '../analysis/rule.ts';
import { folderOf } from '../config/include.ts';
import { compareVersions, type Versions } from '../features/compare/compare.ts';
import type { Comparison } from '../features/compare/model.ts';
import type { SourceFile } from '../config/workspace.ts';
import type { SlowDisk } from '../files/disk.ts';
import { createFiles } from '../files/files.ts';
import type { StartEcho } from '../echo/server.ts';
import { createLoadedDisk } from '../files/loaded-disk.ts';
import type { InstalledNginx } from '../files/nginx-binary.ts';
import type { Run } from '../target/ask.ts';
import type { StartWatch } from '../watch/watch.ts';
import type { Failures } from '../project/failures.ts';
import { createMainFiles, type MainFiles } from '../project/main-files.ts';
import type { probe } from '../probe/probe.ts';
import { createProjects, type Asked } from '../project/projects.ts';
import { createSearch } from '../project/search.ts';
import { derived } from '../query/derived.ts';
import { createOnce, type Once } from '../query/once.ts';
import type { Parser } from '../syntax/tree.ts';
import type { Client } from './client.ts';
import type { ActionContext } from './code-actions.ts';
import { byMain, createTelling, findingsOf, type Places } from './diagnostics.ts';
import { createDocuments, type Documents, type OpenDocument } from './documents.ts';
import { createDumps, isDumpText } from './dumps.ts';
import { keepingBack, type Own } from '../files/outside.ts';
import { sameList } from '../query/same.ts';
import type { Folders } from './folders.ts';
import { createLooking, type Looking } from './looking.ts';
import { placesOf, type OpenText } from './open-text.ts';
import { textOf as sourceOf } from '../syntax/text.ts';
import { createSettle } from './settle.ts';
import { isForeign, uriOf } from './uris.ts';
import type { View } from './views.ts';

/** What the entries hand in: they know whether there is a disk, and where the parser's files are. */
export interface World {
  /** `undefined` where this machine has none: in a browser. */
  readonly disk?: SlowDisk;
  readonly loadParser: () => Promise<Parser>;
  /** Asked only in trusted workspaces; `undefined` where no program can be run. */
  readonly installedNginx?: () => Promise<InstalledNginx | undefined>;
  /** Only in trusted workspaces; `undefined` where no program can be run. */
  readonly run?: Run;
  /** Only in trusted workspaces; `undefined` where nothing can listen. */
  readonly startEcho?: StartEcho;
  /** Only in trusted workspaces; `undefined` where no log can be read. */
  readonly startWatch?: StartWatch;
  /** Opens a connection; only when somebody asks, in trusted workspaces. `undefined` where nothing can. */
  readonly probe?: typeof probe;
  readonly rules: readonly Rule[];
  /** Lets messages that have arrived be read. */
  readonly yieldToMessages: () => Promise<void>;
}

export interface Session {
  readonly documents: Documents;
  readonly mainFiles: MainFiles;
  readonly viewOf: (document: OpenDocument) => View;
  /** In each main file that the document takes part in, the nearest first. */
  readonly analysesOf: (document: OpenDocument) => readonly Analysis[];
  readonly diagnosticsOf: (document: OpenDocument) => readonly Diagnostic[];
  /** By URI: what the main files of the open documents say of files that are not open, as far as the user may change them. */
  readonly unopened: () => ReadonlyMap<string, readonly Diagnostic[]>;
  readonly actionContext: (document: OpenDocument) => ActionContext;
  /** Of each main file that the document takes part in. */
  readonly compare: (document: OpenDocument, versions: Versions) => readonly Comparison[];
  /** Waits until all that the documents need is loaded, but not for ever: is it? `isPatient`: longer, and for what was given up before. */
  readonly settle: (documents: readonly OpenDocument[], isPatient?: boolean) => Promise<boolean>;
  /** The main files that include a file, which need not be open, the nearest first; waits until they are read, but not for ever. */
  readonly mainsOf: (path: string) => Promise<readonly string[]>;
  /** Is something on its way that an answer may have lacked? */
  readonly isLacking: () => boolean;
  readonly looking: Looking;
  /** The folders whose files were asked for. */
  readonly readFolders: () => ReadonlySet<string>;
  /** A document was closed, or settings changed: what no document needs any more is let go. */
  readonly tidy: () => void;
}

export interface SessionOptions {
  readonly world: Pick<World, 'rules'>;
  readonly disk: SlowDisk;
  readonly parser: Parser;
  readonly client: Client;
  readonly folders: Folders;
  readonly failures: Failures;
  /** Something came from the disk after it was not waited for any more. */
  readonly arrived: () => void;
}

export function createSession({ world, disk: slow, parser, client, folders, failures, arrived }: SessionOptions): Session {
  const { rules } = world;
  const late = (): void => {
    files.refresh();
    arrived();
  };
  const disk = createLoadedDisk(slow, {
    serves: (path) => client.readsFiles || !isForeign(path),
    arrived: late,
    failed(error) {
      failures.other('reading the disk', error);
    },
  });
  let own: Own = { files: [], folders: [] };
  /** The document that was asked about last without being open as one of nginx: it is shown all the same. */
  let lookedAt: readonly string[] = [];
  let ownOf: readonly unknown[] | undefined;
  /** The same object as long as the same documents are open, with the same settings and main files around them. */
  const ownNow = (): Own => {
    const open = [...openPaths(), ...lookedAt].map(asked);
    const near = open.map(({ path, settings }) => mainFiles.near(path, settings.folder));
    const now = [...open.flatMap(({ path, settings }) => [path, settings]), ...near];
    if (!sameList(now, ownOf)) {
      own = { files: open.map(({ path }) => path), folders: open.flatMap((it, index) => ownFolders(it, near[index] ?? [])) };
    }
    ownOf = now;
    return own;
  };
  const ownDisk = keepingBack(disk, ownNow);
  const files = createFiles(parser, ownDisk);
  const documents = createDocuments(files, client.encoding);
  const mainFiles = createMainFiles(createSearch(slow), failures, late);
  const projects = createProjects({ workspace: files, mainFiles, rules, failures });
  const textOfFile = derived(({ tree }: SourceFile) => placesOf(unnamed, tree.source, client.encoding));

  const searchAgain = async (changed: ReadonlySet<string>): Promise<boolean> => {
    // Documents do not wait for long: what is found later is told.
    const timer = setTimeout(mainFiles.giveUp, searchPatience);
    const found = await mainFiles.again(changed, client.watchesFiles);
    clearTimeout(timer);
    return found;
  };
  const looking = createLooking(async (changed) => {
    const answers = await Promise.all([disk.look(changed), searchAgain(changed)]);
    return files.refresh() || answers.includes(true);
  });

  const asked = (path: string): Asked => ({ path, settings: folders.of(path) });
  /** A dump is no file of a configuration: it stands by itself. */
  const openPaths = (): readonly string[] =>
    documents
      .all()
      .filter(isFile)
      .map(({ path }) => path);
  const analysesOf = (path: string): readonly Analysis[] => projects.analysesOf(asked(path), openPaths());

  const textOf = (path: string): OpenText => {
    const open = documents.byPath(path);
    if (open !== undefined) return open.text;
    const file = files.open(path);
    if ('unreadable' in file) return placesOf(unnamed, emptyText);
    return textOfFile(file);
  };

  const places: Places = {
    uriOf: (path) => documents.byPath(path)?.uri ?? uriOf(path),
    textOf,
    rangeOf(path, { start, end }): Range {
      const text = textOf(path);
      return { start: text.positionAt(start), end: text.positionAt(end) };
    },
  };

  let offered: { readonly analyses: readonly Analysis[]; readonly revision: number; readonly once: Once } | undefined;
  /** What was made for these very analyses need not be made again, as long as a fix that is tried finds the same files too. */
  const onceFor = (analyses: readonly Analysis[]): Once => {
    const revision = files.revision();
    if (offered?.revision !== revision || !sameList(offered.analyses, analyses))
      offered = { analyses, revision, once: createOnce() };
    return offered.once;
  };

  const telling = createTelling(places, client.relatedInformation);
  const optionsOf = (path: string): AnalyzeOptions => folders.of(path).options;
  const { relatedInformation } = client;
  const dumps = createDumps({ parser, rules, failures, optionsOf, relatedInformation });

  const settle = createSettle({
    isBusy: () => disk.isPending() || mainFiles.isSearching(),
    idle: () => Promise.all([disk.idle(), mainFiles.searched()]),
    giveUp() {
      disk.giveUp();
      mainFiles.giveUp();
    },
    insist: () => [disk.insist(), mainFiles.insist()].includes(true),
    refresh: files.refresh,
    late,
  });

  const viewOf = (document: OpenDocument): View => {
    const { path, source } = document;
    const dump = dumps.viewOf(document);
    if (dump !== undefined) return dump;
    return {
      document,
      analyses: analysesOf(path),
      places,
      files: [{ path, start: 0, end: source.length }],
      lineOf: (_path, line) => line,
      isDump: false,
    };
  };

  return {
    documents,
    mainFiles,
    viewOf,
    analysesOf: (document) => viewOf(document).analyses,
    diagnosticsOf(document) {
      const view = viewOf(document);
      return view.isDump ? dumps.diagnosticsOf(document, view) : telling.of(document.path, view.analyses);
    },
    unopened() {
      // What several say alike is told by the same one, whatever was opened first.
      const analyses = [...new Set(openPaths().flatMap(analysesOf))].sort(byMain);
      const paths = new Set(
        analyses.flatMap(({ config }) =>
          config.files.filter(
            (path) =>
              documents.byPath(path) === undefined &&
              (folders.of(path).folder !== undefined || path.startsWith(`${folderOf(config.main)}/`)),
          ),
        ),
      );
      return new Map([...paths].map((path) => [places.uriOf(path), telling.of(path, analyses)]));
    },
    actionContext({ path, uri, source }) {
      // Nobody edits what nginx printed.
      const analyses = isDumpText(source) ? [] : analysesOf(path);
      return {
        path,
        uri,
        places,
        analyses,
        gate: { parser, others: analyses, failed: failures.rule },
        once: onceFor(analyses),
        found: findingsOf(path, analyses),
        versionOf: (other) => documents.byPath(other)?.text.version,
        versioned: client.documentChanges,
      };
    },
    compare: (document, versions) =>
      viewOf(document).analyses.map(({ workspace, config, options }) =>
        compareVersions({ workspace, main: config.main, options }, versions, { rules, failed: failures.rule }),
      ),
    async settle(wanted, isPatient = false) {
      const explore = (): void => {
        for (const { path } of wanted.filter(isFile)) projects.explore(asked(path), openPaths());
      };
      const ask = (): void => {
        for (const { path } of wanted.filter(isFile)) analysesOf(path);
      };
      return await settle({ explore, ask }, isPatient);
    },
    async mainsOf(path) {
      lookedAt = [path];
      let mains: readonly string[] = [];
      const look = (): void => {
        mains = projects.mainsOf(asked(path), openPaths());
      };
      await settle({ explore: look, ask: look });
      return mains;
    },
    isLacking: disk.isPending,
    looking,
    readFolders: disk.folders,
    tidy() {
      const read = new Set([...openPaths(), ...projects.retain(openPaths().map(asked), openPaths())]);
      files.retain(read);
      disk.retain(read);
      telling.retain(read);
      dumps.retain(new Set(documents.all().map(({ path }) => path)));
      if (openPaths().length === 0) mainFiles.forget();
    },
  };
}

/** The workspace folder, those of the document and of main files around it, and where settings lead. */
function ownFolders({ path, settings }: Asked, near: readonly string[]): readonly string[] {
  const { folder, options, mainFile } = settings;
  const mains = [...near, ...(mainFile === undefined ? [] : [mainFile])].map(folderOf).filter((it) => path.startsWith(`${it}/`));
  const mapped = options.build.includeMap?.map(({ to }) => to) ?? [];
  const named = mainFile === undefined ? [] : [folderOf(mainFile)];
  return [...(folder === undefined ? [] : [folder]), folderOf(path), ...mains, ...named, ...mapped];
}

function isFile({ source }: OpenDocument): boolean {
  return !isDumpText(source);
}

const unnamed = { uri: '', languageId: '', version: 0 };
const emptyText = sourceOf('');

/** Milliseconds. */
const searchPatience = 100;
