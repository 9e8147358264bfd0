/** What an open document shows: one file, which is the document itself, or all files of a dump. */
import type { Position } from 'vscode-languageserver';
import type { Analysis } from '../analysis/analyze.ts';
import type { Places } from './diagnostics.ts';
import type { OpenDocument } from './documents.ts';

export interface View {
  readonly document: OpenDocument;
  /** In each main file that the document takes part in, the nearest first. */
  readonly analyses: readonly Analysis[];
  readonly places: Places;
  readonly files: readonly ShownFile[];
  /** A line of one of the files as a line of the document, both from 1. */
  readonly lineOf: (path: string, line: number) => number;
  /** Nothing can be edited in it, and lines of its files are not lines of the document. */
  readonly isDump: boolean;
}

/** A file of the analyses, and where its text stands in the document: absolute offsets, UTF-16. */
export interface ShownFile {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** The shown file that stands at a position of the document, and the offset in it; `undefined` between the files of a dump. */
export function placeAt(
  { document, files }: Pick<View, 'document' | 'files'>,
  position: Position,
): { readonly path: string; readonly offset: number } | undefined {
  const offset = document.text.offsetAt(position);
  const file = files.find(({ start, end }) => start <= offset && offset <= end);
  return file === undefined ? undefined : { path: file.path, offset: offset - file.start };
}
