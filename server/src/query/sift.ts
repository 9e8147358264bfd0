/** Parts of long lists, of which the next one is nearly the same: only what changed in it is looked at. */
import { createKeeping } from './derived.ts';
import { sameEnds, settled, spliced } from './same.ts';

/** `before` is a list of an earlier time; without it, and in a short list, each item is looked at. */
export interface Sift<T> {
  /** Those that are chosen; the same list as before as long as they are the same. */
  (items: readonly T[], before?: readonly T[]): readonly T[];
  /** Their indexes in the whole list. */
  readonly places: (items: readonly T[], before?: readonly T[]) => readonly number[];
}

interface Sifted<T> {
  readonly chosen: readonly T[];
  readonly places: readonly number[];
}

/** Those for which `isChosen` holds, which must depend on nothing but the item. Kept as long as somebody holds the list. */
export function createSift<T>(isChosen: (item: T) => boolean): Sift<T> {
  const kept = createKeeping<Sifted<T>>();
  const sift = (items: readonly T[], before: readonly T[] | undefined): Sifted<T> => {
    const known = kept.get(items);
    if (known !== undefined) return known;
    const then = before === undefined ? undefined : kept.get(before);
    const made =
      before === undefined || then === undefined
        ? sifted(items, 0, items.length, isChosen)
        : siftedAgain(items, before, then, isChosen);
    kept.set(items, made);
    return made;
  };
  const chosen = (items: readonly T[], before?: readonly T[]): readonly T[] =>
    items.length <= few ? chosenOfFew(items, isChosen) : sift(items, before).chosen;
  const places = (items: readonly T[], before?: readonly T[]): readonly number[] =>
    items.length <= few ? placesOfFew(items, isChosen) : sift(items, before).places;
  return Object.assign(chosen, { places });
}

/** Looking at a few again costs less than to remember them. */
export const few = 50;

function chosenOfFew<T>(items: readonly T[], isChosen: (item: T) => boolean): readonly T[] {
  const { length } = items;
  let first = 0;
  while (first < length && isChosen(items[first] as T)) first++;
  if (first === length) return items;
  const chosen: T[] = items.slice(0, first);
  for (let index = first + 1; index < length; index++) {
    const item = items[index] as T;
    if (isChosen(item)) chosen.push(item);
  }
  return settled(chosen);
}

function placesOfFew<T>(items: readonly T[], isChosen: (item: T) => boolean): readonly number[] {
  const places: number[] = [];
  for (let index = 0; index < items.length; index++) if (isChosen(items[index] as T)) places.push(index);
  return places;
}

function sifted<T>(items: readonly T[], from: number, to: number, isChosen: (item: T) => boolean): Sifted<T> {
  const chosen: T[] = [];
  const places: number[] = [];
  for (let index = from; index < to; index++) {
    const item = items[index] as T;
    if (!isChosen(item)) continue;
    chosen.push(item);
    places.push(index);
  }
  return { chosen: chosen.length === items.length ? items : settled(chosen), places };
}

function siftedAgain<T>(items: readonly T[], before: readonly T[], then: Sifted<T>, isChosen: (item: T) => boolean): Sifted<T> {
  const { start, tail } = endsOf(items, before);
  const from = countBelow(then.places, start);
  const to = countBelow(then.places, before.length - tail);
  const between = sifted(items, start, items.length - tail, isChosen);
  const kept = then.places.length - to;
  const shift = items.length - before.length;
  const chosen = spliced(then.chosen, from, kept, between.chosen);
  return {
    chosen: chosen.length === items.length ? items : chosen,
    places:
      shift === 0
        ? spliced(then.places, from, kept, between.places)
        : then.places.slice(0, from).concat(
            between.places,
            then.places.slice(to).map((place) => place + shift),
          ),
  };
}

/** A list is sifted for several purposes in a row. */
let last: { readonly items: WeakRef<object>; readonly before: WeakRef<object>; readonly ends: Ends } | undefined;

type Ends = ReturnType<typeof sameEnds>;

function endsOf(items: readonly unknown[], before: readonly unknown[]): Ends {
  if (last?.items.deref() === items && last.before.deref() === before) return last.ends;
  const ends = sameEnds(items, before);
  last = { items: new WeakRef(items), before: new WeakRef(before), ends };
  return ends;
}

/** How many of these numbers, which rise, are below another one. */
export function countBelow(numbers: readonly number[], limit: number): number {
  let [from, to] = [0, numbers.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((numbers[middle] ?? 0) < limit) from = middle + 1;
    else to = middle;
  }
  return from;
}
