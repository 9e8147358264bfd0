/** Lines as nginx names them: of the `;` or `{` that ends the head of a directive, and of the `}` that ends its block. */
import type { Placed } from '../../config/model.ts';
import type { Workspace } from '../../config/workspace.ts';
import { derived } from '../../query/derived.ts';
import { placesOf } from '../../syntax/lines.ts';
import { lastAtOrBefore } from '../../syntax/places.ts';
import type { SyntaxTree } from '../../syntax/tree.ts';

export interface Places {
  /** From 1; `undefined` when the directive is not in its file any more. */
  readonly lineOf: (placed: Placed, part: 'head' | 'close') => number | undefined;
}

/** Looks at the text of a file only when it is asked for a place in it. */
export function createPlaces(workspace: Workspace): Places {
  return {
    lineOf: ({ path, directive }, part) => {
      const file = workspace.open(path);
      if ('unreadable' in file) return undefined;
      const start = file.tree.startOf(directive) ?? file.tree.asRead().startOf(directive);
      if (start === undefined) return undefined;
      const { block, rawBody, semicolon, end } = directive;
      const head = semicolon ?? block?.open ?? rawBody?.start ?? end;
      const offset = part === 'head' ? head : (block?.close ?? end);
      return lineAt(lineBreaks(file.tree), start + offset);
    },
  };
}

const lineBreaks = derived(({ text }: SyntaxTree): readonly number[] => placesOf(text, '\n'));

/** A line break belongs to the line that it ends. */
function lineAt(breaks: readonly number[], offset: number): number {
  return lastAtOrBefore(breaks, offset - 1) + 2;
}
