/** The comments that speak about a block: in it, directly above it, and statements of ours at the top of its file. */
import type { Block, Directive, Item, Text } from '../syntax/tree.ts';

/** Each with its `#`. */
export function commentsIn(directive: Directive): readonly string[] {
  return textsOf(directive.block?.items ?? none);
}

/** Those at the top level of a file. */
export function commentsAtTop({ items }: Block): readonly string[] {
  return textsOf(items);
}

/** Comments before the first directive of a file that are said to us, not to people: they count for the whole file. */
export function statementsOf({ items }: Block): readonly string[] {
  const first = items.findIndex(({ kind }) => kind === 'directive');
  const head = textsOf(first === -1 ? items : items.slice(0, first));
  const out = head.filter((text) => /^#\s*nginx-handshake:/.test(text));
  return out.length === 0 ? none : out;
}

/** The comments directly above an item of a block, trimmed; the nearest first. */
export function commentsAbove(text: Sliced, block: Block, index: number, origin: number): readonly string[] {
  const out = commentRun(text, block, index, origin).map((it) => it.text.trim());
  return out.length === 0 ? none : out;
}

/**
 * Comments directly above an item of a block that have their lines to themselves, without an empty line in between; the
 * nearest first, each with its place in the text. `origin` is where the block's offsets count from, in the text.
 */
export function commentRun(
  text: Sliced,
  { items, starts }: Block,
  index: number,
  origin: number,
): readonly { readonly text: string; readonly start: number }[] {
  const out: { readonly text: string; readonly start: number }[] = [];
  let next = origin + (starts[index] ?? 0);
  for (let at = index - 1; at >= 0; at--) {
    const item = items[at];
    const start = origin + (starts[at] ?? 0);
    if (item?.kind !== 'comment' || !/^[ \t]*\r?\n[ \t]*$/.test(text.slice(start + item.end, next)) || !startsLine(text, start))
      break;
    out.push({ text: item.text, start });
    next = start;
  }
  return out;
}

/** A text of which parts can be had. */
export type Sliced = Pick<Text, 'slice'>;

const none: readonly never[] = [];

function startsLine(text: Sliced, offset: number): boolean {
  for (let at = offset; at > 0; at--) {
    const before = text.slice(at - 1, at);
    if (before === '\n') return true;
    if (before.trim() !== '') return false;
  }
  return true;
}

function textsOf(items: readonly Item[]): readonly string[] {
  const out = items.flatMap((item) => (item.kind === 'comment' ? [item.text] : []));
  return out.length === 0 ? none : out;
}
