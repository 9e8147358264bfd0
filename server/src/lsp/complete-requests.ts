/** Completion: what may be written at the cursor, and what is said of it when somebody looks at it. */
import {
  CompletionItemKind,
  CompletionItemTag,
  InsertTextFormat,
  InsertTextMode,
  MarkupKind,
  type CompletionItem,
  type CompletionList,
  type CompletionParams,
  type MarkupContent,
  type Range,
} from 'vscode-languageserver';
import { completionsAt, type Completions } from '../features/complete/complete.ts';
import type { About, Completion, CompletionKind } from '../features/complete/model.ts';
import { escapeSnippet } from '../features/complete/snippet.ts';
import { directivePage } from '../features/documentation/directive-page.ts';
import { variablePage } from '../features/documentation/variable-page.ts';
import type { Failures } from '../project/failures.ts';
import { loadDocumentation } from '../reference/descriptions.ts';
import type { Span } from '../syntax/tree.ts';
import { uriOfDocument } from './answer.ts';
import type { Client } from './client.ts';
import type { OpenDocument } from './documents.ts';
import type { Requests } from './requests.ts';

/** A blank is none of them: nothing pops up where nobody asked. */
export const completionCharacters: readonly string[] = ['$', '{', '@', '/'];

export function answerCompletionRequests({ connection, client, session, answers }: Requests, failures: Failures): void {
  connection.onCompletion(
    answers<CompletionParams, CompletionList | null>({
      method: 'textDocument/completion',
      uri: uriOfDocument,
      empty: () => null,
      async answer({ position, context }, document) {
        const documentation = await loadDocumentation();
        const { analyses, isDump } = session.viewOf(document);
        const [analysis] = analyses;
        if (isDump || analysis === undefined) return null;
        const found = completionsAt({
          analysis,
          path: document.path,
          offset: document.text.offsetAt(position),
          documentation,
          snippets: client.snippets,
          trigger: context?.triggerCharacter,
          failed: failures.other,
        });
        return found === undefined ? null : toList(found, document, client);
      },
    }),
  );
  connection.onCompletionResolve(
    answers<CompletionItem, CompletionItem>({
      method: 'completionItem/resolve',
      uri: ({ data }) => (data as ItemData | undefined)?.uri ?? '',
      empty: (item) => item,
      answer: (item) => described(item, client),
    }),
  );
}

/** What stands in `data` until the item is resolved. */
interface ItemData {
  readonly uri: string;
  readonly about?: About;
  readonly words?: string;
}

function dataOf(uri: string, { about, words }: Completion): ItemData {
  return { uri, ...(about !== undefined && { about }), ...(words !== undefined && { words }) };
}

async function described(item: CompletionItem, client: Client): Promise<CompletionItem> {
  const { about, words } = item.data as ItemData;
  const page = about === undefined ? words : await pageOf(about);
  return page === undefined ? item : { ...item, documentation: marked(page, client) };
}

async function pageOf({ kind, name, context }: About): Promise<string | undefined> {
  const documentation = await loadDocumentation();
  if (kind === 'directive') return directivePage(documentation, name, context);
  return variablePage(documentation, name);
}

function marked(value: string, { markdown }: Client): MarkupContent {
  return { kind: markdown ? MarkupKind.Markdown : MarkupKind.PlainText, value };
}

function toList(
  { items, insert, replace, isIncomplete }: Completions,
  { text, uri }: OpenDocument,
  client: Client,
): CompletionList {
  const rangeOf = ({ start, end }: Span): Range => ({
    start: text.positionAt(start),
    end: text.positionAt(end),
  });
  const [inserted, replaced] = [rangeOf(insert), rangeOf(replace)];
  const toItem = (completion: Completion, index: number): CompletionItem => {
    const { kind, label, detail, insert: written, filter, about, words, edits, isOld } = completion;
    // Neovim writes only the first word of a text that is not said to be a snippet.
    const isSnippet = completion.isSnippet ?? (client.snippets && /\s/.test(written));
    const newText = isSnippet && !completion.isSnippet ? escapeSnippet(written) : written;
    return {
      label,
      kind: kinds[kind],
      sortText: String(index).padStart(4, '0'),
      ...(detail !== undefined && { detail }),
      ...(filter !== undefined && { filterText: filter }),
      ...(isSnippet && { insertTextFormat: InsertTextFormat.Snippet }),
      ...(newText.includes('\n') && { insertTextMode: InsertTextMode.adjustIndentation }),
      ...(isOld && { tags: [CompletionItemTag.Deprecated] }),
      ...(client.editRangeOfLists
        ? { textEditText: newText }
        : {
            textEdit: client.insertsOrReplaces ? { newText, insert: inserted, replace: replaced } : { newText, range: inserted },
          }),
      ...(edits !== undefined && { additionalTextEdits: edits.map((it) => ({ range: rangeOf(it), newText: it.newText })) }),
      ...((about !== undefined || words !== undefined) && { data: dataOf(uri, completion) }),
    };
  };
  const sorted = items.toSorted((a, b) => a.rank - b.rank || (a.label < b.label ? -1 : 1));
  const editRange = client.insertsOrReplaces ? { insert: inserted, replace: replaced } : inserted;
  return { isIncomplete, items: sorted.map(toItem), ...(client.editRangeOfLists && { itemDefaults: { editRange } }) };
}

const kinds: Readonly<Record<CompletionKind, CompletionItemKind>> = {
  directive: CompletionItemKind.Property,
  block: CompletionItemKind.Module,
  variable: CompletionItemKind.Variable,
  value: CompletionItemKind.Value,
  name: CompletionItemKind.Reference,
  header: CompletionItemKind.Field,
  file: CompletionItemKind.File,
  folder: CompletionItemKind.Folder,
  snippet: CompletionItemKind.Snippet,
};
