/** What holds at a level once all of it was read: its own directives, or those of the nearest level around that has any. */
import type { Placed } from '../../config/model.ts';
import { argsOf, type OpenBlock } from '../reading/model.ts';

/** A block and the levels around it, as far as directives are inherited: a location's ends with `http`. */
export interface Level {
  readonly block: OpenBlock;
  readonly outer: Level | undefined;
}

/** Uses at the nearest level that has any; none where nginx's default holds. */
export function effective(level: Level, name: string): readonly Placed[] {
  for (let at: Level | undefined = level; at !== undefined; at = at.outer) {
    const uses = at.block.given.get(name);
    if (uses !== undefined) return uses;
  }
  return none;
}

const none: readonly Placed[] = [];

/** Arguments of the last of them. */
export function inherited(level: Level, name: string): readonly string[] | undefined {
  const last = effective(level, name).at(-1);
  return last === undefined ? undefined : argsOf(last);
}

export function isOn(level: Level, name: string): boolean {
  return inherited(level, name)?.[0]?.toLowerCase() === 'on';
}

/**
 * Could the directive stand, unseen or refused, at the level or around it, nearer than a use that is seen? `tls` says that it
 * is one that the files of packages set too.
 */
export function mayBeHidden(level: Level, name: string, tls = false): boolean {
  for (let at: Level | undefined = level; at !== undefined; at = at.outer) {
    const { unseen, misspelt, stock, refused, given } = at.block;
    if (unseen || misspelt || refused?.has(name) === true || (tls && stock)) return true;
    if (given.has(name)) return false;
  }
  return false;
}

/** Could the directive stand, unseen or refused, in the block itself? */
export function isHiddenIn(block: OpenBlock, name: string): boolean {
  return mayBeHidden({ block, outer: undefined }, name);
}
