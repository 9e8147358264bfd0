/** The documents that the editor has open: their text, their version, and the edits that lead to it. */
import { TextDocument, type TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
import { difference, type Files } from '../files/files.ts';
import type { TextEdit } from '../syntax/tree.ts';
import { pathOf } from './uris.ts';

export interface OpenDocument {
  readonly path: string;
  readonly uri: string;
  readonly text: TextDocument;
}

export interface Documents {
  readonly open: (uri: string, languageId: string, version: number, text: string) => void;
  readonly change: (uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]) => void;
  readonly close: (uri: string) => void;
  readonly byUri: (uri: string) => OpenDocument | undefined;
  readonly byPath: (path: string) => OpenDocument | undefined;
  readonly all: () => readonly OpenDocument[];
}

export function createDocuments(files: Files): Documents {
  const documents = new Map<string, OpenDocument>();
  return {
    open(uri, languageId, version, text) {
      const path = pathOf(uri);
      documents.set(path, { path, uri, text: TextDocument.create(uri, languageId, version, text) });
      files.cover(path, text);
    },
    change(uri, version, changes) {
      const document = documents.get(pathOf(uri));
      if (document === undefined) return;
      const edits = changes.map((change) => apply(document.text, change, version));
      files.edit(document.path, document.text.getText(), edits);
    },
    close(uri) {
      documents.delete(pathOf(uri));
      files.uncover(pathOf(uri));
    },
    byUri: (uri) => documents.get(pathOf(uri)),
    byPath: (path) => documents.get(path),
    all: () => [...documents.values()],
  };
}

/** Changes the document, and says how as an edit of offsets. */
function apply(document: TextDocument, change: TextDocumentContentChangeEvent, version: number): TextEdit {
  const edit =
    'range' in change
      ? { start: document.offsetAt(change.range.start), end: document.offsetAt(change.range.end), newText: change.text }
      : difference(document.getText(), change.text);
  TextDocument.update(document, [change], version);
  return { ...edit, start: Math.min(edit.start, edit.end), end: Math.max(edit.start, edit.end) };
}
