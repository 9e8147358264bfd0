/** Whether lists hold the same objects. */

/** A list to which nothing is added any more, in no more room than it needs: one that was grown has room for many more. */
export function settled<T>(list: readonly T[]): readonly T[] {
  return list.length === 0 ? nothing : list.slice();
}

const nothing: readonly never[] = [];

export function sameList<T>(a: readonly T[] | undefined, b: readonly T[] | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || a.length !== b?.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}

/**
 * For each item of a list what stood in its place before: by the same beginning and the same end of both lists, and between
 * them one for one where they are as many. `isSame` says which are surely the same.
 */
export function aligned<T, B>(
  items: readonly T[],
  before: readonly B[],
  isSame: (item: T, it: B) => boolean,
): readonly (B | undefined)[] {
  const { start, tail } = commonEnds(items, before, isSame);
  const shift = before.length - items.length;
  return items.map((_item, index) => {
    if (index < start) return before[index];
    if (index >= items.length - tail) return before[index + shift];
    return shift === 0 ? before[index] : undefined;
  });
}

/** The same for lists that have the very same objects in common: there may be thousands of them, at each key. */
export function sameEnds(
  items: readonly unknown[],
  before: readonly unknown[],
): { readonly start: number; readonly tail: number } {
  const most = Math.min(items.length, before.length);
  let start = 0;
  while (start < most && items[start] === before[start]) start++;
  let tail = 0;
  const [end, endBefore] = [items.length - 1, before.length - 1];
  while (tail < most - start && items[end - tail] === before[endBefore - tail]) tail++;
  return { start, tail };
}

/** `list` with other items between its ends; the rest is copied as it is. */
export function spliced<T>(list: readonly T[], start: number, tail: number, between: readonly T[]): readonly T[] {
  if (start + tail + between.length === list.length && between.every((it, index) => it === list[start + index])) return list;
  if (start + tail + between.length === list.length) {
    const out = list.slice();
    for (const [index, it] of between.entries()) out[start + index] = it;
    return out;
  }
  return list.slice(0, start).concat(between, list.slice(list.length - tail));
}

/** How many are the same at the beginning of both lists, and how many of the rest at their end. */
export function commonEnds<T, B>(
  items: readonly T[],
  before: readonly B[],
  isSame: (item: T, it: B) => boolean,
): { readonly start: number; readonly tail: number } {
  const most = Math.min(items.length, before.length);
  let start = 0;
  while (start < most && matches(items, before, start, start, isSame)) start++;
  let tail = 0;
  while (tail < most - start && matches(items, before, items.length - 1 - tail, before.length - 1 - tail, isSame)) tail++;
  return { start, tail };
}

function matches<T, B>(
  items: readonly T[],
  before: readonly B[],
  index: number,
  place: number,
  isSame: (item: T, it: B) => boolean,
): boolean {
  const item = items[index];
  const it = before[place];
  return item !== undefined && it !== undefined && isSame(item, it);
}
