/** What the server is handed in tests: the real disk, parser and rules, of which a test replaces what it is about. */
import { slowNodeDisk } from '../../server/src/files/node-disk.ts';
import type { World } from '../../server/src/lsp/session.ts';
import { rules } from '../../server/src/rules/index.ts';
import { testParser } from './parser.ts';

export function worldWith(parts: Partial<World>): World {
  return {
    disk: slowNodeDisk,
    loadParser: testParser,
    installedNginx: () => Promise.resolve(undefined),
    rules,
    yieldToMessages: () => new Promise((resolve) => setImmediate(resolve)),
    ...parts,
  };
}
