/** What the server knows between two messages: open documents, settings, and analyses kept as long as their files are the same objects. */
import type { Diagnostic, Range } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Analysis } from '../analysis/analyze.ts';
import type { Rule, RuleContext } from '../analysis/rule.ts';
import type { SourceFile } from '../config/workspace.ts';
import { without, type Disk } from '../files/disk.ts';
import { createFiles } from '../files/files.ts';
import type { NginxVersion } from '../reference/version.ts';
import type { Parser } from '../syntax/tree.ts';
import type { Client } from './client.ts';
import type { ActionContext } from './code-actions.ts';
import { findingsOf, toDiagnostic, type Places } from './diagnostics.ts';
import { createDocuments, type Documents, type OpenDocument } from './documents.ts';
import { createProjects, type FolderSettings } from '../project/projects.ts';
import { mainFilesAbove } from '../project/search.ts';
import { keepingBack, type Own } from '../files/outside.ts';
import { folderOf } from '../config/include.ts';
import { sameList } from '../config/place.ts';
import type { Folders } from './folders.ts';
import { isForeign, uriOf } from './uris.ts';

/** What the entries hand in: they know whether there is a disk, and where the parser's files are. */
export interface World {
  readonly disk: Disk;
  readonly loadParser: () => Promise<Parser>;
  /** Asked only in trusted workspaces. */
  readonly installedVersion: () => Promise<NginxVersion | undefined>;
  readonly rules: readonly Rule[];
  /** Lets messages that have arrived be read. */
  readonly yieldToMessages: () => Promise<void>;
}

export interface Session {
  readonly documents: Documents;
  /** In each main file that the document takes part in, the nearest first. */
  readonly analysesOf: (document: OpenDocument) => readonly Analysis[];
  readonly places: Places;
  readonly diagnosticsOf: (document: OpenDocument) => readonly Diagnostic[];
  readonly actionContext: (document: OpenDocument) => ActionContext;
  /** Looks at the disk, at most once in a while if not forced; true when something is different there. */
  readonly lookAtDisk: (force: boolean) => boolean;
  /** Files appeared or vanished: main files are searched again. */
  readonly searchAgain: () => void;
  /** A document was closed: nothing is kept for none. */
  readonly closed: () => void;
}

export function createSession(
  { disk, rules }: World,
  parser: Parser,
  client: Client,
  folders: Folders,
  failed: RuleContext['failed'],
): Session {
  let own: Own = { files: [], folders: [] };
  let ownOf: readonly unknown[] | undefined;
  const ownDisk = keepingBack(without(disk, isForeign), () => {
    const open = documents.all().map(({ path }) => path);
    const now = open.flatMap((path) => [path, folders.of(path).options]);
    if (!sameList(now, ownOf)) own = { files: open, folders: open.flatMap((path) => ownFolders(path, folders.of(path), disk)) };
    ownOf = now;
    return own;
  });
  const files = createFiles(parser, ownDisk);
  const documents = createDocuments(files);
  const projects = createProjects(files, ownDisk, rules, failed);
  const texts = new WeakMap<SourceFile, TextDocument>();
  let looked = 0;

  const analysesOf = (path: string): readonly Analysis[] =>
    projects.analysesOf(
      path,
      folders.of(path),
      documents.all().map((it) => it.path),
    );

  const textOf = (path: string): TextDocument => {
    const open = documents.byPath(path);
    if (open !== undefined) return open.text;
    const file = files.open(path);
    if ('unreadable' in file) return TextDocument.create('', '', 0, '');
    const known = texts.get(file) ?? TextDocument.create('', '', 0, file.tree.text);
    texts.set(file, known);
    return known;
  };

  const places: Places = {
    uriOf: (path) => documents.byPath(path)?.uri ?? uriOf(path),
    rangeOf(path, { start, end }): Range {
      const text = textOf(path);
      return { start: text.positionAt(start), end: text.positionAt(end) };
    },
  };

  return {
    documents,
    places,
    analysesOf: ({ path }) => analysesOf(path),
    diagnosticsOf: ({ path }) =>
      findingsOf(path, analysesOf(path)).map(({ finding }) => toDiagnostic(finding, places, client.relatedInformation)),
    actionContext({ path, uri }) {
      const analyses = analysesOf(path);
      const mains = analyses.map(({ config }) => config.main);
      return {
        path,
        uri,
        places,
        mains,
        gate: { workspace: files, parser, rules, options: folders.of(path).options, mains },
        found: findingsOf(path, analyses),
        versionOf: (other) => documents.byPath(other)?.text.version,
        versioned: client.documentChanges,
      };
    },
    lookAtDisk(force) {
      const now = Date.now();
      if (!force && now - looked < disksRest) return false;
      looked = now;
      return files.refresh();
    },
    searchAgain: projects.searchAgain,
    closed() {
      if (documents.all().length > 0) return;
      projects.forget();
      files.forget();
    },
  };
}

/** The workspace folder, those of the document and of main files around it, and where settings lead. */
function ownFolders(path: string, { folder, options, mainFile }: FolderSettings, disk: Disk): readonly string[] {
  const mains = [...mainFilesAbove(disk, path), ...(mainFile === undefined ? [] : [mainFile])];
  const mapped = options.build.includeMap?.map(({ to }) => to) ?? [];
  return [...(folder === undefined ? [] : [folder]), folderOf(path), ...mains.map(folderOf), ...mapped];
}

/** Milliseconds in which files that nobody watches may be out of date. */
const disksRest = 2000;
