/** What a configuration has more of than is read: unknown to all findings, and told. */
import type { Config } from '../config/model.ts';
import { includeLimits, type Unreadable } from '../config/workspace.ts';

/** A sentence for each file that is not read for what it is, and one for all that is beyond the limits of a main file. */
export function tellUnread({ main, includeProblems }: Config, tell: (sentence: string) => void): void {
  const said = new Set<string>();
  for (const { kind, path } of includeProblems) {
    const why = kinds[kind as Unreadable['unreadable']];
    if (why !== undefined) said.add(`\`${path}\`, which \`${main}\` includes, is not read: ${why}.`);
    if (kind === 'over-limit') said.add(`Not all of \`${main}\` is read, and the rest counts as unknown: ${limits}.`);
  }
  for (const sentence of said) tell(sentence);
}

const kinds: Partial<Readonly<Record<Unreadable['unreadable'], string>>> = {
  'too-large': 'it is larger than 16 MB, or has more than a million statements',
  special: 'it is no ordinary file, or one of /proc, /sys or /dev',
};

const limits = `one main file may lead to ${number(includeLimits.includes)} includes, ${includeLimits.depth} within each other, ${
  includeLimits.size / 1024 / 1024
} million characters, and ${includeLimits.blocks} blocks within each other`;

function number(count: number): string {
  return count.toLocaleString('en');
}
