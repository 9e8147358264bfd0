/** A `;` that is missing: nginx refuses the text, or starts with it, and the line behind is not in force. */
import assert from 'node:assert/strict';
import type { Parser } from '../../../server/src/syntax/tree.ts';
import { fixedFiles, tried, type Subject } from './run.ts';
import { proveRefusal } from './special.ts';
import type { Stage } from './stage.ts';

export async function proveSemicolon(subject: Subject, stage: Stage, parser: Parser): Promise<void> {
  const lost = subject.findings.flatMap(({ message }) => /`(\w+)` is not in force/.exec(message)?.[1] ?? []);
  if (lost.length === 0) return proveRefusal(subject, stage, parser);
  assert.equal(lost.length, subject.findings.length, 'nginx starts with all of it, or with none');
  const accepts = (files: ReadonlyMap<string, string>): boolean => tried(subject, files, stage, parser).accepted;
  const fixed = fixedFiles(subject);
  assert.ok(fixed);
  assert.ok(accepts(subject.it.files));
  for (const name of lost) {
    // A name that nobody has is no directive only where it is read as one.
    const unknown = (files: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
      new Map([...files].map(([file, text]) => [file, text.replace(new RegExp(`\\b${name}\\b`), 'no_such_directive')]));
    assert.ok(accepts(unknown(subject.it.files)), `${name} is in force`);
    assert.ok(!accepts(unknown(fixed)), `${name} is not in force after the fix`);
  }
  return Promise.resolve();
}
