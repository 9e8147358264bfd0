/** Outline, symbols of the workspace, folding, selection: what a text consists of. */
import {
  FoldingRangeKind,
  SymbolKind,
  type DocumentSymbol,
  type DocumentSymbolParams,
  type FoldingRange,
  type FoldingRangeParams,
  type SelectionRange,
  type SelectionRangeParams,
  type SymbolInformation,
} from 'vscode-languageserver';
import { treeOf } from '../analysis/edits.ts';
import { outlineOf, type OutlineItem, type OutlineKind } from '../features/navigate/outline.ts';
import { foldsOf, selectionsAt } from '../features/navigate/shape.ts';
import type { Failures } from '../project/failures.ts';
import type { Parser, SyntaxTree } from '../syntax/tree.ts';
import { uriOfDocument } from './answer.ts';
import type { OpenDocument } from './documents.ts';
import type { OpenText } from './open-text.ts';
import type { Requests } from './requests.ts';

export function answerStructureRequests({ connection, session, answers }: Requests, parser: Parser, failures: Failures): void {
  const { viewOf } = session;
  const treeIn = (document: OpenDocument): SyntaxTree => {
    const { analyses, isDump } = viewOf(document);
    const workspace = isDump ? undefined : analyses[0]?.workspace;
    return (workspace === undefined ? undefined : treeOf(workspace, document.path)) ?? parser.parse(document.source);
  };
  const about = <P extends { readonly textDocument: { readonly uri: string } }, R>(
    method: string,
    answer: (params: P, document: OpenDocument) => R[],
  ): ReturnType<typeof answers<P, R[]>> => answers<P, R[]>({ method, uri: uriOfDocument, empty: () => [], answer });

  connection.onDocumentSymbol(
    about<DocumentSymbolParams, DocumentSymbol>('textDocument/documentSymbol', (_, document) =>
      outlineOf(treeIn(document)).map((item) => toSymbol(item, document.text)),
    ),
  );
  connection.onFoldingRanges(
    about<FoldingRangeParams, FoldingRange>('textDocument/foldingRange', (_, document) =>
      toFolds(treeIn(document), document.text),
    ),
  );
  connection.onSelectionRanges(
    about<SelectionRangeParams, SelectionRange>('textDocument/selectionRange', ({ positions }, document) => {
      const tree = treeIn(document);
      return positions.map((position) => toSelection(tree, document.text, document.text.offsetAt(position)));
    }),
  );
  connection.onWorkspaceSymbol(({ query }): SymbolInformation[] => {
    try {
      return symbolsOf(session, query);
    } catch (error) {
      failures.other('the request workspace/symbol', error);
      return [];
    }
  });
}

const kinds: Readonly<Record<OutlineKind, SymbolKind>> = {
  part: SymbolKind.Module,
  server: SymbolKind.Class,
  location: SymbolKind.Method,
  upstream: SymbolKind.Interface,
  variable: SymbolKind.Variable,
  condition: SymbolKind.Event,
  block: SymbolKind.Object,
  'log format': SymbolKind.String,
};

function toSymbol({ kind, name, detail, start, end, head, inner }: OutlineItem, text: OpenText): DocumentSymbol {
  const range = { start: text.positionAt(start), end: text.positionAt(end) };
  const selectionRange = { start: text.positionAt(head.start), end: text.positionAt(head.end) };
  const children = inner.map((it) => toSymbol(it, text));
  return { name: shown(name), detail: detail === '' ? '' : shown(detail), kind: kinds[kind], range, selectionRange, children };
}

/** On one line, and not longer than a list shows. */
function shown(name: string): string {
  const line = name.replace(/\s+/g, ' ').trim();
  return line === '' ? '…' : line.length > longest ? `${line.slice(0, longest)}…` : line;
}

const longest = 200;

function toFolds(tree: SyntaxTree, text: OpenText): FoldingRange[] {
  return foldsOf(tree).flatMap(({ start, end, kind }) => {
    const startLine = text.positionAt(start).line;
    // The line of the brace stays in view.
    const last = text.positionAt(end).line;
    const endLine = kind === 'block' && text.source.slice(end - 1, end) === '}' ? last - 1 : last;
    if (endLine <= startLine) return [];
    return [{ startLine, endLine, ...(kind === 'comment' ? { kind: FoldingRangeKind.Comment } : {}) }];
  });
}

function toSelection(tree: SyntaxTree, text: OpenText, offset: number): SelectionRange {
  const ranges = selectionsAt(tree, offset).map(({ start, end }) => ({
    start: text.positionAt(start),
    end: text.positionAt(end),
  }));
  const outermost = ranges.at(-1) ?? { start: text.positionAt(0), end: text.positionAt(tree.source.length) };
  return ranges.slice(0, -1).reduceRight<SelectionRange>((parent, range) => ({ range, parent }), { range: outermost });
}

/** Servers, locations, upstreams and the like of every file of the main files that the open documents belong to. */
function symbolsOf({ documents, viewOf }: Requests['session'], query: string): SymbolInformation[] {
  const wanted = query.toLowerCase();
  const found = new Map<string, SymbolInformation[]>();
  for (const document of documents.all()) {
    const { analyses, places, isDump } = viewOf(document);
    if (isDump) continue;
    for (const { config, workspace } of analyses) {
      for (const path of config.files) {
        const tree = found.has(path) ? undefined : treeOf(workspace, path);
        if (tree === undefined) continue;
        const symbols: SymbolInformation[] = [];
        const add = (item: OutlineItem, containerName: string): void => {
          if (item.kind !== 'condition' && matches(item.name.toLowerCase(), wanted))
            symbols.push({
              name: shown(item.name),
              kind: kinds[item.kind],
              containerName,
              location: { uri: places.uriOf(path), range: places.rangeOf(path, item.head) },
            });
          for (const inner of item.inner) add(inner, item.kind === 'part' ? containerName : shown(item.name));
        };
        for (const item of outlineOf(tree)) add(item, '');
        found.set(path, symbols);
      }
    }
  }
  return [...found.values()].flat().slice(0, mostSymbols);
}

const mostSymbols = 2000;

/** Are the letters in it, in their order? As editors look for symbols. */
function matches(name: string, wanted: string): boolean {
  let at = 0;
  for (const letter of wanted) {
    at = name.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
