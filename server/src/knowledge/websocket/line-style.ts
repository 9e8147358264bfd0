/** How the author writes headers, for lines that are added: blanks behind the directive, columns of names and values. */
import type { Level } from '../../config/model.ts';
import { allLocations } from '../../handshake/routing/proxy-targets.ts';
import type { ProxyTarget } from '../../handshake/model.ts';
import type { Directive, SyntaxTree } from '../../syntax/tree.ts';

/** A directive with its arguments, as they are to be written. */
export type Line = readonly [directive: string, ...args: string[]];

export interface Sample {
  /** White space behind `proxy_set_header`. */
  readonly gap: string;
  /** Width of names with the blanks behind them; 0 where values are not aligned. */
  readonly column: number;
  /** White space behind a name that is not aligned: a blank, or the author's tabs. */
  readonly separator: string;
}

/** From the header lines of the location, else of its server, else of another location of it, that stand in the same file. */
export function sampleOf(tree: SyntaxTree, { location, server }: ProxyTarget): Sample {
  const lines = firstOf(
    (level) => headersOf(tree, level.own.get('proxy_set_header')),
    [location.level, server.level, ...allLocations(server.locations.all()).map(({ level }) => level)],
  );
  const [first] = lines;
  if (first === undefined) return { gap: ' ', column: 0, separator: ' ' };
  const separator = first.separator.includes('\t') ? first.separator : ' ';
  const widths = lines.map(({ name, value }) => value.start - name.start);
  const aligned = lines.some(({ name, value }) => value.start - name.end > 1) && new Set(widths).size === 1;
  return { gap: first.gap, column: aligned && separator === ' ' ? (widths[0] ?? 0) : 0, separator };
}

function firstOf(of: (level: Level) => readonly HeaderWords[], levels: readonly Level[]): readonly HeaderWords[] {
  for (const level of levels) {
    const found = of(level);
    if (found.length > 0) return found;
  }
  return [];
}

export function styled([directive, ...args]: Line, { gap, column, separator }: Sample): string {
  if (directive === 'proxy_set_header') {
    const [name = '', ...values] = args;
    return `${directive}${gap}${name.padEnd(Math.max(column - 1, 0))}${separator}${values.join(' ')};`;
  }
  const width = 'proxy_set_header'.length + gap.length;
  const behind = gap.includes('\t') || gap.length === 1 ? gap : ' '.repeat(Math.max(width - directive.length, 1));
  return `${directive}${behind}${args.join(' ')};`;
}

interface HeaderWords {
  readonly name: Directive['name'];
  readonly value: Directive['name'];
  readonly gap: string;
  readonly separator: string;
}

function headersOf(tree: SyntaxTree, lines: readonly { readonly directive: Directive }[] = []): readonly HeaderWords[] {
  return lines.flatMap(({ directive }) => {
    const [name, value] = directive.args;
    const start = tree.startOf(directive);
    if (name === undefined || value === undefined || start === undefined) return [];
    const between = (from: number, to: number): string => {
      const text = tree.text.slice(start + from, start + to);
      return /^[ \t]+$/.test(text) ? text : ' ';
    };
    return [{ name, value, gap: between(directive.name.end, name.start), separator: between(name.end, value.start) }];
  });
}
