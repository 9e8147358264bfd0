/**
 * What working out one request may cost. A configuration can ask for more than any machine has (`set $a "$a$a";` again and
 * again, maps that lead to maps), so values have a longest length, and a request a number of steps; what is over it is unknown.
 */
import type { Anchor } from '../../config/model.ts';
import type { Unknown } from '../model.ts';
import type { Match, Pattern } from '../text/pattern.ts';

/** What is left for one request; changed in place, as it is one and the same for all that happens to it. */
export interface Budget {
  /** A step is one variable, one line of a script, or about a microsecond of matching. */
  steps: number;
  /** How many variables are being worked out within each other. */
  depth: number;
}

export function startBudget(): Budget {
  return { steps: mostSteps, depth: 0 };
}

/** Takes `steps` away; false when there are not enough left, and then for everything that comes after it. */
export function pay(budget: Budget, steps: number): boolean {
  budget.steps -= steps;
  return budget.steps >= 0;
}

/** `'unknown'` for a pattern that cannot be evaluated, and where the budget does not allow to try it. */
export function tryPattern(budget: Budget, pattern: Pattern | undefined, subject: string): Match | 'unknown' | undefined {
  if (pattern === undefined || !pay(budget, Math.ceil(pattern.worstTime(subject) / 10_000))) return 'unknown';
  return pattern.match(subject);
}

/** Steps that no configuration for people comes near. */
const mostSteps = 100_000;

/** In UTF-16 units. nginx's own buffers for a head are a few kB, and what does not fit is an error. */
export const longestValue = 65_536;

/** Steps of a request that are written down: nobody follows a longer way. */
export const longestWay = 2000;

/** How deep variables may lead to others (ngx_http_variables.c, ngx_http_variable_depth). */
export const deepestVariable = 100;

export const tooLong: Unknown = { unknown: 'a value that grows beyond 64 kB' };
export const tooDear: Unknown = { unknown: 'values that take more steps to work out than nginx configurations do' };

export function tooDeep(name: string): Unknown {
  return { unknown: `the variable \`$${name}\`, which leads to others more than ${deepestVariable} times` };
}

/** Places that gave a value, outermost first: each once, and not more than a person reads. */
export function joinWays(first: readonly Anchor[], second: readonly Anchor[]): readonly Anchor[] {
  if (second.length === 0) return first;
  const out = [...first];
  for (const at of second) {
    if (out.length >= mostPlaces) break;
    if (!out.some(({ directive, start, path }) => directive === at.directive && start === at.start && path === at.path))
      out.push(at);
  }
  return out;
}

const mostPlaces = 16;
