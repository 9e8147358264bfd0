/** `check --fix`: writes the safe fixes, all files whole or none, and none that nobody named. */
import { applyEdits } from '../analysis/edits.ts';
import type { Analysis } from '../analysis/analyze.ts';
import type { FileEdit } from '../analysis/rule.ts';
import type { Workspace } from '../config/workspace.ts';
import { fixAll, type Withheld } from '../features/fix-all.ts';
import { encode } from '../files/bytes.ts';
import type { Files } from '../files/files.ts';
import { writeAll, type NewContent } from '../files/write-all.ts';
import type { Output } from './output.ts';
import { Refusal } from './refusal.ts';
import type { Parser } from '../syntax/tree.ts';
import { textOf } from './roots.ts';
import { shownPath } from './terminal.ts';

export interface Fixing {
  readonly workspace: Files;
  readonly parser: Parser;
  /** All main files as they are now. */
  readonly analyse: () => readonly Analysis[];
  /** The files that the user named. */
  readonly mayWrite: (path: string) => boolean;
  readonly output: Output;
}

export function fix({ workspace, parser, analyse, mayWrite, output }: Fixing): void {
  const { edits, fixed, withheld } = fixAll(analyse(), parser, () => true, mayWrite);
  const files = edits.map((edit) => contentOf(workspace, edit));
  const failure = writeAll(files);
  if (failure !== undefined) {
    const rest = files.length > 1 ? 'None of the files was changed' : 'It is as it was';
    throw new Refusal(`${failure.path}: cannot be written: ${failure.why}. ${rest}`);
  }
  workspace.refresh();
  output.note(
    `Fixed ${fixed} ${fixed === 1 ? 'problem' : 'problems'} in ${files.length} ${files.length === 1 ? 'file' : 'files'}`,
  );
  for (const line of new Set(withheld.map(remark))) output.note(line);
}

function remark({ finding, other }: Withheld): string {
  const whose = finding.path === other ? 'is in' : 'also changes';
  return `${shownPath(finding.path)}: a fix of ${finding.rule} ${whose} ${shownPath(other)}, which was not named`;
}

function contentOf(workspace: Workspace, { path, edits }: FileEdit): NewContent {
  const text = textOf(workspace, path);
  const after = applyEdits(text, edits);
  if (after === undefined) throw new Refusal(`${path}: its fixes contradict each other; nothing was written`);
  return { path, before: encode(text), after: encode(after) };
}
