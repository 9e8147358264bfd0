/** `check --fix`: writes the safe fixes. */
import { writeFileSync } from 'node:fs';
import { applyEdits } from '../analysis/edits.ts';
import type { Gate } from '../analysis/gate.ts';
import type { FileEdit } from '../analysis/rule.ts';
import type { Workspace } from '../config/workspace.ts';
import { fixAll } from '../features/fix-all.ts';
import { encode } from '../files/bytes.ts';
import type { Files } from '../files/files.ts';
import type { Output } from './output.ts';
import { Refusal } from './refusal.ts';
import { concerned, textOf, type Roots } from './roots.ts';

/** One main file after the other, as a file that two of them include is fixed once. */
export function fix(gate: Gate & { readonly workspace: Files }, mains: Roots, output: Output): void {
  const changed = new Set<string>();
  let sum = 0;
  for (const main of mains.keys()) {
    const { edits, fixed } = fixAll({ ...gate, mains: concerned(main, mains) }, [main], () => true);
    for (const edit of edits) {
      save(gate.workspace, edit);
      changed.add(edit.path);
    }
    sum += fixed;
    gate.workspace.refresh();
  }
  output.note(`Fixed ${sum} ${sum === 1 ? 'problem' : 'problems'} in ${changed.size} ${changed.size === 1 ? 'file' : 'files'}`);
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
