/** Makes a directive in its place, with what it holds. */
import { hasRawBody } from '../syntax/lua.ts';
import type { Directive } from '../syntax/tree.ts';
import { holdsOfPlaced, ownHolds } from './holds.ts';
import type { Target } from './include-target.ts';
import type { Line } from './line.ts';
import type { IncludeProblem, Placed } from './model.ts';
import { holdsNothing } from './parts.ts';
import { includeLimits } from './workspace.ts';

export interface MadeIn {
  readonly path: string;
  /** The include that brings it, where it stands at the top of a file. */
  readonly includedBy: Placed | undefined;
  /** It is an entry of a table such as a map, no directive; one with a block is a directive behind a lost brace. */
  readonly entries: boolean;
}

/** `before` stood in its place. */
export function made(
  { directive, comments }: Line,
  { path, includedBy, entries }: MadeIn,
  block: readonly Placed[] | undefined,
  problems: Target['problems'] | undefined,
  before: Placed | undefined,
): Placed {
  const placed: { -readonly [K in keyof Placed]: Placed[K] } = {
    directive,
    path,
    block,
    includedBy,
    holds: holdsNothing,
    comments,
  };
  if (entries && block === undefined && problems === undefined) return placed;
  placed.holds = holdsOfPlaced(placed, ownHolds(placed, isInclude(directive), problems ?? [], before), before);
  return placed;
}

export function isInclude(directive: Directive): boolean {
  return directive.name.text === 'include' && directive.block === undefined && directive.args.length === 1;
}

/** What a person calls the file of an include: the argument as written. */
export function includeName(include: Placed): string {
  return include.directive.args[0]?.text ?? '';
}

/** Of a block, its includes have the problems. */
export function sameProblems(before: readonly IncludeProblem[], now: Target['problems'] | undefined): boolean {
  if (now === undefined) return true;
  return (
    before.length === now.length &&
    now.every(({ kind, path }, index) => before[index]?.kind === kind && before[index].path === path)
  );
}

/** A block that is in too many others, over all files or, as the parser leaves it, in its own. */
export function isTooDeep({ name, block, rawBody }: Directive, depth: number): boolean {
  return block === undefined ? rawBody !== undefined && !hasRawBody(name.raw) : depth >= includeLimits.blocks;
}
