/** Lines as nginx names them: of the `;` or `{` that ends the head of a directive, and of the `}` that ends its block. */
import type { Placed } from '../../config/model.ts';
import type { Workspace } from '../../config/workspace.ts';

export interface Places {
  /** From 1; `undefined` when the directive is not in its file any more. */
  readonly lineOf: (placed: Placed, part: 'head' | 'close') => number | undefined;
}

/** Looks at the text of a file only when it is asked for a place in it. */
export function createPlaces(workspace: Workspace): Places {
  const known = new Map<string, readonly number[]>();
  return {
    lineOf: ({ path, directive }, part) => {
      const file = workspace.open(path);
      if ('unreadable' in file) return undefined;
      const start = file.tree.startOf(directive) ?? file.tree.asRead().startOf(directive);
      if (start === undefined) return undefined;
      const { block, rawBody, semicolon, end } = directive;
      const head = semicolon ?? block?.open ?? rawBody?.start ?? end;
      const offset = part === 'head' ? head : (block?.close ?? end);
      const breaks = known.get(path) ?? lineBreaks(file.tree.text);
      known.set(path, breaks);
      return lineAt(breaks, start + offset);
    },
  };
}

function lineBreaks(text: string): readonly number[] {
  const breaks: number[] = [];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) breaks.push(at);
  return breaks;
}

function lineAt(breaks: readonly number[], offset: number): number {
  let [low, high] = [0, breaks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((breaks[middle] ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low + 1;
}
