/** `explain`: a rule's facts, and its page where the pages are at hand. */
import { pageOf } from '../features/product.ts';
import { rules } from '../rules/index.ts';
import { readArguments } from './options.ts';
import { Refusal } from './refusal.ts';
import type { Output } from './output.ts';
import { readPage } from './rule-page.ts';

export function explain(args: readonly string[], output: Output): number {
  const { positionals } = readArguments({ args: [...args], allowPositionals: true, options: {} });
  const [id] = positionals;
  const rule = rules.find((it) => it.id === id);
  if (rule === undefined || positionals.length > 1) {
    const all = rules.map((it) => it.id);
    if (id === undefined || positionals.length > 1) throw new Refusal(`explain needs one rule: ${all.join(', ')}`);
    throw new Refusal(`${id} is no rule. The nearest: ${nearest(id, all).join(', ')}. All: ${all.join(', ')}`);
  }
  const page = readPage(rule.id);
  output.write(page === undefined ? `${rule.id} (${rule.severity}): ${rule.summary}\n` : plain(page));
  output.write(`\n${pageOf(rule.id)}\n`);
  return 0;
}

/** A page without its markup: headings underlined, code as it is, links as their words. Examples stand indented. */
function plain(page: string): string {
  const parts = page.replaceAll('\r', '').split(/^```.*$/m);
  return parts.map((part, index) => (index % 2 === 1 ? indented(part) : prose(part))).join('');
}

function prose(text: string): string {
  return text
    .replace(/^#+ (.*)$/gm, (_, title: string) => `${title}\n${'='.repeat(title.length)}`)
    .replace(/^\|(?:\s*:?-+:?\s*\|)+\n/gm, '')
    .replace(/^\| *(.*?) *\|$/gm, (_, cells: string) => cells.replace(/ *\| */g, '  '))
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/<!--[\s\S]*?-->\n?/g, '')
    .replace(/\*\*|(?<!\\)`/g, '')
    .replace(/\\([`*_<>|])/g, '$1');
}

function indented(code: string): string {
  return code.replace(/^(?=.)/gm, '    ');
}

/** Those that share most pairs of letters with the word, three at most. */
function nearest(word: string, ids: readonly string[]): readonly string[] {
  const pairs = pairsOf(word.slice(0, 100));
  const score = (id: string): number => {
    const own = pairsOf(id);
    return [...own].filter((it) => pairs.has(it)).length / (own.size + pairs.size);
  };
  return [...ids].sort((a, b) => score(b) - score(a)).slice(0, 3);
}

function pairsOf(text: string): ReadonlySet<string> {
  return new Set(Array.from({ length: Math.max(text.length - 1, 1) }, (_, at) => text.slice(at, at + 2).toLowerCase()));
}
