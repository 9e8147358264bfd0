/** What makes `nginx -t` refuse, for all who tell or ask it: `check`, the editor, the fix gate, `simulate`. */
import type { BuildOptions } from '../config/build.ts';
import type { Config } from '../config/model.ts';
import type { Workspace } from '../config/workspace.ts';
import type { NginxVersion } from '../reference/version.ts';
import type { Problem } from '../validity/problem.ts';
import { asRead, newProblems, problems } from '../validity/problems.ts';
import type { Memo } from '../validity/reading/memo.ts';

interface Options {
  readonly nginx: NginxVersion;
  readonly build: BuildOptions;
}

/** Problems of a configuration as its author seems to mean it, and as nginx reads it: the same list where these are one. */
export interface Problems {
  readonly meant: readonly Problem[];
  readonly read: readonly Problem[];
}

export function problemsOf(config: Config, workspace: Workspace, { nginx, build }: Options, memo: Memo): Problems {
  const meant = problems(config, workspace, { nginx, memo });
  const literal = asRead(config, workspace, build);
  return { meant, read: literal === config ? meant : problems(literal, workspace, { nginx, memo }) };
}

/** What is to be told: the text as it is meant, and where nginx stops reading it. */
export function toTell({ meant, read }: Problems): readonly Problem[] {
  return meant === read ? meant : [...meant, ...read.filter(({ stops }) => stops)];
}

/**
 * What nginx objects to after an edit and did not before, whatever it objected to already. What stood behind a mistake at
 * which nginx stopped reading was there too, and what it makes of mistakes that are left belongs to them.
 */
export function newRefusals(before: Problems, after: Problems): readonly Problem[] {
  if (after.read.length === 0) return after.read;
  const brought = newProblems(before.read === before.meant ? before.meant : [...before.meant, ...before.read], after.read);
  if (after.read === after.meant) return brought;
  const ofMistakes = new Set(newProblems(after.meant, brought));
  return brought.filter((it) => !ofMistakes.has(it));
}

/** The sentence that ends a finding about a refusal. */
export function refusal({ message }: Pick<Problem, 'message'>): string {
  return `nginx does not start: \`${message}\`.`;
}
