/** What becomes of a connection for which no server is to be seen. */
import { unseenIn } from '../config/level.ts';
import type { Config } from '../config/model.ts';
import { includeName } from '../config/made.ts';
import type { Connection } from './model.ts';
import { fails, unknown, type Remark } from './verdict/remark.ts';

/** It fails, if nothing is hidden that may bring a server, or a `listen` to one. */
export function nothingListens({ partial, directives, http }: Config, { port }: Connection): Remark {
  const where = port === undefined ? 'any port' : `port ${port}`;
  if (partial) return unknown(`the servers outside of what is here, which may listen on ${where}`);
  const servers = http?.servers.flatMap(({ level }) => level.unseen) ?? [];
  const [hidden] = [...unseenIn(directives, undefined), ...(http?.level.unseen ?? []), ...servers];
  if (hidden !== undefined) return unknown(`${hidden.what}: a server of it may listen on ${where}`);
  for (const placed of [...directives, ...(http?.at?.block ?? [])]) {
    // Not even the folder of the pattern is here.
    const empty = placed.block === undefined && placed.holds.problems.some(({ kind }) => kind === 'empty');
    if (empty)
      return unknown(`the files \`${includeName(placed)}\`, which are not here: a server in them may listen on ${where}`);
  }
  return fails(`Nothing listens on ${where}`);
}
