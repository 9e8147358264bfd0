/** What `nginx -t` would print of files in memory, for tests. */
import { buildConfig } from '../../server/src/config/build.ts';
import type { FileContext } from '../../server/src/config/model.ts';
import type { Workspace } from '../../server/src/config/workspace.ts';
import type { NginxVersion } from '../../server/src/reference/version.ts';
import type { Problem } from '../../server/src/validity/problem.ts';
import { firstRefusal, problemsAsRead } from '../../server/src/validity/problems.ts';

/** All that nginx would object to, the texts read as they stand; a main file when nothing else is said. */
export function allProblems(
  workspace: Workspace,
  main: string,
  { nginx, context = 'main' }: { readonly nginx: NginxVersion; readonly context?: FileContext },
): readonly Problem[] {
  const build = { context };
  return problemsAsRead(buildConfig(workspace, main, build), workspace, { nginx, build });
}

export function refusal(...asked: Parameters<typeof allProblems>): Problem | undefined {
  return firstRefusal(allProblems(...asked));
}
