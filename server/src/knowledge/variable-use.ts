/** Which variables a directive reads, and what a misspelt one may have meant. */
import { isEnvironmentName } from '../config/filled-in.ts';
import type { Environment, Placed } from '../config/model.ts';
import { bounded } from '../query/bounded.ts';
import { expandedArguments, expandsEntries } from '../reference/expansion.ts';
import { builtInVariable, builtInVariables, isForeignVariable } from '../reference/variables.ts';
import { originOf } from '../reference/directives.ts';
import type { VariableReference, Word } from '../syntax/tree.ts';

export interface VariableUse {
  /** Lower case, without `$`. */
  readonly name: string;
  readonly reference: VariableReference;
  readonly word: Word;
}

/**
 * The variables of the http part that nginx looks up when it reads a directive; not captures (`$1`), placeholders of
 * templates (`${HOST}`) and what stands in blocks of other modules.
 */
export function variableUses({ directive }: Placed, around: readonly string[]): readonly VariableUse[] {
  if (around.some((name) => originOf(name) !== 'nginx')) return [];
  return readWords(directive.name.text, directive.args, around.at(-1)).flatMap((word) =>
    word.placeholder
      ? []
      : word.variables
          .filter(({ name }) => !/^\d/.test(name) && !isEnvironmentName(name))
          .map((reference) => ({ name: reference.name.toLowerCase(), reference, word })),
  );
}

/** Certainly without a definition: none in the configuration, none in nginx, none in a module that is known. */
export function isUndefined(name: string, environment: Environment): boolean {
  if (isBrought(name)) return false;
  return !environment.partial && !environment.setsUnseen && !environment.variables.has(name);
}

/** By nginx or a module that is known. */
const isBrought = bounded(2000, (name) => builtInVariable(name) !== undefined || isForeignVariable(name) || name === 'pipe');

/** The one variable that a name can have meant; `undefined` when none is near, or several are. */
export function likelyVariable(name: string, environment: Environment): string | undefined {
  const header = `http_${name}`;
  if (commonHeaders.includes(header)) return header;
  const defined = environment.variables.size > mostCompared ? [] : environment.variables.keys();
  const near = new Map([...nearIn(defined, name), ...nearBuiltIn(name)]);
  const least = Math.min(...near.values());
  const [best, ...rivals] = [...near].filter(([, steps]) => steps === least);
  return rivals.length === 0 ? best?.[0] : undefined;
}

/** Of more variables than people write, none is compared: a file may misspell as many. */
const mostCompared = 500;

/** Known names that a few mistakes in writing lead to, with their number. */
function nearIn(known: Iterable<string>, name: string): ReadonlyMap<string, number> {
  const most = name.length < 5 ? 1 : 2;
  const near = new Map<string, number>();
  for (const it of known) {
    const steps = distance(name, it, most);
    if (steps <= most) near.set(it, steps);
  }
  return near;
}

const nearBuiltIn = bounded(1000, (name) =>
  nearIn([...commonHeaders, ...builtInVariables().flatMap((it) => (it.prefix ? [] : [it.name]))], name),
);

/** Lines of a map have a value on their right side; those of other tables are plain text. */
function readWords(name: string, args: readonly Word[], block: string | undefined): readonly Word[] {
  const table = block ?? '';
  if (tables.has(table)) return expandsEntries(table) ? args.slice(0, 1) : [];
  const texts = args.map(({ text }) => text);
  return expandedArguments(name, texts).flatMap((index) => args[index] ?? []);
}

const tables = new Set(['map', 'geo', 'types', 'split_clients', 'charset_map']);

const commonHeaders = [
  'connection_upgrade',
  ...'upgrade connection host origin referer user_agent cookie accept authorization'.split(' ').map((it) => `http_${it}`),
  ...'x_real_ip x_forwarded_for x_forwarded_host x_forwarded_proto'.split(' ').map((it) => `http_${it}`),
  ...'key version extensions protocol'.split(' ').map((it) => `http_sec_websocket_${it}`),
];

/** Insertions, deletions, replacements and swaps of neighbours that lead from one name to the other; `Infinity` if more than `most`. */
function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return Infinity;
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  if (same > 0) return distance(a.slice(same), b.slice(same), most);
  while (same < a.length && a[a.length - 1 - same] === b[b.length - 1 - same]) same++;
  if (same > 0) return distance(a.slice(0, a.length - same), b.slice(0, b.length - same), most);
  if (a === '' || b === '') return a.length + b.length;
  let above: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      const swap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (above[j - 2] ?? Infinity) + 1 : Infinity;
      const steps = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + cost, swap);
      next.push(steps);
      least = Math.min(least, steps);
    }
    // A swap leads past one row, at the cost of one step.
    if (least > most + 1) return Infinity;
    [above, row] = [row, next];
  }
  return row[b.length] ?? Infinity;
}
