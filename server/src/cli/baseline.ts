/** Findings that are known: written to a file once, and from then on only what is new counts. */
import type { Severity } from '../analysis/rule.ts';
import type { Identity } from './identity.ts';

/** One finding that is known, as the file has it. */
export interface KnownFinding extends Identity {
  /** From the folder of the baseline, with slashes; whole for a file of a dump or of another drive, `-` for standard input. */
  readonly file: string;
  readonly severity: Severity;
}

/** What a baseline makes of the findings of a run. */
export interface Split<T> {
  readonly fresh: readonly T[];
  readonly known: readonly T[];
  /** Entries that no finding is any more. */
  readonly gone: readonly KnownFinding[];
}

export interface Matching<T> {
  readonly identify: (finding: T) => KnownFinding;
  /** Is the place of an entry still in its file, whatever is found there? */
  readonly isThere: (entry: KnownFinding) => boolean;
}

/**
 * Each entry stands for one finding: one in the very same place; where that is not there any more, one whose server has another
 * name, or one in the same block with something else around it. What got more severe is new.
 */
export function splitByBaseline<T>(
  findings: readonly T[],
  entries: readonly KnownFinding[],
  { identify, isThere }: Matching<T>,
): Split<T> {
  const rest = new Map(findings.map((finding) => [finding, identify(finding)]));
  const known = new Set<T>();
  let gone: readonly KnownFinding[] = [];
  let left = entries;
  for (const keyOf of likenesses) {
    const byKey = new Map<string, KnownFinding[]>();
    for (const entry of left) {
      const key = keyOf(entry);
      const others = byKey.get(key);
      if (others === undefined) byKey.set(key, [entry]);
      else others.push(entry);
    }
    // The last one is taken first, which costs nothing.
    for (const others of byKey.values()) others.sort((a, b) => ranks[a.severity] - ranks[b.severity]);
    const used = new Set<KnownFinding>();
    for (const [finding, identity] of worstFirst(rest)) {
      const others = byKey.get(keyOf(identity));
      const entry = others?.at(-1);
      if (entry === undefined || ranks[entry.severity] < ranks[identity.severity]) continue;
      others?.pop();
      used.add(entry);
      known.add(finding);
      rest.delete(finding);
    }
    left = left.filter((entry) => !used.has(entry));
    // What stood in a place that is there all the same has not moved: it was repaired.
    if (keyOf === likenesses[0]) [gone, left] = partition(left, isThere);
  }
  return { fresh: [...rest.keys()], known: [...known], gone: [...gone, ...left] };
}

const likenesses: readonly ((finding: KnownFinding) => string)[] = [
  ({ file, rule, in: around, server, words }) => JSON.stringify([file, rule, around, server ?? null, words]),
  ({ file, rule, in: around, words }) => JSON.stringify([file, rule, around, words]),
  ({ file, rule, in: around, words }) => JSON.stringify([file, rule, around.at(-1) ?? '', words]),
];

function partition<T>(all: readonly T[], test: (it: T) => boolean): readonly [readonly T[], readonly T[]] {
  const passed = new Set(all.filter(test));
  return [[...passed], all.filter((it) => !passed.has(it))];
}

/** So that the more severe of two that are alike gets the more severe entry. */
function worstFirst<T>(rest: ReadonlyMap<T, KnownFinding>): readonly (readonly [T, KnownFinding])[] {
  return [...rest].sort(([, a], [, b]) => ranks[b.severity] - ranks[a.severity]);
}

const ranks: Readonly<Record<Severity, number>> = { hint: 0, information: 1, warning: 2, error: 3 };

/** The text of a baseline: one line for each finding, sorted, so that two versions of it are easily compared and merged. */
export function writeBaseline(findings: readonly KnownFinding[]): string {
  const lines = findings.map(({ file, rule, severity, in: around, server, words }) =>
    JSON.stringify({ file, rule, severity, in: around, ...(server === undefined ? {} : { server }), words }),
  );
  const sorted = lines.sort().map((line) => `    ${line}`);
  return `{\n  "version": ${version},\n  "findings": [${sorted.length === 0 ? '' : `\n${sorted.join(',\n')}\n  `}]\n}\n`;
}

const version = 1;

/** What is wrong with a baseline, as a clause that follows its name. */
export interface BrokenBaseline {
  readonly complaint: string;
}

/** Any text; what is no baseline says why. */
export function readBaseline(text: string): readonly KnownFinding[] | BrokenBaseline {
  let document: unknown;
  try {
    document = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    const conflict = /^(?:<{7}|={7}|>{7})(?: |$)/m.test(text) ? ': it has the marks of a merge that was not finished' : '';
    return { complaint: text.trim() === '' ? 'is empty' : `is no JSON${conflict}` };
  }
  if (!isRecord(document)) return { complaint: 'is no baseline: it has no findings' };
  if (document['version'] !== version) {
    const said = JSON.stringify(document['version']) as string | undefined;
    return {
      complaint: said === undefined ? 'is no baseline: it has no version' : `has version ${said}, and only ${version} is known`,
    };
  }
  const { findings } = document;
  if (!Array.isArray(findings)) return { complaint: 'is no baseline: it has no list of findings' };
  const read = findings.map(readEntry);
  const wrong = read.findIndex((entry) => entry === undefined);
  if (wrong !== -1) return { complaint: `is broken: finding ${wrong + 1} of it lacks file, rule, severity, in or words` };
  return read.filter((entry) => entry !== undefined);
}

function readEntry(entry: unknown): KnownFinding | undefined {
  if (!isRecord(entry)) return undefined;
  const { file, rule, severity, in: around, server, words } = entry;
  if (typeof file !== 'string' || typeof rule !== 'string' || typeof words !== 'string') return undefined;
  if (typeof severity !== 'string' || !isSeverity(severity)) return undefined;
  if (!Array.isArray(around) || !around.every((it) => typeof it === 'string')) return undefined;
  if (server !== undefined && typeof server !== 'string') return undefined;
  return { file, rule, severity, in: around, server, words };
}

function isSeverity(text: string): text is Severity {
  return Object.hasOwn(ranks, text);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
