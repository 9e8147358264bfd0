/** `explain`: a rule's facts, and its page where the pages are at hand. */
import { existsSync, readFileSync } from 'node:fs';
import { pageOf } from '../features/product.ts';
import { rules } from '../rules/index.ts';
import { readArguments } from './options.ts';
import { Refusal } from './refusal.ts';
import type { Output } from './output.ts';

export function explain(args: readonly string[], output: Output): number {
  const { positionals } = readArguments({ args: [...args], allowPositionals: true, options: {} });
  const [id] = positionals;
  const rule = rules.find((it) => it.id === id);
  if (rule === undefined || positionals.length > 1) {
    throw new Refusal(`explain needs one rule: ${rules.map((it) => it.id).join(', ')}`);
  }
  const page = new URL(`../docs/rules/${rule.id}.md`, import.meta.url);
  output.write(existsSync(page) ? readFileSync(page, 'utf8') : `${rule.id} (${rule.severity}): ${rule.summary}\n`);
  output.write(`\n${pageOf(rule.id)}\n`);
  return 0;
}
