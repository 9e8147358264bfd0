/** Do two texts say the same, but for blanks? */
import { readTokens, type Statement } from '../../syntax/tokens.ts';
import type { Block, Item, SyntaxTree } from '../../syntax/tree.ts';
import { wordsOf } from './style.ts';

/** The same words, signs, blocks, comments and mistakes in the same order, for nginx's tokenizer and for our own reading. */
export function saysTheSame(a: SyntaxTree, b: SyntaxTree): boolean {
  return (
    a.errors.length === b.errors.length &&
    a.errors.every(({ kind }, index) => kind === b.errors[index]?.kind) &&
    sameInOrder(readTokens(a.text), readTokens(b.text)) &&
    sameInOrder(piecesOf(a.text, a.root), piecesOf(b.text, b.root))
  );
}

/** What a text consists of, one after the other, as texts that can be compared. */
function* piecesOf(text: string, root: Block): Generator<string, void, undefined> {
  const open: { readonly block: Block; readonly origin: number; next: number }[] = [{ block: root, origin: 0, next: 0 }];
  for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
    const item = level.block.items[level.next];
    const start = level.origin + (level.block.starts[level.next] ?? 0);
    level.next++;
    if (item === undefined) {
      yield level.block.close === undefined ? 'end' : '}';
      open.pop();
    } else {
      yield signature(text, item, start);
      if (item.kind === 'directive' && item.block !== undefined) open.push({ block: item.block, origin: start, next: 0 });
    }
  }
}

function signature(text: string, item: Item, start: number): string {
  if (item.kind !== 'directive') return item.text.trimEnd();
  const { rawBody, semicolon, block } = item;
  const sign = `${semicolon === undefined ? '' : ';'}${block === undefined ? '' : '{'}`;
  const inner = insideOf(text, item, start);
  const body = rawBody === undefined ? '' : text.slice(start + rawBody.start, start + rawBody.end);
  return [...inner, sign, body].join('\u0000');
}

/** The words, and what stands between them but blanks: comments. */
function insideOf(text: string, item: Extract<Item, { kind: 'directive' }>, start: number): readonly string[] {
  const parts: string[] = [];
  let at = 0;
  for (const word of wordsOf(item)) {
    parts.push(betweenWords(text.slice(start + at, start + word.start)), word.raw);
    at = word.end;
  }
  const sign = item.semicolon ?? item.block?.open ?? item.rawBody?.start ?? item.end;
  return [...parts, betweenWords(text.slice(start + at, start + sign))];
}

/** Comments by lines, without the blanks around them. */
function betweenWords(gap: string): string {
  const lines = gap.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '').join('\n');
}

function sameInOrder(a: Iterable<string | Statement>, b: Iterable<string | Statement>): boolean {
  const others = b[Symbol.iterator]();
  for (const one of a) {
    const other = others.next();
    if (other.done === true || !isSame(one, other.value)) return false;
  }
  return others.next().done === true;
}

function isSame(a: string | Statement, b: string | Statement): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  if (a.kind !== b.kind) return false;
  if (a.kind === 'error') return b.kind === 'error' && a.message === b.message;
  if (!('words' in a)) return true;
  return (
    'words' in b &&
    a.words.length === b.words.length &&
    a.words.every(({ raw, quote }, index) => raw === b.words[index]?.raw && quote === b.words[index].quote)
  );
}
