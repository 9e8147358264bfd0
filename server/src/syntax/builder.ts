/** Puts the parts of a text together into the syntax tree's blocks. */
import type { Part, Statement } from './statements.ts';
import type { Block, Directive, Item, Word } from './tree.ts';
import { readWord } from './words.ts';

interface Frame {
  /** Absolute start of the directive that owns the block. */
  readonly start: number;
  readonly name: Word | undefined;
  readonly args: readonly Word[];
  readonly open: number;
  readonly items: Item[];
  readonly starts: number[];
}

export interface Builder {
  readonly add: (part: Part) => void;
  /** Ends what is still open; the builder is not to be used afterwards. */
  readonly finish: () => Block;
}

export function createBuilder(text: string): Builder {
  const root: Frame = { start: 0, name: undefined, args: [], open: 0, items: [], starts: [] };
  const open: Frame[] = [];
  let top = root;

  const append = (item: Item, start: number): void => {
    top.items.push(item);
    top.starts.push(start - top.start);
  };

  const enter = (frame: Frame): void => {
    open.push(top);
    top = frame;
  };

  const leave = (close: number | undefined, end: number): void => {
    const { start, name, args, open: brace, items, starts } = top;
    const outer = open.pop();
    if (outer === undefined || name === undefined) return;
    top = outer;
    const block: Block = { open: brace, close: close === undefined ? undefined : close - start, items, starts };
    append({ kind: 'directive', name, args, semicolon: undefined, block, rawBody: undefined, end: end - start }, start);
  };

  const addStatement = (statement: Statement): void => {
    const { start, end, words, terminator, rawBody } = statement;
    const [name, ...args] = words.map((word) => readWord(text, word, start));
    if (name === undefined) return;
    if (terminator === '{' && rawBody === undefined) {
      enter({ start, name, args, open: end - 1 - start, items: [], starts: [] });
      return;
    }
    const directive: Directive = {
      kind: 'directive',
      name,
      args,
      semicolon: terminator === ';' ? end - 1 - start : undefined,
      block: undefined,
      rawBody: rawBody && { start: rawBody.start - start, end: rawBody.end - start },
      end: end - start,
    };
    append(directive, start);
  };

  return {
    add(part) {
      const { kind, start, end } = part;
      if (kind === 'statement') addStatement(part);
      else if (kind === '}') leave(start, end);
      else if (kind === 'comment' || kind === 'template') append({ kind, text: text.slice(start, end), end: end - start }, start);
      else if (kind === 'stray {') {
        const name = readWord(text, { start, end: start }, start);
        enter({ start, name, args: [], open: 0, items: [], starts: [] });
      }
    },
    finish() {
      while (open.length > 0) leave(undefined, text.length);
      return { open: 0, close: text.length, items: root.items, starts: root.starts };
    },
  };
}
