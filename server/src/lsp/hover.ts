/** Hovers of the protocol. */
import { MarkupKind, type Hover, type Position } from 'vscode-languageserver';
import type { Analysis } from '../analysis/analyze.ts';
import { hoverAt } from '../features/hover.ts';
import type { Places } from './diagnostics.ts';
import type { OpenDocument } from './documents.ts';

/** By the nearest main file that has something to say. */
export function toHover(
  { path, text }: OpenDocument,
  position: Position,
  analyses: readonly Analysis[],
  places: Places,
): Hover | null {
  const offset = text.offsetAt(position);
  for (const analysis of analyses) {
    const hover = hoverAt(analysis, path, offset, places.uriOf);
    if (hover !== undefined) {
      return { contents: { kind: MarkupKind.Markdown, value: hover.markdown }, range: places.rangeOf(path, hover) };
    }
  }
  return null;
}
