/** `disable_symlinks`: files behind links are kept back (ngx_open_file_wrapper of ngx_open_file_cache.c). */
import type { Workspace } from '../../config/workspace.ts';
import type { Bindings } from './bindings.ts';
import { expand } from './evaluate.ts';
import { isUnknown } from './exchange.ts';
import { inForce } from './in-force.ts';

export type LinkBefore =
  { readonly kind: 'link'; readonly status: 403 | 404 } | { readonly kind: 'unknown'; readonly what: string };

/**
 * What keeps nginx from opening an absolute path: 403 where its last part is a link, 404 where a folder before it is one
 * (a link is no folder for it). Who owns a link, which `if_not_owner` asks, cannot be seen.
 */
export function linkBefore(path: string, workspace: Workspace, bindings: Bindings): LinkBefore | undefined {
  const placed = inForce(bindings.level, 'disable_symlinks').placed.at(-1);
  const [mode, from] = placed?.directive.args.map(({ text }) => text) ?? [];
  if (mode !== 'on' && mode !== 'if_not_owner') return undefined;
  const trusted = from === undefined ? '' : expand(from.slice('from='.length), bindings).value;
  if (isUnknown(trusted)) return { kind: 'unknown', what: trusted.unknown };
  const free = path.startsWith(trusted) && (trusted.endsWith('/') || path.charAt(trusted.length) === '/') ? trusted.length : 0;
  const parts = path
    .slice(free)
    .split('/')
    .filter((it) => it !== '');
  let at = path.slice(0, free).replace(/\/$/, '');
  for (const [index, part] of parts.entries()) {
    const real = workspace.realPath(at === '' ? '/' : at).replace(/\/$/, '');
    at = `${at}/${part}`;
    if (workspace.realPath(at) === `${real}/${part}`) continue;
    if (mode === 'if_not_owner') return { kind: 'unknown', what: `who owns \`${at}\`, which is a link` };
    return { kind: 'link', status: index === parts.length - 1 ? 403 : 404 };
  }
  return undefined;
}
