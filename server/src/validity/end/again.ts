/**
 * What was found the last time stands where all that differs since then means the same for the whole: only the block that was
 * edited is read again, and nobody goes through the others.
 */
import type { Config, Placed } from '../../config/model.ts';
import { sameEnds } from '../../query/same.ts';
import { areWordsAlike, isReadAlike } from '../reading/alike.ts';
import { readAlone } from '../reading/block.ts';
import type { Facts } from '../reading/facts.ts';
import type { Memo } from '../reading/memo.ts';
import type { ReadBlock } from '../reading/model.ts';
import type { Told } from '../reading/told.ts';
import type { Found, LastTime } from './found.ts';

/** The same with the directives of this moment; `undefined` where it may be another. */
export function judgedAgain(last: LastTime, config: Config, facts: Facts, memo: Memo): LastTime | undefined {
  const { main, context, partial, directives } = config;
  const { config: before, top, found, unseen, alike } = last;
  if (before.main !== main || before.context !== context || before.partial !== partial) return undefined;
  if (top.lookups.some(({ path, isTemplate }) => facts.isTemplate(path) !== isTemplate)) return undefined;
  const comparing: Comparing = { facts, memo, alike, moved: new Map(), anew: [] };
  if (!isBodyAlike(before.directives, directives, top, comparing)) return undefined;
  const now = found.length === 0 ? found : inPlace(found, comparing);
  return now === undefined
    ? undefined
    : { kind: 'last', config: { main, context, partial, directives }, top, found: now, unseen, alike };
}

interface Comparing {
  readonly facts: Facts;
  readonly memo: Memo;
  readonly alike: WeakMap<Placed, ReadBlock>;
  /** Blocks of before, with those that stand in their place. */
  readonly moved: Map<Placed, Placed>;
  /** Those of before that were read again with all that is in them. */
  readonly anew: Placed[];
}

/** `around` is the block that they stand in, or one that reads like it. */
function isBodyAlike(before: readonly Placed[], now: readonly Placed[], around: ReadBlock, comparing: Comparing): boolean {
  if (before.length !== now.length) return false;
  const { start, tail } = sameEnds(now, before);
  for (let index = start; index < now.length - tail; index++) {
    const [old, next] = [before[index], now[index]];
    if (old === undefined || next === undefined || (old !== next && !isPlaceAlike(old, next, around, comparing))) return false;
  }
  return true;
}

function isPlaceAlike(old: Placed, next: Placed, around: ReadBlock, comparing: Comparing): boolean {
  const { facts, memo, alike, moved, anew } = comparing;
  if (old.block === undefined || next.block === undefined || old.path !== next.path || !areWordsAlike(old, next)) return false;
  const kept = memo.get(old);
  const known = kept?.kind === 'block' ? kept : alike.get(old);
  if (known === undefined) return false;
  moved.set(old, next);
  const reads = anew.length;
  if (isBodyAlike(old.block, next.block, known, comparing)) {
    alike.set(next, known);
    return true;
  }
  // A block in it that means something else was found already; to read a large one is what is to be spared.
  if (anew.length > reads || next.block.length > many) return false;
  anew.push(old);
  const read = readAlone(next, around, facts, memo);
  return read !== undefined && isReadAlike(known, read);
}

const many = 200;

/** What was found, at the places of this moment; `undefined` where one of them is in a block that was read again. */
function inPlace(found: readonly Found[], { moved, anew }: Comparing): readonly Found[] | undefined {
  const gone = new Set<Placed>();
  const pending = anew.flatMap(({ block }) => block ?? []);
  for (let it = pending.pop(); it !== undefined; it = pending.pop()) {
    gone.add(it);
    for (const inner of it.block ?? []) pending.push(inner);
  }
  const isGone = (placed: Placed | undefined): boolean => placed !== undefined && gone.has(placed) && !moved.has(placed);
  const now = (placed: Placed): Placed => moved.get(placed) ?? placed;
  const toldNow = (told: Told): Told => ({
    ...told,
    ...(told.at === undefined ? {} : { at: now(told.at) }),
    ...(told.earlier === undefined ? {} : { earlier: now(told.earlier) }),
  });
  if (found.some(({ at, section, told }) => [at, section, told.at, told.earlier].some(isGone))) return undefined;
  return found.map((it) => ({
    ...it,
    at: it.at && now(it.at),
    section: it.section && now(it.section),
    told: toldNow(it.told),
  }));
}
