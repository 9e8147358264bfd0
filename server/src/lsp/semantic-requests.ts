/** Semantic tokens: of the part in view where the editor asks for that, else of the whole document. */
import {
  SemanticTokensBuilder,
  type SemanticTokens,
  type SemanticTokensLegend,
  type SemanticTokensParams,
  type SemanticTokensRangeParams,
} from 'vscode-languageserver';
import { semanticTokens, type TokenKind } from '../features/semantic-tokens.ts';
import type { Span } from '../syntax/tree.ts';
import { uriOfDocument } from './answer.ts';
import type { OpenDocument } from './documents.ts';
import { unitsIn } from './position-encoding.ts';
import type { Requests } from './requests.ts';
import type { View } from './views.ts';

/** `cutOff` is a type of our own, a kind of comment. */
export const semanticLegend: SemanticTokensLegend = {
  tokenTypes: ['variable', 'regexp', 'macro', 'cutOff'],
  tokenModifiers: ['defaultLibrary'],
};

export function answerSemanticRequests({ connection, session, answers }: Requests): void {
  const about = <P extends SemanticTokensParams>(
    method: string,
    spanOf: (params: P, document: OpenDocument) => Span,
  ): ReturnType<typeof answers<P, SemanticTokens>> =>
    answers<P, SemanticTokens>({
      method,
      uri: uriOfDocument,
      empty: () => ({ data: [] }),
      answer: (params, document) => toTokens(session.viewOf(document), spanOf(params, document)),
    });
  connection.languages.semanticTokens.on(
    about<SemanticTokensParams>('textDocument/semanticTokens/full', (_, { source }) => ({ start: 0, end: source.length })),
  );
  connection.languages.semanticTokens.onRange(
    about<SemanticTokensRangeParams>('textDocument/semanticTokens/range', ({ range }, { text }) => ({
      start: text.offsetAt(range.start),
      end: text.offsetAt(range.end),
    })),
  );
}

const encoded: Readonly<Record<TokenKind, readonly [type: number, modifiers: number]>> = {
  variable: [0, 0],
  'nginx variable': [0, 1],
  pattern: [1, 0],
  'foreign directive': [2, 0],
  'cut off': [3, 0],
};

/** By the nearest main file; each file of a dump by itself. */
function toTokens({ analyses, document, files }: View, span: Span): SemanticTokens {
  const [analysis] = analyses;
  const builder = new SemanticTokensBuilder();
  if (analysis === undefined) return { data: [] };
  for (const file of files) {
    if (file.end < span.start || file.start > span.end) continue;
    const part = { start: span.start - file.start, end: span.end - file.start };
    for (const { start, end, kind } of semanticTokens(analysis, file.path, part)) {
      const { line, character } = document.text.positionAt(file.start + start);
      const word = document.source.slice(file.start + start, file.start + end);
      builder.push(line, character, unitsIn(word, document.text.encoding), ...encoded[kind]);
    }
  }
  return builder.build();
}
