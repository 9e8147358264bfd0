/** The example of a page, as a link into the page to paste into. */
import { toFragment } from '../../playground/page/share.ts';
import type { SitePage } from './sources.ts';

/** The fragment of the link; `undefined` for a page without a block of nginx code below “Before”. */
export async function exampleLink({ markdown, kind }: SitePage): Promise<string | undefined> {
  if (kind !== 'answer' && kind !== 'rule') return undefined;
  const [, version = '', text] = /^## Before\n[^]*?^```nginx(?: (\S+))?\n([^]*?)^```$/m.exec(markdown) ?? [];
  if (text === undefined) return undefined;
  const url = /^<!-- rule: [\w-]+; url: (\S+);/m.exec(markdown)?.[1] ?? '';
  return toFragment({ files: [{ path: '/etc/nginx/nginx.conf', text }], url, nginxVersion: version });
}
