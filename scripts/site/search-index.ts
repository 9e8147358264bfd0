/** What the search looks through: of each page its title, its summary, and what people see and type. */
import type { SitePage } from './sources.ts';

/** `[out, title, summary, words]`; the likeliest pages first. */
export type Entry = readonly [out: string, title: string, summary: string, words: string];

export function searchIndex(pages: readonly SitePage[]): readonly Entry[] {
  const order = ['answer', 'rule', 'home', 'use', 'more'] as const;
  return [...pages]
    .filter(({ kind }) => kind !== 'more')
    .sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
    .map(({ out, title, summary, markdown }) => [out, title, summary, wordsOf(markdown)]);
}

/** What is seen and why, without code; of other pages, their headings and first lines. */
function wordsOf(markdown: string): string {
  const parts = markdown.split(/^## /m).filter((part) => /^(?:What you see|Why it happens)\n/.test(part));
  const text = parts.length > 0 ? parts.join('\n') : [...markdown.matchAll(/^#+ .*$/gm)].map(([line]) => line).join('\n');
  return text
    .replace(/<!--[^]*?-->|^```.*$/gm, ' ')
    .replace(/\]\([^)]*\)/g, ' ')
    .replace(/[`#*|[\]]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
