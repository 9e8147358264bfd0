/** What a configuration has more of than is read: unknown to all findings, and told. */
import { oneLine } from '../analysis/one-line.ts';
import type { Config, IncludeProblem } from '../config/model.ts';
import { includeLimits } from '../config/workspace.ts';

/** A sentence for each file that is not read for what it is, and one for all that is beyond the limits of a main file. */
export function tellUnread({ main, includeProblems }: Config, tell: (sentence: string) => void): void {
  const said = new Set<string>();
  for (const { kind, path } of includeProblems) {
    const why = kinds[kind];
    if (why !== undefined) said.add(`\`${path}\`, which \`${main}\` includes, is not read: ${why}.`);
    if (kind === 'over-limit') said.add(`Not all of \`${main}\` is read, and the rest counts as unknown: ${limits()}.`);
  }
  for (const sentence of said) tell(oneLine(sentence, longest));
}

export interface Unfollowed {
  readonly sentence: string;
  /** nginx would not mind. */
  readonly isUsual: boolean;
}

/** The includes that lead to nothing that can be read here, each once; what they would bring is unknown. */
export function unfollowed({ main, includeProblems }: Config): readonly Unfollowed[] {
  const found = includeProblems.flatMap(({ kind, path }): [string, Unfollowed][] => {
    const why = absent[kind];
    const sentence = oneLine(`\`${path}\`, which \`${main}\` includes, is not read: ${why ?? ''}.`, longest);
    return why === undefined ? [] : [[sentence, { sentence, isUsual: kind === 'empty' || kind === 'placeholder' }]];
  });
  return [...new Map(found).values()].slice(0, mostFound);
}

const kinds: Sentences = {
  'too-large': 'it is larger than 16 MB, or has more than a million statements',
  special: 'it is no ordinary file, or one of /proc, /sys or /dev',
};

const absent: Sentences = {
  missing: 'there is no such file here',
  empty: 'its folder is not here, or is empty',
  folder: 'it is a folder',
  permission: 'it may not be read',
  loop: 'its links lead in a circle',
  cycle: 'it includes itself',
  placeholder: 'a template fills in its name',
};

type Sentences = Partial<Readonly<Record<IncludeProblem['kind'], string>>>;

/** A folder of sites of another machine may include hundreds. */
const mostFound = 50;

/** UTF-16 units: two paths, however long. */
const longest = 10_000;

/** Only where it is told: to write a number for people loads the tables of all languages. */
function limits(): string {
  const { includes, depth, size, blocks } = includeLimits;
  const most = `${includes.toLocaleString('en')} includes, ${depth} within each other, ${size / 1024 / 1024} million characters`;
  return `one main file may lead to ${most}, and ${blocks} blocks within each other`;
}
