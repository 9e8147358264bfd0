/** What a regular expression costs at most: linear in the subject, but with a factor that a pattern can make large. */

/** Nanoseconds that matching takes at worst, measured; most patterns fail or match much sooner. */
export function worstTime({ size, groups }: PatternSize, subject: string): number {
  return subject.length * (100 + 20 * size + 2 * size * groups);
}

export interface PatternSize {
  /** Characters, with counted repetitions written out: `a{9}` is 9. */
  readonly size: number;
  /** Opening parentheses. */
  readonly groups: number;
}

/** In one pass; broken patterns get some size. */
export function sizeOf(source: string): PatternSize {
  /** Sizes of the groups that are open, outermost first. */
  const open: number[] = [0];
  let groups = 0;
  let last = 0;
  const add = (size: number): void => {
    last = size;
    open.push((open.pop() ?? 0) + size);
  };
  for (let at = 0; at < source.length; at++) {
    const character = source.charAt(at);
    if (character === '\\') {
      at++;
      add(1);
    } else if (character === '[') {
      const end = source.indexOf(']', at + 2);
      if (end > 0) at = end;
      add(1);
    } else if (character === '(') {
      groups++;
      open.push(0);
    } else if (character === ')' && open.length > 1) {
      add((open.pop() ?? 0) + 2);
    } else if (character === '{') {
      const count = /^\{(\d{1,4})(?:,(\d{0,4}))?\}/.exec(source.slice(at, at + 11));
      if (count === null) add(1);
      else {
        const times = Math.max(Number(count[1]), Number(count[2] ?? 0), 1);
        const before = last;
        add(before * (times - 1));
        last = before * times;
        at += count[0].length - 1;
      }
    } else {
      add(1);
    }
  }
  return { size: open.reduce((sum, size) => sum + size, 0), groups };
}
