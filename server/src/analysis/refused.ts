/** What makes `nginx -t` refuse, as far as files that are not here cannot change it. */
import { resolveInclude } from '../config/include.ts';
import type { Config, Refusal } from '../config/model.ts';
import { refusals } from '../validity/refusals.ts';
import type { Workspace } from '../config/workspace.ts';
import type { AnalyzeOptions } from './analyze.ts';

/** An include that cannot be read here may well be on the server: it is no refusal, and hides what it may define. */
export function certainRefusals(
  { main, context, partial }: Config,
  workspace: Workspace,
  { nginx, build }: Pick<AnalyzeOptions, 'nginx' | 'build'>,
): readonly Refusal[] {
  const resolve = (argument: string): readonly string[] | 'unseen' => {
    const { paths, pattern, unseen } = resolveInclude(workspace, main, argument, build, partial);
    return unseen || (!pattern && paths.some((path) => 'unreadable' in workspace.open(path))) ? 'unseen' : paths;
  };
  return refusals(workspace, main, { nginx, context, resolveInclude: resolve });
}
