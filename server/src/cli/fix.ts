/** `check --fix`: writes the safe fixes. */
import { writeFileSync } from 'node:fs';
import { applyEdits } from '../analysis/edits.ts';
import type { Analysis } from '../analysis/analyze.ts';
import type { FileEdit } from '../analysis/rule.ts';
import type { Workspace } from '../config/workspace.ts';
import { fixAll } from '../features/fix-all.ts';
import { encode } from '../files/bytes.ts';
import type { Files } from '../files/files.ts';
import type { Output } from './output.ts';
import { Refusal } from './refusal.ts';
import type { Parser } from '../syntax/tree.ts';
import { textOf } from './roots.ts';

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
  const { edits, fixed } = fixAll(analyse(), parser, ({ path }) => mayWrite(path));
  for (const edit of edits) save(workspace, edit);
  workspace.refresh();
  output.note(
    `Fixed ${fixed} ${fixed === 1 ? 'problem' : 'problems'} in ${edits.length} ${edits.length === 1 ? 'file' : 'files'}`,
  );
}

function save(workspace: Workspace, { path, edits }: FileEdit): void {
  const text = applyEdits(textOf(workspace, path), edits);
  if (text === undefined) throw new Refusal(`${path}: its fixes contradict each other; nothing was written`);
  try {
    writeFileSync(path, encode(text));
  } catch (error) {
    throw new Refusal(`${path}: cannot be written (${error instanceof Error ? error.message : String(error)})`);
  }
}
