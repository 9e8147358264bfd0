/** Definitions, references, highlights, renames, links: where else a name or a file stands. */
import {
  DocumentHighlightKind,
  LSPErrorCodes,
  ResponseError,
  type DocumentHighlight,
  type DocumentHighlightParams,
  type DocumentLink,
  type DocumentLinkParams,
  type Location,
  type Position,
  type PrepareRenameParams,
  type Range,
  type ReferenceParams,
  type RenameParams,
  type TextDocumentPositionParams,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { fileNameOf } from '../config/include.ts';
import type { IncludeLinkData } from '../../../protocol/links.ts';
import { includeAt, includesIn } from '../features/navigate/includes.ts';
import { sameNames, type NameAt } from '../features/navigate/names.ts';
import { rename, renameable } from '../features/navigate/rename.ts';
import { uriOfDocument } from './answer.ts';
import { toWorkspaceEdit } from './code-actions.ts';
import type { OpenDocument } from './documents.ts';
import type { Requests } from './requests.ts';
import { placeAt, type View } from './views.ts';

export function answerNavigateRequests(
  { connection, session, answers }: Requests,
  linksOfDump: (document: OpenDocument) => Promise<DocumentLink[]>,
): void {
  const { viewOf, actionContext } = session;
  const about = <P extends { readonly textDocument: { readonly uri: string } }, R>(
    method: string,
    empty: R,
    answer: (params: P, document: OpenDocument) => R | Promise<R>,
  ): ReturnType<typeof answers<P, R>> =>
    answers<P, R>({ method, uri: uriOfDocument, empty: () => empty, answer, isPatient: patient.has(method) });

  connection.onDefinition(
    about<TextDocumentPositionParams, Location[]>('textDocument/definition', [], ({ position }, document) => {
      const view = viewOf(document);
      const files = filesAt(view, position);
      if (files.length > 0) return files;
      return namesAt(view, position)
        .filter(({ mention }) => mention.isDefinition)
        .map((name) => toLocation(view, name));
    }),
  );
  connection.onReferences(
    about<ReferenceParams, Location[]>('textDocument/references', [], ({ position, context }, document) => {
      const view = viewOf(document);
      const names = namesAt(view, position);
      const wanted = context.includeDeclaration ? names : names.filter(({ mention }) => !mention.isDefinition);
      return wanted.map((name) => toLocation(view, name));
    }),
  );
  connection.onDocumentHighlight(
    about<DocumentHighlightParams, DocumentHighlight[]>('textDocument/documentHighlight', [], ({ position }, document) => {
      const view = viewOf(document);
      const shown = new Set(view.files.map(({ path }) => path));
      return namesAt(view, position)
        .filter(({ path }) => shown.has(path))
        .map(({ path, core, mention }) => ({
          range: view.places.rangeOf(path, core),
          kind: mention.isDefinition ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
        }));
    }),
  );
  connection.onPrepareRename(
    about<PrepareRenameParams, { range: Range; placeholder: string } | null>(
      'textDocument/prepareRename',
      null,
      ({ position }, document) => {
        const view = viewOf(document);
        if (view.isDump) throw refused('Nothing can be renamed in what nginx printed.');
        const found = renameable(view.analyses, document.path, document.text.offsetAt(position));
        if (found === undefined) return null;
        if ('complaint' in found) throw refused(found.complaint);
        return {
          range: view.places.rangeOf(document.path, found.core),
          placeholder: document.source.slice(found.core.start, found.core.end),
        };
      },
    ),
  );
  connection.onRenameRequest(
    about<RenameParams, WorkspaceEdit | null>('textDocument/rename', null, ({ position, newName }, document) => {
      const { analyses, isDump } = viewOf(document);
      if (isDump) throw refused('Nothing can be renamed in what nginx printed.');
      const mayEdit = (path: string): boolean => analyses.every(({ workspace }) => isEditable(workspace.open(path)));
      const found = rename(analyses, document.path, document.text.offsetAt(position), newName, mayEdit);
      if ('complaint' in found) throw refused(found.complaint);
      return toWorkspaceEdit(found, actionContext(document));
    }),
  );
  connection.onDocumentLinks(
    about<DocumentLinkParams, DocumentLink[]>('textDocument/documentLink', [], (_, document) => {
      const { analyses, places, isDump } = viewOf(document);
      const [analysis] = analyses;
      if (isDump) return linksOfDump(document);
      if (analysis === undefined) return [];
      return includesIn(analysis, document.path).flatMap(({ paths, ...span }) => {
        const [path] = paths;
        if (path === undefined) return [];
        const link = { range: places.rangeOf(document.path, span), target: places.uriOf(path) };
        // Its definition lists them all.
        const data: IncludeLinkData = { files: paths.length };
        return paths.length === 1 ? [link] : [{ ...link, tooltip: severalFiles(paths), data }];
      });
    }),
  );
}

/** Highlights and links are asked for by the editor itself, again and again. */
const patient = new Set([
  'textDocument/definition',
  'textDocument/references',
  'textDocument/prepareRename',
  'textDocument/rename',
]);

/** All that mean the same in the main files that the document takes part in, each place once. */
function namesAt(view: View, position: Position): readonly NameAt[] {
  const { analyses } = view;
  const at = placeAt(view, position);
  if (at === undefined) return [];
  const all = analyses.flatMap((analysis) => sameNames(analysis, at.path, at.offset));
  return [...new Map(all.map((it) => [`${it.path}:${it.start}`, it])).values()];
}

/** The files that an include at this place brings, each from its beginning. */
function filesAt(view: View, position: Position): Location[] {
  const { analyses, places } = view;
  const at = placeAt(view, position);
  const paths = at === undefined ? [] : analyses.flatMap((analysis) => includeAt(analysis, at.path, at.offset)?.paths ?? []);
  return [...new Set(paths)].map((path) => ({ uri: places.uriOf(path), range: places.rangeOf(path, { start: 0, end: 0 }) }));
}

function toLocation({ places }: View, { path, core }: NameAt): Location {
  return { uri: places.uriOf(path), range: places.rangeOf(path, core) };
}

function severalFiles(paths: readonly string[]): string {
  const names = paths.slice(0, mostNamed).map(fileNameOf);
  return `${paths.length} files: ${names.join(', ')}${paths.length > mostNamed ? ', …' : ''}`;
}

const mostNamed = 5;

function isEditable(file: ReturnType<View['analyses'][number]['workspace']['open']>): boolean {
  return !('unreadable' in file) && file.outside !== true;
}

function refused(sentence: string): ResponseError {
  return new ResponseError(LSPErrorCodes.RequestFailed, sentence.replaceAll('`', ''));
}
