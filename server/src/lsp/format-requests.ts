/** Formatting: of a document, of a part of it, and of what was just typed. */
import type {
  DocumentFormattingParams,
  DocumentOnTypeFormattingParams,
  DocumentRangeFormattingParams,
  FormattingOptions,
  TextEdit,
} from 'vscode-languageserver';
import { format, formatRange, formatTyped } from '../features/format/format.ts';
import type { FormatStyle } from '../features/format/style.ts';
import type { Parser, SyntaxTree, TextEdit as Edit } from '../syntax/tree.ts';
import { uriOfDocument } from './answer.ts';
import type { OpenDocument } from './documents.ts';
import type { Requests } from './requests.ts';

/** Characters after which something may be laid out. */
export const typedCharacters = { firstTriggerCharacter: '}', moreTriggerCharacter: [';'] };

export function answerFormatRequests({ connection, folders, answers }: Requests, parser: Parser): void {
  type Find<P> = (params: P, document: OpenDocument, tree: SyntaxTree, style: FormatStyle) => readonly Edit[];
  const edits = <P extends DocumentFormattingParams>(method: string, find: Find<P>): ReturnType<typeof answers<P, TextEdit[]>> =>
    answers<P, TextEdit[]>({
      method,
      uri: uriOfDocument,
      empty: () => [],
      answer(params, document) {
        const { path, source, text } = document;
        const style = styleOf(params.options, folders.of(path).alignValues);
        return find(params, document, parser.parse(source), style).map(({ start, end, newText }) => ({
          range: { start: text.positionAt(start), end: text.positionAt(end) },
          newText,
        }));
      },
    });

  connection.onDocumentFormatting(
    edits<DocumentFormattingParams>('textDocument/formatting', (_params, _document, tree, style) => format(tree, style, parser)),
  );
  connection.onDocumentRangeFormatting(
    edits<DocumentRangeFormattingParams>('textDocument/rangeFormatting', ({ range }, { text }, tree, style) =>
      formatRange(tree, { start: text.offsetAt(range.start), end: text.offsetAt(range.end) }, style, parser),
    ),
  );
  connection.onDocumentOnTypeFormatting(
    edits<DocumentOnTypeFormattingParams>('textDocument/onTypeFormatting', ({ position }, { text }, tree, style) =>
      formatTyped(tree, text.offsetAt(position), style, parser),
    ),
  );
}

function styleOf({ insertSpaces, tabSize }: FormattingOptions, alignValues: boolean): FormatStyle {
  const columns = Number.isInteger(tabSize) && tabSize > 0 && tabSize <= 16 ? tabSize : 4;
  return { indent: insertSpaces ? ' '.repeat(columns) : '\t', tabSize: columns, alignValues };
}
