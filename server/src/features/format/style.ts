/** How a configuration is to be laid out, and what of its text decides that. */
import type { Block, Directive, Item, SyntaxTree, Word } from '../../syntax/tree.ts';

export interface FormatStyle {
  /** What one level is indented by: blanks or a tab. */
  readonly indent: string;
  /** Columns of a tab. */
  readonly tabSize: number;
  /** First arguments of directives that follow each other stand below each other. */
  readonly alignValues: boolean;
}

/** The text that is laid out. */
export interface Written {
  readonly text: string;
  readonly tree: SyntaxTree;
  /** Where the line of an offset begins. */
  readonly lineStartOf: (offset: number) => number;
  readonly eol: string;
  readonly style: FormatStyle;
}

/** An item and where it stands; offsets are absolute. */
export interface Standing {
  readonly item: Item;
  readonly start: number;
  readonly end: number;
}

/** The items of a block whose owner begins at the absolute offset `origin` (the root: 0). */
export function standingIn(block: Block, origin: number): readonly Standing[] {
  return block.items.map((item, index) => {
    const start = origin + (block.starts[index] ?? 0);
    return { item, start, end: start + item.end };
  });
}

/** Columns from the beginning of its line to an offset; tabs go to the next multiple of their size. */
export function columnOf({ text, lineStartOf, style }: Written, offset: number): number {
  const lineStart = lineStartOf(offset);
  return offset - lineStart > farOut ? offset - lineStart : advance(0, text.slice(lineStart, offset), style.tabSize);
}

/** Nobody lines up anything so far to the right. */
const farOut = 1000;

/** The column behind `more`, written from `column` on; behind its last line where it has several. */
export function advance(column: number, more: string, tabSize: number): number {
  const lineStart = more.lastIndexOf('\n') + 1;
  const line = lineStart === 0 ? more : more.slice(lineStart);
  const from = lineStart === 0 ? column : 0;
  if (!line.includes('\t')) return from + line.length;
  let at = from;
  for (const char of line) at = char === '\t' ? at + tabSize - (at % tabSize) : at + char.length;
  return at;
}

/** Blanks that the line of an offset begins with. */
export function indentOf({ text, lineStartOf }: Written, offset: number): string {
  const lineStart = lineStartOf(offset);
  return /^[ \t]*/.exec(text.slice(lineStart, Math.min(offset, lineStart + farOut)))?.[0] ?? '';
}

export function isOnOneLine({ lineStartOf }: Written, start: number, end: number): boolean {
  return lineStartOf(start) === lineStartOf(end);
}

/** `{ return 403; }` stays on its line where all of it is written there: one directive, or none. */
export function staysOnLine(written: Written, start: number, { block, end }: Directive): boolean {
  const [only, another] = block?.items ?? [];
  if (block === undefined || another !== undefined || !isOnOneLine(written, start, start + end)) return false;
  return only === undefined || (only.kind === 'directive' && only.block === undefined && only.rawBody === undefined);
}

/** Bodies that are tables: the first word of each line is no directive. */
export function isTable({ name }: Directive): boolean {
  return tables.has(name.text);
}

const tables = new Set(['map', 'geo', 'types', 'split_clients', 'charset_map', 'num_map']);

export function wordsOf({ name, args }: Directive): readonly Word[] {
  return [name, ...args];
}
