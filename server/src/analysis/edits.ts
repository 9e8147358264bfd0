/** Text edits in terms of directives: they keep the author's indentation, line endings and comments. */
import { commentRun } from '../config/comments.ts';
import type { Workspace } from '../config/workspace.ts';
import type { Anchor, Placed } from '../config/model.ts';
import type { Span, SyntaxTree, TextEdit, Word } from '../syntax/tree.ts';
import type { FileEdit } from './rule.ts';

/** The text of edits applied from the end, so that offsets stay right; overlapping edits give `undefined`. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string | undefined {
  let out = text;
  let before = Infinity;
  for (const edit of fromEnd(edits)) {
    if (edit.end > before || edit.start > edit.end) return undefined;
    out = out.slice(0, edit.start) + edit.newText + out.slice(edit.end);
    before = edit.start;
  }
  return out;
}

/** Last first, so that each stands in the coordinates that those before it left; insertions at one place keep their order. */
export function fromEnd(edits: readonly TextEdit[]): readonly TextEdit[] {
  return edits.toReversed().sort((a, b) => b.start - a.start || b.end - a.end);
}

/** The tree of the file in which a directive is written, as it is now; `undefined` when it cannot be read any more. */
export function treeOf(workspace: Workspace, path: string): SyntaxTree | undefined {
  const file = workspace.open(path);
  return 'unreadable' in file ? undefined : file.tree;
}

/** Absolute span of an anchor in the file as it is now, repaired or as nginx reads it; `undefined` when the directive is not in it any more. */
export function locate(workspace: Workspace, anchor: Anchor): { readonly start: number; readonly end: number } | undefined {
  const tree = treeOf(workspace, anchor.path);
  const start = tree?.startOf(anchor.directive) ?? tree?.asRead().startOf(anchor.directive);
  return start === undefined ? undefined : { start: start + anchor.start, end: start + anchor.end };
}

export function replaceWord(tree: SyntaxTree, { directive }: Placed, word: Word, newText: string): TextEdit | undefined {
  const start = tree.startOf(directive);
  return start === undefined ? undefined : { start: start + word.start, end: start + word.end, newText };
}

/** An edit of a part of a directive; offsets count from its start. `undefined` when the directive is gone. */
export function replaceIn(workspace: Workspace, { path, directive }: Placed, span: Span, newText: string): FileEdit | undefined {
  const start = treeOf(workspace, path)?.startOf(directive);
  if (start === undefined) return undefined;
  return { path, edits: [{ start: start + span.start, end: start + span.end, newText }] };
}

/** New lines behind a directive, in its indentation; behind a comment on the same line. */
export function insertLinesAfter(tree: SyntaxTree, { directive }: Placed, lines: readonly string[]): TextEdit | undefined {
  const start = tree.startOf(directive);
  if (start === undefined) return undefined;
  const eol = lineEnding(tree.text);
  const rest = /^[ \t]*(#[^\n\r]*)?(?=\r?\n|$)/.exec(
    tree.text.slice(start + directive.end, lineEnd(tree.text, start + directive.end)),
  );
  const at = start + directive.end + (rest?.[0].length ?? 0);
  const indent = indentAt(tree.text, start);
  // Something else follows on the line (`}` of a one-line block): stay on the line.
  if (rest === null) return { start: at, end: at, newText: lines.map((line) => ` ${line}`).join('') };
  return { start: at, end: at, newText: lines.map((line) => eol + indent + line).join('') };
}

/** New lines directly above a directive, below its comments; on the same line where others stand before it. */
export function insertLinesAbove(tree: SyntaxTree, { directive }: Placed, lines: readonly string[]): TextEdit | undefined {
  const start = tree.startOf(directive);
  if (start === undefined) return undefined;
  const lineStart = tree.text.lastIndexOf('\n', start - 1) + 1;
  const alone = tree.text.slice(lineStart, start).trim() === '';
  const gap = alone ? lineEnding(tree.text) + indentAt(tree.text, start) : ' ';
  return { start, end: start, newText: lines.map((line) => line + gap).join('') };
}

/** New lines as the first of a block. */
export function insertLinesInto(tree: SyntaxTree, { directive }: Placed, lines: readonly string[]): TextEdit | undefined {
  const start = tree.startOf(directive);
  if (start === undefined || directive.block === undefined) return undefined;
  const at = start + directive.block.open + 1;
  const eol = lineEnding(tree.text);
  const indent = indentAt(tree.text, start) + indentUnit(tree.text);
  const tail = /^[ \t]*(#[^\n\r]*)?(?=\r?\n|$)/.test(tree.text.slice(at, lineEnd(tree.text, at))) ? '' : eol + indent;
  return { start: at, end: at, newText: lines.map((line) => eol + indent + line).join('') + tail };
}

/** Takes a directive out with the comments directly above it and the empty rest of its line. */
export function remove(tree: SyntaxTree, { directive }: Placed): TextEdit | undefined {
  const start = tree.startOf(directive);
  if (start === undefined) return undefined;
  const from = startWithComments(tree, start);
  const lineStart = tree.text.lastIndexOf('\n', from - 1) + 1;
  const rest = /^[ \t]*(\r?\n)?/.exec(tree.text.slice(start + directive.end))?.[0] ?? '';
  const wholeLines = tree.text.slice(lineStart, from).trim() === '' && rest.endsWith('\n');
  return { start: wholeLines ? lineStart : from, end: start + directive.end + (wholeLines ? rest.length : 0), newText: '' };
}

/** The text of a directive with the comments directly above it, its lines shifted to another indentation. */
export function textWithComments(tree: SyntaxTree, { directive }: Placed, indent: string): string | undefined {
  const start = tree.startOf(directive);
  if (start === undefined) return undefined;
  const from = startWithComments(tree, start);
  const old = indentAt(tree.text, from);
  return tree.text
    .slice(from, start + directive.end)
    .split('\n')
    .map((line, index) =>
      index === 0 || line.trim() === '' ? line : indent + (line.startsWith(old) ? line.slice(old.length) : line),
    )
    .join('\n');
}

/** Joins edits of the same file; insertions at one place keep their order. */
export function mergeByFile(edits: readonly FileEdit[]): readonly FileEdit[] {
  const files = new Map<string, TextEdit[]>();
  for (const { path, edits: some } of edits) {
    const known = files.get(path) ?? [];
    for (const edit of some) known.push(edit);
    files.set(path, known);
  }
  return [...files].filter(([, some]) => some.length > 0).map(([path, some]) => ({ path, edits: some }));
}

export function lineEnding(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? '\n';
}

/** White space at the start of the line of an offset. */
export function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset))?.[0] ?? '';
}

/** One step of indentation as the file does it: the first indented line's. */
export function indentUnit(text: string): string {
  const first = /^([ \t]+)\S/m.exec(text)?.[1] ?? '    ';
  return first.startsWith('\t') ? '\t' : first.length > 8 ? '    ' : first;
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}

/** Where the comments begin that stand directly above an item; its own start when there are none. */
export function startWithComments(tree: SyntaxTree, start: number): number {
  const path = tree.pathAt(start);
  const owner = path.at(-2);
  const block = owner?.kind === 'directive' ? owner.block : tree.root;
  const base = owner?.kind === 'directive' ? (tree.startOf(owner) ?? 0) : 0;
  const index = block?.starts.indexOf(start - base) ?? -1;
  if (block === undefined || index === -1) return start;
  const above = commentRun(tree.text, block, index, base);
  const apart = above.findIndex(({ text }) => aboutFile.test(text));
  return (apart === -1 ? above : above.slice(0, apart)).at(-1)?.start ?? start;
}

/** A comment that speaks of the file as a whole, whatever stands below it. */
const aboutFile = /^#\s*nginx-handshake:\s*context\b/;
