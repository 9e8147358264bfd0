/** Reads a tree-sitter tree as a flat sequence: what nginx's tokenizer would hand out, one directive at a time. */
import type { Language, Tree, TreeCursor } from 'web-tree-sitter';
import type { Span } from './tree.ts';
import type { WordToken } from './words.ts';

/** The words of a directive up to its `;` or `{`. All offsets are absolute. */
export interface Statement extends Span {
  readonly kind: 'statement';
  readonly words: readonly WordToken[];
  /** Comments between the words. */
  readonly comments: readonly Span[];
  /** What ended the words; `undefined` before a `}` and at the end of the text. `end` is behind it. */
  readonly terminator: ';' | '{' | undefined;
  /** The text between the braces of a `*_by_lua_block`; `end` is behind its `}` then, if it has one. */
  readonly rawBody: Span | undefined;
}

export interface OtherPart extends Span {
  readonly kind: 'comment' | 'template' | '}' | 'stray ;' | 'stray {';
}

export type Part = Statement | OtherPart;

/** Calls `take` for each part in the order of the text, until it answers `false`. Offsets are moved by `shift`. */
export function readParts(tree: Tree, types: readonly string[], shift: number, take: (part: Part) => boolean): void {
  const cursor = tree.walk();
  try {
    visit(cursor, types, shift, take);
  } finally {
    cursor.delete();
  }
}

/** Node type names by their number, for {@link readParts}. */
export function nodeTypes(language: Language): readonly string[] {
  return language.types;
}

interface OpenStatement {
  start: number;
  end: number;
  words: WordToken[];
  comments: Span[];
  rawBody: Span | undefined;
}

function visit(cursor: TreeCursor, types: readonly string[], shift: number, take: (part: Part) => boolean): void {
  let open: OpenStatement | undefined;
  let depth = 0;
  let inRaw = false;

  const close = (terminator: Statement['terminator']): boolean => {
    if (open === undefined) return true;
    const { start, end, words, comments, rawBody } = open;
    open = undefined;
    return take({ kind: 'statement', start, end, words, comments, terminator, rawBody });
  };

  for (;;) {
    const type = types[cursor.nodeTypeId];
    const start = cursor.startIndex + shift;
    let goOn = true;
    let enter = false;

    switch (type) {
      case 'directive':
        open = { start, end: start, words: [], comments: [], rawBody: undefined };
        enter = true;
        break;
      case 'source_file':
      case 'block':
      case 'raw_block':
      case 'orphan_block':
        inRaw = type === 'raw_block';
        enter = true;
        break;
      default: {
        const end = cursor.endIndex + shift;
        const span: Span = { start, end };
        if (open !== undefined) {
          // A comment stands between words; one behind the last word belongs to what follows.
          if (type === 'comment') {
            open.comments.push(span);
            break;
          }
          open.end = end;
          if (type === ';') goOn = close(';');
          else if (type === 'raw_body') open.rawBody = span;
          else if (type === '{') goOn = inRaw || close('{');
          else if (type !== '}') open.words.push(span);
        } else if (type === 'comment') goOn = take({ kind: 'comment', start, end });
        else if (type === 'template_tag') goOn = take({ kind: 'template', start, end });
        else if (type === 'stray_semicolon') goOn = take({ kind: 'stray ;', start, end });
        else if (type === 'stray_open') goOn = take({ kind: 'stray {', start, end });
        else if (type === '}' || type === 'stray_close') goOn = take({ kind: '}', start, end });
      }
    }
    if (!goOn) return;
    if (enter && cursor.gotoFirstChild()) {
      depth++;
      continue;
    }
    while (!cursor.gotoNextSibling()) {
      if (depth === 0) return;
      cursor.gotoParent();
      depth--;
      if (!close(open?.rawBody === undefined ? undefined : '{')) return;
    }
  }
}
