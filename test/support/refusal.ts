/** What `nginx -t` would print of files in memory, for tests. */
import { buildConfig } from '../../server/src/config/build.ts';
import type { FileContext } from '../../server/src/config/model.ts';
import type { Workspace } from '../../server/src/config/workspace.ts';
import type { NginxVersion } from '../../server/src/reference/version.ts';
import type { Problem } from '../../server/src/validity/problem.ts';
import type { Parser } from '../../server/src/syntax/tree.ts';
import { firstRefusal, problemsAsRead } from '../../server/src/validity/problems.ts';
import { folder } from './cases.ts';
import { memoryWorkspace } from './workspace.ts';

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

/** The message of what nginx would print of a case's files; names that are not absolute stand in the folder of the cases. */
export function messageFor(
  parser: Parser,
  files: Iterable<readonly [name: string, text: string]>,
  main: string,
  options: Parameters<typeof allProblems>[2],
): string | undefined {
  const placed = (name: string): string => (name.startsWith('/') ? name : folder + name);
  const texts = new Map([...files].map(([name, text]) => [placed(name), text] as const));
  return refusal(memoryWorkspace(parser, texts), placed(main), options)?.message;
}
