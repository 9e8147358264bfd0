/** Inheritance between levels (ngx_conf_merge_*_value: a level that sets nothing takes what the level around it has). */
import type { Level, Placed, Unseen } from './model.ts';

const none: readonly Placed[] = [];

/** All-or-nothing: the directives of that name at the nearest level that has any, in nginx's order of reading. */
export function effective(level: Level, name: string): readonly Placed[] {
  for (let at: Level | undefined = level; at !== undefined; at = at.outer) {
    const own = at.own.get(name);
    if (own !== undefined) return own;
  }
  return none;
}

/** For directives that stand once at a level: the nearest one. */
export function effectiveOne(level: Level, name: string): Placed | undefined {
  return effective(level, name).at(-1);
}

/** What could set a directive of that name unseen: unreadable includes from the level outward, up to the level that visibly sets it. */
export function unseenFor(level: Level, name: string): readonly Unseen[] {
  const out: Unseen[] = [];
  for (let at: Level | undefined = level; at !== undefined; at = at.outer) {
    for (const it of at.unseen) out.push(it);
    if (at.own.has(name)) break;
  }
  return out;
}

/** The level at which `effective` finds the name. */
export function effectiveLevel(level: Level, name: string): Level | undefined {
  for (let at: Level | undefined = level; at !== undefined; at = at.outer) if (at.own.has(name)) return at;
  return undefined;
}

/** Levels further out that set the name too, and are cut off by the nearest one; nearest first. */
export function cutOffLevels(level: Level, name: string): readonly Level[] {
  const out: Level[] = [];
  for (let at = effectiveLevel(level, name)?.outer; at !== undefined; at = at.outer) if (at.own.has(name)) out.push(at);
  return out;
}
