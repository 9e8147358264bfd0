/** What a syntax rule says: the parser found the mistake, worded it and knows the repair where the place is certain. */
import type { SyntaxError, SyntaxErrorKind, TextEdit } from '../syntax/tree.ts';
import type { Workspace } from '../config/workspace.ts';
import { treeOf } from './edits.ts';
import type { AbsoluteFinding, Rule } from './rule.ts';

/** Names the repair; of a mistake that has several, by what it inserts. */
type Title = string | ((repair: TextEdit) => string);

/** The check of the rule for one kind of mistake; `safe` says whether the repair may run in bulk. */
export function syntaxCheck(kind: SyntaxErrorKind, title: Title, safe: boolean): NonNullable<Rule['checkSyntax']> {
  return (error, path) => (error.kind === kind ? [syntaxFinding(error, path, title, safe)] : []);
}

function syntaxFinding({ start, end, message, repair }: SyntaxError, path: string, title: Title, safe: boolean): AbsoluteFinding {
  if (repair === undefined) return { path, start, end, message };
  const name = typeof title === 'string' ? title : title(repair);
  return {
    path,
    start,
    end,
    message,
    fixes: [{ title: name, safe, edits: ({ workspace }) => [{ path, edits: [wholeLine(repair, path, workspace)] }] }],
  };
}

/** What is taken out takes its line along when nothing else stands there. */
function wholeLine(repair: TextEdit, path: string, workspace: Workspace): TextEdit {
  const text = treeOf(workspace, path)?.text;
  if (repair.newText !== '' || text === undefined) return repair;
  const start = text.lastIndexOf('\n', repair.start - 1) + 1;
  const rest = /^[ \t]*(?:\r?\n|$)/.exec(text.slice(repair.end));
  if (rest === null || text.slice(start, repair.start).trim() !== '') return repair;
  return { start, end: repair.end + rest[0].length, newText: '' };
}
