/** What makes `nginx -t` refuse, for all who tell or ask it: `check`, the editor, the fix gate, `simulate`. */
import type { Config, Refusal } from '../config/model.ts';
import type { Workspace } from '../config/workspace.ts';
import type { Problem } from '../validity/problem.ts';
import { asRead, firstRefusal, newProblems, problems, problemsAsRead } from '../validity/problems.ts';
import type { AnalyzeOptions } from './analyze.ts';

type Options = Pick<AnalyzeOptions, 'nginx' | 'build'>;

/** What `nginx -t` prints of the configuration as nginx reads it; empty when nothing is certain. */
export function certainRefusals(config: Config, workspace: Workspace, { nginx, build }: Options): readonly Refusal[] {
  const first = firstRefusal(problemsAsRead(config, workspace, { nginx, build }));
  return first === undefined ? [] : [first];
}

/** A configuration, with the files that it was built from. */
export interface Moment {
  readonly config: Config;
  readonly workspace: Workspace;
}

/**
 * What nginx objects to after an edit and did not before, whatever it objected to already. What stood behind a mistake at
 * which nginx stopped reading was there too.
 */
export function newRefusals(before: Moment, after: Moment, { nginx, build }: Options): readonly Problem[] {
  const now = problemsAsRead(after.config, after.workspace, { nginx, build });
  if (now.length === 0) return now;
  const read = asRead(before.config, before.workspace, build);
  const seen = problems(before.config, before.workspace, { nginx });
  return newProblems(read === before.config ? seen : [...seen, ...problems(read, before.workspace, { nginx })], now);
}
