/** Hovers of the protocol. */
import { MarkupKind, type Hover, type Position } from 'vscode-languageserver';
import { hoverAt, linkBetweenFiles, type LinkTo } from '../features/hover.ts';
import type { View } from './views.ts';

/** By the nearest main file that has something to say. */
export function toHover(view: View, position: Position): Hover | null {
  const { document, analyses, places, files, isDump } = view;
  const offset = document.text.offsetAt(position);
  const file = files.find(({ start, end }) => start <= offset && offset <= end);
  if (file === undefined) return null;
  const linkTo = isDump ? linkWithin(view) : linkBetweenFiles(file.path, places.uriOf);
  for (const analysis of analyses) {
    const hover = hoverAt(analysis, file.path, offset - file.start, linkTo);
    if (hover !== undefined) {
      return { contents: { kind: MarkupKind.Markdown, value: hover.markdown }, range: places.rangeOf(file.path, hover) };
    }
  }
  return null;
}

/** Lines of the document, which has all files in it. */
function linkWithin({ document: { uri }, lineOf }: View): LinkTo {
  return (path, line) => ({ words: `line ${lineOf(path, line)}`, href: `${uri}#L${lineOf(path, line)}` });
}
