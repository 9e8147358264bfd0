/** What a text is indented by already. */
import type { SyntaxTree } from '../../syntax/tree.ts';
import { standingIn } from './style.ts';

/** One level, as most lines of the outermost blocks have it; four blanks where none of them says. */
export function indentIn({ text, root }: SyntaxTree): string {
  const counts = new Map<string, number>();
  for (const { item, start } of standingIn(root, 0)) {
    if (item.kind !== 'directive' || item.block === undefined) continue;
    for (const inner of standingIn(item.block, start)) {
      const lineStart = text.lastIndexOf('\n', inner.start - 1) + 1;
      const indent = text.slice(lineStart, inner.start);
      if (/^(?:\t| {2,8})$/.test(indent)) counts.set(indent, (counts.get(indent) ?? 0) + 1);
    }
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most?.[0] ?? '    ';
}
