/** What the backend receives and what it does not, line by line, each with what decided it: for text and for the panel. */
import type { Anchor } from '../config/model.ts';
import type { DroppedHeader, SentHeader, UpstreamRequest, Value } from '../handshake/model.ts';

export interface ToldLine {
  readonly line: string;
  /** Words and places that follow each other; empty for what the client sends itself. */
  readonly told: readonly (string | Anchor)[];
}

/** The head as it is sent; where it is not known as a whole, what can be told of its headers. */
export function headLines(upstream: UpstreamRequest, head: string | undefined): readonly ToldLine[] {
  const { headers, httpVersionFrom: version } = upstream;
  if (head === undefined) return headers.map((it) => ({ line: `${it.name}: ${textOf(it.value)}`, told: origin(it) }));
  const origins = new Map(
    headers.flatMap((it) =>
      [`${it.name}: ${textOf(it.value)}`, `${it.name}=${textOf(it.value)}`].map((line) => [line, it] as const),
    ),
  );
  const first = /^\S+ .* HTTP\/1\.\d$/;
  return head
    .trimEnd()
    .split('\n')
    .map((line, index): ToldLine => {
      if (index === 0 && first.test(line))
        return { line, told: [version.kind === 'set' ? version.at : "its version: nginx's default"] };
      const header = origins.get(line);
      return { line, told: header === undefined ? [] : origin(header) };
    });
}

export function droppedLine({ name, value, because }: DroppedHeader): ToldLine {
  return { line: `${name}: ${textOf(value)}`, told: reasonOf(because) };
}

/** A value that cannot be known is a question mark, with what decides it. */
export function textOf(value: Value): string {
  return typeof value === 'string' ? value : `? (${value.unknown})`;
}

function origin({ from, through }: SentHeader): ToldLine['told'] {
  if (from.kind === 'client') return [];
  return [from.kind === 'set' ? from.at : "nginx's default", ...through.flatMap((at) => [', ', at])];
}

function reasonOf(because: DroppedHeader['because']): ToldLine['told'] {
  switch (because.kind) {
    case 'default':
      return ["the client's own: nginx keeps it to itself"];
    case 'replaced':
      return ['replaced by ', because.by];
    case 'emptied':
      return ['emptied by ', because.by];
    case 'cut-off':
      return ['set further out, cut off by ', because.by];
    case 'not-passed':
      return ['not passed on: ', because.by];
  }
}
