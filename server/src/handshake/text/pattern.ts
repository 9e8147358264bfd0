/** nginx's regular expressions (PCRE) in bounded time: re2js matches in linear time, whatever pattern the user wrote. */
import { RE2JS } from 're2js';
import { bounded } from '../../query/bounded.ts';
import { takeLookAhead } from './look-ahead.ts';
import { sizeOf, worstTime, type PatternSize } from './pattern-cost.ts';
import { readPlain, type PlainPattern } from './plain-pattern.ts';
import { translate } from './translate.ts';

export interface Match {
  /** `$0`, `$1`, …; a group that took no part is empty, as in nginx. */
  readonly groups: readonly string[];
  /** By lower-case name: nginx compares variable names without case. */
  readonly named: ReadonlyMap<string, string>;
}

export interface Pattern {
  /** `undefined` when it does not match; `'unknown'` where PCRE and this engine could differ on the subject. */
  readonly match: (subject: string) => Match | 'unknown' | undefined;
  /** A wider one stands for it: it never says that it matches. */
  readonly widened?: true;
  /** Nanoseconds that a match takes at most. */
  readonly worstTime: (subject: string) => number;
}

/** Longer patterns are not worth the time of an editor. */
const longest = 4096;
/** With counted repetitions written out. */
const largest = 10_000;
/** In nanoseconds: a pattern and a subject that may take longer are not tried. */
const patience = 50_000_000;

/**
 * `undefined` for what linear time cannot express (recursion, conditions) and for patterns that PCRE refuses: the caller then
 * knows nothing. Of look-around, back-references and atomic groups only what surely does not match is told.
 */
export function compilePattern(source: string, caseless: boolean): Pattern | undefined {
  return source.length > longest ? undefined : patterns[caseless ? 'caseless' : 'exact'](source);
}

/** `i` or a blank, and the pattern. */
function keyOf(source: string, caseless: boolean): string {
  return `${caseless ? 'i' : ' '}${source}`;
}

/** A table can have more patterns than there is room for compiled ones: plain ones are compiled when a subject may match. */
const patterns = { exact: readingOf(false), caseless: readingOf(true) } as const;

function readingOf(caseless: boolean): (source: string) => Pattern | undefined {
  return bounded(
    2_000_000,
    (source) => {
      const read = readPlain(source);
      return read === undefined ? compiled(keyOf(source, caseless)) : plain(source, caseless, read);
    },
    ({ length }) => length,
  );
}

/** One takes some 400 bytes for each unit of its size. */
const compiled = bounded(
  100_000,
  (key) => make(key.slice(1), key.startsWith('i')),
  (key) => Math.min(sizeOf(key).size, largest),
);

/** Never refused by an engine; a subject that lacks what every match has in it is not shown to one. */
function plain(source: string, caseless: boolean, { required }: PlainPattern): Pattern {
  const wanted = caseless ? required.toLowerCase() : required;
  const mayMatch = (subject: string): boolean => (caseless ? subject.toLowerCase() : subject).includes(wanted);
  const size = sizeOf(source);
  return {
    match: (subject) => (mayMatch(subject) ? (compiled(keyOf(source, caseless)) ?? never).match(subject) : undefined),
    worstTime: (subject) => (mayMatch(subject) ? worstTime(size, subject) : subject.length),
  };
}

const never: Pick<Pattern, 'match'> = { match: () => 'unknown' };

function make(source: string, caseless: boolean): Pattern | undefined {
  const size = sizeOf(source);
  if (size.size > largest) return undefined;
  const ahead = takeLookAhead(source);
  const regex = compile(ahead?.rest ?? source, caseless);
  if (regex === undefined) return wider(source, caseless, size);
  const within = (match: Pattern['match']): Pattern => ({
    match: (subject) => (worstTime(size, subject) > patience ? 'unknown' : match(subject)),
    worstTime: (subject) => worstTime(size, subject),
  });
  if (ahead === undefined) return within((subject) => run(regex, subject, 0));
  const conditions = ahead.conditions.map((it) => ({ wanted: it.wanted, compiled: compile(it.source, caseless) }));
  if (conditions.some((it) => it.compiled === undefined)) return wider(source, caseless, size);
  const meets = (subject: string): boolean => conditions.every((it) => it.compiled?.matcher(subject).find() === it.wanted);
  return within((subject) => (meets(subject) ? run(regex, subject, ahead.groups) : undefined));
}

/** What a wider pattern does not match, this one does not either; more cannot be said. */
function wider(source: string, caseless: boolean, size: PatternSize): Pattern | undefined {
  const regex = compile(source, caseless, true);
  if (regex === undefined) return undefined;
  return {
    widened: true,
    match: (subject) => {
      if (worstTime(size, subject) > patience || /[\n\r]/.test(subject)) return 'unknown';
      return regex.matcher(subject).find() ? 'unknown' : undefined;
    },
    worstTime: (subject) => worstTime(size, subject),
  };
}

function compile(source: string, caseless: boolean, widen = false): RE2JS | undefined {
  const translated = translate(source, widen);
  if (translated === undefined) return undefined;
  try {
    return RE2JS.compile(translated, caseless ? RE2JS.CASE_INSENSITIVE : 0);
  } catch {
    return undefined;
  }
}

/** `empty`: groups that come before all others and take no part. */
function run(compiled: RE2JS, subject: string, empty: number): Match | 'unknown' | undefined {
  // PCRE's `$` also matches before a final line feed, its `.` a carriage return.
  if (/[\n\r]/.test(subject)) return 'unknown';
  const matcher = compiled.matcher(subject);
  if (!matcher.find()) return undefined;
  const groups: string[] = [];
  for (let index = 0; index <= compiled.groupCount(); index++) groups.push(matcher.group(index) ?? '');
  const named = new Map<string, string>();
  for (const [name, index] of Object.entries(compiled.namedGroups())) named.set(name.toLowerCase(), groups[index] ?? '');
  return { groups: [groups[0] ?? '', ...new Array<string>(empty).fill(''), ...groups.slice(1)], named };
}
