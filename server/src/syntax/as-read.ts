/** What nginx makes of a text as it stands, without our repairs. */
import { isLeftOut } from './left-out.ts';
import { hasRawBody, rawBodyEnd } from './lua.ts';
import { itemAt } from './places.ts';
import { createTokenReader, type Statement, type Token, type TokenReader } from './tokens.ts';
import {
  DEEPEST_BLOCK,
  type AsRead,
  type Block,
  type Comment,
  type Directive,
  type Item,
  type Stop,
  type SyntaxTree,
  type Word,
} from './tree.ts';
import { readWord } from './words.ts';

/** Never throws; the time grows with the text, so it is asked for only when the tree has errors. */
export function readAsIs({ text, root }: Pick<SyntaxTree, 'text' | 'root'>): AsRead {
  const starts = new Map<Item, number>();
  const kept = (item: Item, start: number): Item => {
    const old = itemAt(root, start);
    const found = old !== undefined && isSame(old, item) ? old : item;
    starts.set(found, start);
    return found;
  };
  const { items, stop } = readItems(text, kept);
  const isUnchanged = stop === undefined && isSameBlock(root, items);
  return { root: isUnchanged ? root : items, stop, startOf: (item) => starts.get(item) };
}

/** Could a word or comment be longer than nginx's buffer, which it refuses though nothing else is wrong with it? */
export function mayHoldLongToken(root: Block): boolean {
  const pending: Block[] = [root];
  for (let block = pending.pop(); block !== undefined; block = pending.pop()) {
    for (const item of block.items) {
      if (item.end < SURELY_SHORT) continue;
      const inner = item.kind === 'directive' ? item.block : undefined;
      if (inner === undefined || inner.open >= SURELY_SHORT) return true;
      pending.push(inner);
    }
  }
  return false;
}

/** UTF-16 units that take less than NGX_CONF_BUFFER bytes, whatever they are. */
const SURELY_SHORT = 1024;

/** Does a template engine fill in any part of the text? */
export function isTemplate(root: Block): boolean {
  return hasTags(root, isFilled);
}

/** Do tags stand between the directives? They may bring more of them, or leave some out. Or is there such a directive? */
export function hasTags(root: Block, orSuch?: (directive: Directive) => boolean): boolean {
  const pending: Block[] = [root];
  for (let block = pending.pop(); block !== undefined; block = pending.pop()) {
    for (const item of block.items) {
      if (item.kind === 'template') {
        if (isTag(item)) return true;
      } else if (item.kind === 'directive') {
        if (orSuch?.(item) === true) return true;
        if (item.block !== undefined) pending.push(item.block);
      }
    }
  }
  return false;
}

/** What an author left out is no template's. */
function isTag({ text }: { readonly text: string }): boolean {
  return !isLeftOut(text);
}

function isFilled({ name, args }: Directive): boolean {
  if (name.placeholder) return true;
  for (const { placeholder } of args) if (placeholder) return true;
  return false;
}

interface Frame {
  readonly start: number;
  readonly name: Word | undefined;
  readonly args: readonly Word[];
  readonly open: number;
  readonly items: Item[];
  readonly starts: number[];
}

function readItems(
  text: string,
  kept: (item: Item, start: number) => Item,
): { readonly items: Block; readonly stop: Stop | undefined } {
  const tokens = createTokenReader(text);
  const outer: Frame[] = [];
  let top: Frame = { start: 0, name: undefined, args: [], open: 0, items: [], starts: [] };

  const append = (item: Item, start: number): void => {
    top.items.push(kept(item, start));
    top.starts.push(start - top.start);
  };
  const leave = (close: number | undefined, end: number): void => {
    const { start, name, args, open, items, starts } = top;
    const parent = outer.pop();
    if (parent === undefined || name === undefined) return;
    top = parent;
    const block: Block = { open, close: close === undefined ? undefined : close - start, items, starts };
    append({ kind: 'directive', name, args, semicolon: undefined, block, rawBody: undefined, end: end - start }, start);
  };
  const finish = (stop: Stop | undefined): { items: Block; stop: Stop | undefined } => {
    while (outer.length > 0) leave(undefined, stop?.offset ?? text.length);
    return { items: { open: 0, close: text.length, items: top.items, starts: top.starts }, stop };
  };

  for (let at = 0; ;) {
    const statement = tokens.next();
    const { line, end } = statement;
    const first = 'words' in statement ? (statement.words[0]?.start ?? end) : end;
    for (const [comment, start] of commentsBetween(text, at, first)) append(comment, start);
    at = end;
    if (statement.kind === 'error') return finish({ offset: end, line, message: statement.message });
    if (statement.kind === 'end') {
      return finish(outer.length === 0 ? undefined : { offset: end, line, message: UNCLOSED });
    }
    if (statement.kind === '}') {
      if (outer.length === 0) return finish({ offset: end - 1, line, message: 'unexpected "}"' });
      leave(end - 1, end);
      continue;
    }
    const [name, ...args] = statement.words.map((token) => wordOf(text, token, first));
    if (name === undefined) continue;
    if (statement.kind === ';') {
      const semicolon = end - 1 - first;
      append({ kind: 'directive', name, args, semicolon, block: undefined, rawBody: undefined, end: end - first }, first);
    } else if (hasRawBody(name.raw)) {
      const close = rawBodyEnd(text, end);
      const isClosed = close < text.length;
      const rawBody = { start: end - first, end: close - first };
      at = isClosed ? close + 1 : close;
      tokens.skipTo(at);
      append({ kind: 'directive', name, args, semicolon: undefined, block: undefined, rawBody, end: at - first }, first);
      if (!isClosed) return finish({ offset: at, line: lineOf(text, line, end), message: UNCLOSED_LUA });
    } else if (outer.length === DEEPEST_BLOCK) {
      const last = skipBlock(tokens);
      const isClosed = last.kind === '}';
      const rawBody = { start: end - first, end: last.end - first - (isClosed ? 1 : 0) };
      at = last.end;
      append({ kind: 'directive', name, args, semicolon: undefined, block: undefined, rawBody, end: at - first }, first);
      if (isClosed) continue;
      const message = last.kind === 'error' ? last.message : UNCLOSED;
      return finish({ offset: at, line: last.line, message });
    } else {
      outer.push(top);
      top = { start: first, name, args, open: end - 1 - first, items: [], starts: [] };
    }
  }
}

const UNCLOSED = 'unexpected end of file, expecting "}"';

/** The `}` that ends the block, or what ends the text. */
function skipBlock(tokens: TokenReader): Statement {
  for (let depth = 1; ;) {
    const statement = tokens.next();
    if (statement.kind === '{') depth++;
    else if (statement.kind === '}') depth--;
    if (depth === 0 || statement.kind === 'end' || statement.kind === 'error') return statement;
  }
}

/** lua-nginx-module, ngx_http_lua_directive.c. */
const UNCLOSED_LUA = 'unexpected end of file, expecting terminating characters for lua code block';

function lineOf(text: string, line: number, from: number): number {
  let found = line;
  for (let at = text.indexOf('\n', from); at >= 0; at = text.indexOf('\n', at + 1)) found++;
  return found;
}

function wordOf(text: string, { start, raw }: Token, origin: number): Word {
  return readWord(text, { start, end: start + raw.length }, origin);
}

/** What stands between the end of one statement and the first word of the next is blank, or a comment. */
function commentsBetween(text: string, from: number, to: number): [Comment, number][] {
  const found: [Comment, number][] = [];
  const between = text.slice(from, to);
  for (let at = from + between.indexOf('#'); at >= from && at < to; at = from + between.indexOf('#', at - from)) {
    const lineEnd = text.indexOf('\n', at);
    let end = lineEnd < 0 ? text.length : lineEnd;
    if (lineEnd > at && text[end - 1] === '\r') end--;
    found.push([{ kind: 'comment', text: text.slice(at, end), end: end - at }, at]);
    at = end;
  }
  return found;
}

function isSame(a: Item, b: Item): boolean {
  if (a.kind !== b.kind || a.end !== b.end) return false;
  return a.kind !== 'directive' || b.kind !== 'directive' || isSameDirective(a, b);
}

function isSameDirective(a: Directive, b: Directive): boolean {
  return (
    a.semicolon === b.semicolon &&
    a.rawBody?.end === b.rawBody?.end &&
    a.args.length === b.args.length &&
    [a.name, ...a.args].every((word, index) => isSameWord(word, index === 0 ? b.name : b.args[index - 1])) &&
    isSameBlock(a.block, b.block)
  );
}

function isSameWord(a: Word, b: Word | undefined): boolean {
  return a.start === b?.start && a.raw === b.raw && a.text === b.text;
}

function isSameBlock(a: Block | undefined, b: Block | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (
    a.open === b.open &&
    a.close === b.close &&
    a.items.length === b.items.length &&
    a.items.every((item, index) => item === b.items[index] && a.starts[index] === b.starts[index])
  );
}
