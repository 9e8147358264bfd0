/** Files that an `include` may bring. */
import { fileNameOf, resolveInclude } from '../../config/include.ts';
import { usualIncludes } from '../../reference/stock-files.ts';
import type { Completion, Scene } from './model.ts';
import { contextOf } from './place.ts';

/** What lies in the folder that is written so far, in the order of names; folders end in `/`. */
export function pathCompletions({ cursor, analysis, place, path: own }: Scene): readonly Completion[] {
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
      const name = `${written}${fileNameOf(path)}${isFolder ? '/' : ''}`;
      return { kind: isFolder ? 'folder' : 'file', label: name, insert: name, rank: 2 };
    });
  const all = `${written}*.conf`;
  const several = written !== '' && paths.filter((path) => path.endsWith('.conf')).length > 0;
  const packaged = (written === '' ? usualIncludes(contextOf(place)) : []).filter(
    (it) => !entries.some(({ label }) => label === it),
  );
  return [
    ...(several ? [{ kind: 'file' as const, label: all, insert: all, rank: 1, detail: 'all of them' }] : []),
    ...entries,
    ...packaged.map((it): Completion => ({ kind: 'file', label: it, insert: it, rank: 3, detail: 'of nginx’s packages' })),
  ];
}

/** A folder of more is not gone through by a list. */
const mostShown = 1000;
