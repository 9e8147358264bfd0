/** Files that an `include` may bring. */
import { resolveInclude } from '../../config/include.ts';
import type { Completion, Scene } from './model.ts';

/** What lies in the folder that is written so far, in the order of names; folders end in `/`. */
export function pathCompletions({ cursor, analysis, path: own }: Scene): readonly Completion[] {
  if (cursor.before[0] !== 'include' || cursor.before.length !== 1) return [];
  const written = cursor.typed.replace(/[^/]*$/, '');
  if (/["'$*?[{]/.test(written)) return [];
  const { workspace, config, options } = analysis;
  const { paths } = resolveInclude(workspace, config.main, `${written}*`, options.build, config.partial);
  const entries = paths
    .slice(0, mostShown)
    .filter((path) => path !== own)
    .map((path): Completion => {
      const isFolder = workspace.stat(path)?.kind === 'folder';
      const name = `${written}${path.slice(path.lastIndexOf('/') + 1)}${isFolder ? '/' : ''}`;
      return { kind: isFolder ? 'folder' : 'file', label: name, insert: name, rank: 2 };
    });
  const all = `${written}*.conf`;
  const several = written !== '' && paths.filter((path) => path.endsWith('.conf')).length > 0;
  return several ? [{ kind: 'file', label: all, insert: all, rank: 1, detail: 'all of them' }, ...entries] : entries;
}

/** A folder of more is not gone through by a list. */
const mostShown = 1000;
