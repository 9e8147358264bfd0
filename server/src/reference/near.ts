/** Names that a few mistakes in writing lead to. */

/** Known names that are near, with the number of mistakes: one for a name of less than five letters, else up to two. */
export function nearIn(known: Iterable<string>, name: string): ReadonlyMap<string, number> {
  const most = name.length < 5 ? 1 : 2;
  const near = new Map<string, number>();
  const own = lettersOf(name);
  for (const it of known) {
    // A mistake takes one letter away and brings another one, at most.
    if (Math.abs(name.length - it.length) > most || bitsIn(own ^ lettersOf(it)) > 2 * most) continue;
    const steps = distance(name, it, most);
    if (steps <= most) near.set(it, steps);
  }
  return near;
}

/** The nearest name; `undefined` when none is near, or several are equally so. */
export function nearest(near: ReadonlyMap<string, number>): string | undefined {
  const least = Math.min(...near.values());
  const [best, ...rivals] = [...near].filter(([, steps]) => steps === least);
  return rivals.length === 0 ? best?.[0] : undefined;
}

/** Which letters a name has, as bits. */
function lettersOf(name: string): number {
  let bits = 0;
  for (let index = 0; index < name.length; index++) bits |= 1 << (name.charCodeAt(index) & 31);
  return bits;
}

function bitsIn(value: number): number {
  let count = 0;
  for (let rest = value; rest !== 0; rest &= rest - 1) count++;
  return count;
}

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
