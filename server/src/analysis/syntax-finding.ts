/** What a syntax rule says: the parser found the mistake, worded it and knows the repair where the place is certain. */
import type { SyntaxError, SyntaxErrorKind } from '../syntax/tree.ts';
import type { AbsoluteFinding, Rule } from './rule.ts';

/** The check of the rule for one kind of mistake; `title` names the repair, `safe` says whether it may run in bulk. */
export function syntaxCheck(kind: SyntaxErrorKind, title: string, safe: boolean): NonNullable<Rule['checkSyntax']> {
  return (error, path) => (error.kind === kind ? [syntaxFinding(error, path, title, safe)] : []);
}

function syntaxFinding(
  { start, end, message, repair }: SyntaxError,
  path: string,
  title: string,
  safe: boolean,
): AbsoluteFinding {
  const fixes = repair === undefined ? [] : [{ title, safe, edits: () => [{ path, edits: [repair] }] }];
  return { path, start, end, message, fixes };
}
