/** Hovers of the protocol. */
import { MarkupKind, type Hover, type Position } from 'vscode-languageserver';
import { hoverAt } from '../features/hover.ts';
import { linkBetweenFiles, type LinkTo } from '../features/link-to.ts';
import type { Analysis } from '../analysis/analyze.ts';
import { documentationAt } from '../features/documentation/hover.ts';
import type { Failures } from '../project/failures.ts';
import type { Documentation } from '../reference/descriptions.ts';
import { placeAt, type View } from './views.ts';

/**
 * By the nearest main file that has something to say: what the backend receives, and below it the documentation's words; where
 * the cursor is on a word that has something of its own to say, that comes first.
 */
export function toHover(view: View, position: Position, documentation: Documentation, failures: Failures): Hover | null {
  const { analyses, places, isDump } = view;
  const at = placeAt(view, position);
  if (at === undefined) return null;
  const { path, offset } = at;
  const linkTo = isDump ? linkWithin(view) : linkBetweenFiles(path, places.uriOf);
  const part = <A>(what: string, find: (analysis: Analysis) => A | undefined): A | undefined => {
    try {
      return firstOf(analyses, find);
    } catch (error) {
      failures.other(what, error);
      return undefined;
    }
  };
  const handshake = part('the hover of what a backend receives', (it) => hoverAt(it, path, offset, linkTo));
  const words = part('the hover of the documentation', (analysis) =>
    documentationAt({ analysis, path, offset, documentation, linkTo }),
  );
  const parts = words?.isOfWord === true ? [words, handshake] : [handshake, words];
  const said = parts.filter((it) => it !== undefined);
  const [first] = said;
  if (first === undefined) return null;
  const value = said.map(({ markdown }) => markdown).join('\n\n---\n\n');
  return { contents: { kind: MarkupKind.Markdown, value }, range: places.rangeOf(path, first) };
}

function firstOf<A, B>(all: readonly A[], find: (one: A) => B | undefined): B | undefined {
  for (const one of all) {
    const found = find(one);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Lines of the document, which has all files in it. */
function linkWithin({ document: { uri }, lineOf }: View): LinkTo {
  return (path, line) => ({ words: `line ${lineOf(path, line)}`, href: `${uri}#L${lineOf(path, line)}` });
}
