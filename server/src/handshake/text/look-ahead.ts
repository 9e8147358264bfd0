/** Look-ahead at a fixed place, `^/(?!api)`: the common kind, and one that linear time can decide. */

export interface LookAhead {
  /** The pattern without what looks ahead. */
  readonly rest: string;
  /** Patterns that must match (`(?=…)`) or must not (`(?!…)`), anchored behind the same beginning. */
  readonly conditions: readonly { readonly source: string; readonly wanted: boolean }[];
  /** Capturing groups within them: they are numbered too, and stay empty. */
  readonly groups: number;
}

/**
 * Takes apart `^`, plain characters, look-ahead, anything else. `undefined` when the pattern is none of that form, as then
 * the place where it looks ahead is not fixed.
 */
export function takeLookAhead(source: string): LookAhead | undefined {
  const beginning = /^\^(?:[^\\.[\](){}*+?|^$]|\\[^A-Za-z0-9])*/.exec(source)?.[0];
  if (beginning === undefined) return undefined;
  const conditions: { readonly source: string; readonly wanted: boolean }[] = [];
  let groups = 0;
  let at = beginning.length;
  while (source.startsWith('(?!', at) || source.startsWith('(?=', at)) {
    if (conditions.length >= mostConditions) return undefined;
    const end = closing(source, at);
    if (end === undefined) return undefined;
    const inner = source.slice(at + 3, end);
    const wanted = source.charAt(at + 2) === '=';
    const within = capturing(inner);
    if (wanted && within > 0) return undefined;
    groups += within;
    conditions.push({ source: `${beginning}(?:${inner})`, wanted });
    at = end + 1;
  }
  const tail = source.slice(at);
  if (conditions.length === 0 || /^[*+?{]/.test(tail) || hasTopLevelBar(tail)) return undefined;
  return { rest: beginning + tail, conditions, groups };
}

/** Each is a pattern of its own that is compiled and tried. */
const mostConditions = 8;

/** Offset of the `)` that closes the `(` at `open`. */
function closing(source: string, open: number): number | undefined {
  let depth = 0;
  for (const { index, character } of tokensOf(source, open)) {
    if (character === '(') depth++;
    if (character === ')' && --depth === 0) return index;
  }
  return undefined;
}

function hasTopLevelBar(source: string): boolean {
  let depth = 0;
  for (const { character } of tokensOf(source, 0)) {
    if (character === '(') depth++;
    else if (character === ')') depth--;
    else if (character === '|' && depth === 0) return true;
  }
  return false;
}

/** How many groups of a pattern capture. */
export function capturing(source: string): number {
  return [...tokensOf(source, 0)].filter(
    ({ index, character }) => character === '(' && !/^\(\?(?!P?<[A-Za-z_]|')/.test(source.slice(index)),
  ).length;
}

/** Characters with a meaning: not escaped, not in a class. */
function* tokensOf(source: string, from: number): Generator<{ readonly index: number; readonly character: string }> {
  let inClass = false;
  for (let index = from; index < source.length; index++) {
    const character = source.charAt(index);
    if (character === '\\') index++;
    else if (inClass) inClass = character !== ']' || /\[\^?$/.test(source.slice(Math.max(0, index - 2), index));
    else if (character === '[') inClass = true;
    else yield { index, character };
  }
}
