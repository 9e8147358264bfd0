/** Links of the sources as links of the site; one that leads to nothing stops the build. */
import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { slugOf } from './slug.ts';
import { elsewhere, root, type SitePage } from './sources.ts';

export interface Links {
  /** `href` as it stands in the source of a page, as it has to stand in the page. */
  readonly rewrite: (href: string, page: SitePage) => string;
  /** Files that the pages show, from the repository, and where they are in the site. */
  readonly copied: () => ReadonlyMap<string, string>;
}

export function createLinks(pages: readonly SitePage[]): Links {
  const bySource = new Map(pages.filter(({ source }) => source !== 'README.md').map((page) => [page.source, page]));
  const byAnchor = new Map(
    pages.filter(({ source }) => source === 'README.md').flatMap((page) => headingsOf(page).map((slug) => [slug, page] as const)),
  );
  const copied = new Map<string, string>();

  const outOf = (path: string, anchor: string, page: SitePage): string | undefined => {
    const other = elsewhere[anchor];
    if (path === 'README.md' && other !== undefined) return other;
    const found = path === 'README.md' ? (anchor === '' ? pages[0] : byAnchor.get(anchor)) : bySource.get(path);
    if (found === undefined) return undefined;
    if (anchor !== '' && !headingsOf(found).includes(anchor)) throw new Error(`${page.source}: ${path} has no “${anchor}”`);
    const isTitle = anchor === slugOf(found.title);
    return anchor === '' || isTitle ? found.out : `${found.out}#${anchor}`;
  };

  return {
    copied: () => copied,
    rewrite(href, page) {
      if (/^[a-z]+:/.test(href)) return href;
      const [file = '', anchor = ''] = href.split('#');
      const path = file === '' ? page.source : posix.normalize(posix.join(posix.dirname(page.source), file));
      const out = outOf(path, anchor, page);
      if (out !== undefined) return relativeTo(page.out, out);
      if (!existsSync(join(root, path))) throw new Error(`${page.source}: ${href} leads to nothing`);
      if (/\.(?:png|svg)$/.test(path)) {
        const image = `images/${posix.basename(path)}`;
        copied.set(path, image);
        return relativeTo(page.out, image);
      }
      return `${homepage}/blob/v${manifest.version}/${path}`;
    },
  };
}

const homepage = manifest.homepage.replace(/#.*$/, '');

/** From one page of the site to another, so that the site may stand in any folder. */
export function relativeTo(from: string, to: string): string {
  const [file = '', anchor] = to.split('#');
  const path = posix.relative(posix.dirname(from), file);
  return anchor === undefined ? path : `${path}#${anchor}`;
}

function headingsOf({ markdown }: SitePage): readonly string[] {
  const text = markdown.replace(/^```[^]*?^```$/gm, '');
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => slugOf(heading));
}
