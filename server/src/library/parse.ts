/** `parse`: the directives of a text, as plain data. */
import { linesOf } from '../features/lines.ts';
import type { Block, Directive, Item, Span, Word } from '../syntax/tree.ts';
import { parserOnce } from './judged.ts';

/** All offsets count UTF-16 units from the start of the text, and an end is behind the last one; lines count from 1. */
export interface ParsedFile {
  readonly items: readonly ParsedItem[];
  /** In the order of the text. */
  readonly mistakes: readonly ParsedMistake[];
}

export type ParsedItem = ParsedDirective | ParsedRemark;

export interface ParsedDirective extends ParsedSpan {
  readonly kind: 'directive';
  readonly name: string;
  readonly line: number;
  readonly args: readonly ParsedWord[];
  /** What is between its braces; `null` for a directive without. */
  readonly block: readonly ParsedItem[] | null;
  /** The text between braces that holds no directives of nginx (Lua, or what is nested too deep); `null` elsewhere. */
  readonly body: string | null;
}

/** A comment, or the tag of a template engine that stands alone. */
export interface ParsedRemark extends ParsedSpan {
  readonly kind: 'comment' | 'template';
  /** As written. */
  readonly text: string;
  readonly line: number;
}

export interface ParsedWord extends ParsedSpan {
  /** As nginx reads it: without its quotes and backslashes. */
  readonly text: string;
  /** As written. */
  readonly raw: string;
  /** Names of the variables in it, without `$`. */
  readonly variables: readonly string[];
  /** A template engine fills in part of it. */
  readonly placeholder: boolean;
}

export interface ParsedMistake extends ParsedSpan {
  /** `missing-semicolon`, `unclosed-block` and others. */
  readonly kind: string;
  readonly line: number;
  /** For people. */
  readonly message: string;
}

export interface ParsedSpan {
  readonly start: number;
  readonly end: number;
}

/** The directives and comments of one text. Whatever the text is, it gives what can be read of it, and the mistakes. */
export async function parse(text: string): Promise<ParsedFile> {
  const { root, errors } = (await parserOnce()).parse(text);
  const { nginxLineAt } = linesOf(text);
  const reading: Reading = { text, lineAt: nginxLineAt };
  return {
    items: itemsOf(root, 0, reading),
    mistakes: errors.map(({ kind, start, end, message }) => ({ kind, start, end, line: nginxLineAt(start), message })),
  };
}

interface Reading {
  readonly text: string;
  readonly lineAt: (offset: number) => number;
}

/** `base` is where the directive begins that owns the block. Blocks are at most 200 deep. */
function itemsOf({ items, starts }: Block, base: number, reading: Reading): readonly ParsedItem[] {
  return items.map((item, index) => itemOf(item, base + (starts[index] ?? 0), reading));
}

function itemOf(item: Item, start: number, reading: Reading): ParsedItem {
  const place = { start, end: start + item.end, line: reading.lineAt(start) };
  if (item.kind !== 'directive') return { kind: item.kind, text: item.text, ...place };
  const { name, args, block } = item;
  return {
    kind: 'directive',
    name: name.text,
    ...place,
    args: args.map((word) => wordOf(word, start)),
    block: block === undefined ? null : itemsOf(block, start, reading),
    body: bodyOf(item, start, reading),
  };
}

function bodyOf({ rawBody }: Directive, start: number, { text }: Reading): string | null {
  return rawBody === undefined ? null : text.slice(start + rawBody.start, start + rawBody.end);
}

function wordOf({ text, raw, variables, placeholder, ...span }: Word & Span, start: number): ParsedWord {
  const names = variables.map(({ name }) => name);
  return { text, raw, variables: names, placeholder, start: start + span.start, end: start + span.end };
}
