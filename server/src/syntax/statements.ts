/** Reads a tree-sitter tree as a flat sequence: what nginx's tokenizer would hand out, one directive at a time. */
import type { Tree, TreeCursor } from 'web-tree-sitter';
import type { Hidden } from './hidden.ts';
import type { Span } from './tree.ts';
import type { PlainWords } from './plain-words.ts';
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
  /** On one line, with nothing in it that may be a mistake, but for its head. */
  readonly isPlain: boolean;
}

export interface OtherPart extends Span {
  readonly kind: 'comment' | '}' | 'stray ;' | 'stray {' | Hidden['kind'];
}

/** A plain directive on one line, up to its `;`. */
export interface PlainLine extends Span {
  readonly kind: 'line';
  readonly words: PlainWords;
}

export type Part = Statement | PlainLine | OtherPart;

/**
 * Calls `take` for each part in the order of the text, until it answers `false`.
 * `types` are the node type names by number; `shift` is added to all offsets.
 */
export function readParts(tree: Tree, types: readonly string[], shift: number, take: (part: Part) => boolean): void {
  const cursor = tree.walk();
  try {
    visit(cursor, types, shift, take);
  } finally {
    cursor.delete();
  }
}

interface OpenStatement {
  start: number;
  end: number;
  words: WordToken[];
  comments: Span[];
  rawBody: Span | undefined;
}

const OTHERS: Readonly<Record<string, OtherPart['kind']>> = {
  comment: 'comment',
  template_tag: 'template',
  stray_semicolon: 'stray ;',
  stray_open: 'stray {',
  stray_close: '}',
  '}': '}',
};

function visit(cursor: TreeCursor, types: readonly string[], shift: number, take: (part: Part) => boolean): void {
  let open: OpenStatement | undefined;
  let depth = 0;
  let inRawBlock = false;

  const end = (terminator: Statement['terminator']): boolean => {
    if (open === undefined) return true;
    const { start, end: behind, words, comments, rawBody } = open;
    const statement: Statement = { kind: 'statement', start, end: behind, words, comments, terminator, rawBody, isPlain: false };
    open = undefined;
    return take(statement);
  };

  const takeLeaf = (type: string, span: Span): boolean => {
    if (open === undefined) {
      const kind = OTHERS[type];
      return kind === undefined || take({ kind, ...span });
    }
    if (type === 'comment') {
      open.comments.push(span);
      return true;
    }
    open.end = span.end;
    if (type === ';') return end(';');
    if (type === '{') return inRawBlock || end('{');
    if (type === 'raw_body') open.rawBody = span;
    else if (type === 'unclosed_string') open.words.push({ ...span, unclosed: true });
    else if (type !== '}') open.words.push(span);
    return true;
  };

  for (;;) {
    const type = types[cursor.nodeTypeId] ?? '';
    const start = cursor.startIndex + shift;
    let isLeaf = false;
    switch (type) {
      case 'directive':
        open = { start, end: start, words: [], comments: [], rawBody: undefined };
        break;
      case 'block':
      case 'raw_block':
        inRawBlock = type === 'raw_block';
        break;
      case 'source_file':
      case 'orphan_block':
        break;
      default:
        isLeaf = true;
        if (!takeLeaf(type, { start, end: cursor.endIndex + shift })) return;
    }
    if (!isLeaf && cursor.gotoFirstChild()) {
      depth++;
      continue;
    }
    while (!cursor.gotoNextSibling()) {
      if (depth === 0) return;
      cursor.gotoParent();
      depth--;
      if (!end(open?.rawBody === undefined ? undefined : '{')) return;
    }
  }
}
