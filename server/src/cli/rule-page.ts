/** The pages of the rules, where they are at hand: the folder `docs/rules` of the package. */
import { existsSync, readFileSync } from 'node:fs';
import { homepage, pageOf, productVersion } from '../features/product.ts';

/** As it is written; `undefined` where it is not at hand. */
export function readPage(rule: string): string | undefined {
  const page = new URL(`../docs/rules/${rule}.md`, import.meta.url);
  return existsSync(page) ? readFileSync(page, 'utf8') : undefined;
}

/** For a reader elsewhere: no title and no marks of generated parts, and links lead to the pages of this version. */
export function pageAsMarkdown(rule: string): string | undefined {
  const parts = readPage(rule)
    ?.replaceAll('\r', '')
    .replace(/^# .*\n+/, '')
    .replace(/^<!--.*-->\n/gm, '')
    .split(/^(?=```)/m);
  // From a fence to the next one is code, and what is behind that is prose again.
  return parts?.map((part, index) => (index % 2 === 1 ? part : withWholeLinks(part, rule))).join('');
}

function withWholeLinks(prose: string, rule: string): string {
  return prose.replace(/\]\((?![a-z]+:)([^)\s]+)\)/g, (_, link: string) => `](${absoluteLink(link, rule)})`);
}

function absoluteLink(link: string, rule: string): string {
  if (link.startsWith('#')) return `${pageOf(rule)}${link}`;
  return new URL(link, `${homepage}/blob/v${productVersion}/docs/rules/`).href;
}
