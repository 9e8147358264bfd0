/** The documents that the editor has open: their text, their version, and the edits that lead to it. */
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
import { difference, type Files } from '../files/files.ts';
import { edited, textOf } from '../syntax/text.ts';
import type { Text, TextEdit } from '../syntax/tree.ts';
import { placesOf, type OpenText } from './open-text.ts';
import type { PositionEncoding } from './position-encoding.ts';
import { pathOf } from './uris.ts';

export interface OpenDocument {
  readonly path: string;
  readonly uri: string;
  /** Of this moment. */
  readonly text: OpenText;
  readonly source: Text;
}

export interface Documents {
  readonly open: (uri: string, languageId: string, version: number, text: string) => void;
  readonly change: (uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]) => void;
  readonly close: (uri: string) => void;
  readonly byUri: (uri: string) => OpenDocument | undefined;
  readonly byPath: (path: string) => OpenDocument | undefined;
  readonly all: () => readonly OpenDocument[];
}

/** `encoding` is that of the positions in changes, and of those that documents say. */
export function createDocuments(files: Files, encoding: PositionEncoding): Documents {
  const documents = new Map<string, Open>();
  return {
    open(uri, languageId, version, whole) {
      const path = pathOf(uri);
      const source = textOf(whole);
      documents.set(path, { path, uri, source, text: placesOf({ uri, languageId, version }, source, encoding) });
      files.cover(path, source);
    },
    change(uri, version, changes) {
      const document = documents.get(pathOf(uri));
      if (document === undefined) return;
      const { languageId } = document.text;
      const edits = changes.map((change) => {
        const edit = editOf(document, change);
        document.source = edited(document.source, edit);
        document.text = placesOf({ uri: document.uri, languageId, version }, document.source, encoding);
        return edit;
      });
      files.edit(document.path, document.source, edits);
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

interface Open extends OpenDocument {
  source: Text;
  text: OpenText;
}

/** A change as an edit of offsets. */
function editOf({ source, text }: Open, change: TextDocumentContentChangeEvent): TextEdit {
  if (!('range' in change)) return difference(source.whole(), change.text);
  const [start, end] = [text.offsetAt(change.range.start), text.offsetAt(change.range.end)];
  return { start: Math.min(start, end), end: Math.max(start, end), newText: change.text };
}
