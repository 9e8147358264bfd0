/** The broken texts of mistakes.conf. */
import { readFileSync } from 'node:fs';

export interface Case {
  readonly name: string;
  /** As drawn, marks included. */
  readonly lines: readonly string[];
  readonly text: string;
}

export const file = new URL('mistakes.conf', import.meta.url);

const [first = '', ...sources] = readFileSync(file, 'utf8').split(/^# === /m);

/** What stands above the first case. */
export const head = first;

export const cases: readonly Case[] = sources.map((source) => {
  const [name = '', ...lines] = source.trimEnd().split('\n');
  const text = lines.filter((line) => !line.startsWith('#~')).map((line) => `${line.slice(2)}\n`);
  return { name, lines, text: text.join('') };
});
