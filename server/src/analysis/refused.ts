/** What makes `nginx -t` refuse, for all who tell or ask it: `check`, the editor, the fix gate, `simulate`. */
import type { Config, Refusal } from '../config/model.ts';
import type { Workspace } from '../config/workspace.ts';
import { firstRefusal, problemsAsRead } from '../validity/problems.ts';
import type { AnalyzeOptions } from './analyze.ts';

/** What `nginx -t` prints of the configuration as nginx reads it; empty when nothing is certain. */
export function certainRefusals(
  config: Config,
  workspace: Workspace,
  { nginx, build }: Pick<AnalyzeOptions, 'nginx' | 'build'>,
): readonly Refusal[] {
  const first = firstRefusal(problemsAsRead(config, workspace, { nginx, build }));
  return first === undefined ? [] : [first];
}
