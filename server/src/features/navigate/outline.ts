/** What a file consists of: its blocks, with names that people look for. */
import { isTable } from '../../config/holds.ts';
import type { Block, Directive, Span, SyntaxTree } from '../../syntax/tree.ts';

export type OutlineKind = 'part' | 'server' | 'location' | 'upstream' | 'variable' | 'condition' | 'block' | 'log format';

/** Offsets are absolute. */
export interface OutlineItem extends Span {
  readonly kind: OutlineKind;
  readonly name: string;
  /** Beside the name, in smaller letters. */
  readonly detail: string;
  /** The words that the name is made of. */
  readonly head: Span;
  readonly inner: readonly OutlineItem[];
}

export function outlineOf({ root }: Pick<SyntaxTree, 'root'>): readonly OutlineItem[] {
  return outlineIn(root, 0);
}

function outlineIn(block: Block, origin: number): readonly OutlineItem[] {
  return block.items.flatMap((item, index) => {
    if (item.kind !== 'directive') return [];
    const named = nameOf(item);
    if (named === undefined) return [];
    const start = origin + (block.starts[index] ?? 0);
    const last = item.args.at(-1) ?? item.name;
    const inner = item.block === undefined || isTable(item) ? [] : outlineIn(item.block, start);
    return [{ ...named, start, end: start + item.end, head: { start, end: start + last.end }, inner }];
  });
}

function nameOf(directive: Directive): Pick<OutlineItem, 'kind' | 'name' | 'detail'> | undefined {
  const { name, args, block, rawBody } = directive;
  const words = args.map(({ raw }) => raw).join(' ');
  if (name.text === 'log_format') return { kind: 'log format', name: args[0]?.text ?? '', detail: 'log_format' };
  if (block === undefined) return rawBody === undefined ? undefined : { kind: 'block', name: name.text, detail: words };
  switch (name.text) {
    case 'server':
      return { kind: 'server', ...serverName(block) };
    case 'location':
      return { kind: 'location', name: words === '' ? 'location' : words, detail: passOf(block) };
    case 'upstream':
      return { kind: 'upstream', name: words === '' ? 'upstream' : words, detail: `upstream, ${serversIn(block)}` };
    case 'if':
      return { kind: 'condition', name: `if ${words}`, detail: '' };
    case 'map':
    case 'geo':
    case 'split_clients':
      return {
        kind: 'variable',
        name: args.at(-1)?.text ?? name.text,
        detail: args.length > 1 ? `${name.text} of ${args[0]?.raw ?? ''}` : name.text,
      };
    default:
      return { kind: args.length === 0 ? 'part' : 'block', name: name.text === '' ? '{ }' : name.text, detail: words };
  }
}

/** Its names, or where it listens where it has none. */
function serverName(block: Block): { readonly name: string; readonly detail: string } {
  const names = wordsOf(block, 'server_name').filter((it) => it !== '' && it !== '_');
  const listens = linesOf(block, 'listen').map(({ args }) => args.map(({ raw }) => raw).join(' '));
  const ports = listens.join(', ');
  if (names.length > 0) return { name: names.join(' '), detail: ports };
  return { name: ports === '' ? 'server' : ports, detail: 'server' };
}

function passOf(block: Block): string {
  const pass = block.items.find((item) => item.kind === 'directive' && item.name.text.endsWith('_pass'));
  return pass?.kind === 'directive' ? `→ ${pass.args[0]?.raw ?? ''}` : '';
}

function serversIn(block: Block): string {
  const count = linesOf(block, 'server').length;
  return `${count} ${count === 1 ? 'server' : 'servers'}`;
}

function linesOf({ items }: Block, name: string): readonly Directive[] {
  return items.filter((item): item is Directive => item.kind === 'directive' && item.name.text === name);
}

function wordsOf(block: Block, name: string): readonly string[] {
  return linesOf(block, name).flatMap(({ args }) => args.map(({ text }) => text));
}
