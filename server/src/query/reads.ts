/** What is put down while an answer is worked out, and what is kept with it. */

export type Parts = Readonly<Record<string, object>>;

export interface Read {
  /** `undefined`: the world as a whole. */
  readonly part: string | undefined;
  readonly saw: unknown;
  readonly look: (object: object) => unknown;
  readonly isSame: ((a: unknown, b: unknown) => boolean) | undefined;
  /** Number of the log that it was put down in last. */
  noted: number;
}

/** What is read for one answer. */
export interface Log {
  readonly number: number;
  readonly reads: Read[];
}

/** Once is enough: where it was put down in a log within this one meanwhile, it may stand here twice. */
export function note(read: Read, { number, reads }: Log): void {
  if (read.noted === number) return;
  read.noted = number;
  reads.push(read);
}

export const nothing: readonly Read[] = [];
export const none: readonly never[] = [];

/** Do these readings give the same in another world, of which some parts are others? */
export function readSame(reads: readonly Read[], changed: ReadonlySet<string>, world: Parts): boolean {
  return reads.every(({ part, saw, look, isSame }) => {
    if (part !== undefined && !changed.has(part)) return true;
    const now = look(part === undefined ? world : (world[part] ?? world));
    return now === saw || isSame?.(now, saw) === true;
  });
}

/** One in eight of a long list. */
export function mostGone({ length }: readonly object[]): number {
  return 20 + (length >> 3);
}

/** A list that was asked about in a world. */
export interface Asked {
  readonly question: object;
  readonly keys: readonly object[];
  readonly entries: readonly Entry[];
  /** The same list as before as long as the answers are the same. */
  readonly values: readonly unknown[];
  readonly marks: Parts;
  /** All that the answers read, with what those read whose objects are not in the list any more; nothing where each has a world of its own. */
  readonly reads: readonly Read[];
  /** How many such objects there are: what was read for them is held with all that it leads to. Where they are many, the list is made afresh. */
  readonly gone: number;
}

export interface Entry {
  readonly value: unknown;
  /** Of the last world in which the answer was found to hold. */
  marks: Parts;
  readonly reads: readonly Read[];
  /** What was answered to the same question before. */
  before: Entry | undefined;
  asRead: Read | undefined;
  /** When its object was last missing from a list of which it was part; 0 while it is not known to be missing. */
  left: number;
}

/**
 * Objects that stand for the parts of a world, the same for the same part. An answer that held a world would hold what that
 * world was made of, and with it the answers about that, which hold the worlds before: nothing would ever be let go.
 */
export function createMarks(parts: readonly string[]): (world: Parts) => Parts {
  const marks = new WeakMap<object, object>();
  const known = new WeakMap<Parts, Parts>();
  const markOf = (object: object): object => {
    let mark = marks.get(object);
    if (mark === undefined) marks.set(object, (mark = {}));
    return mark;
  };
  return (world) => {
    let made = known.get(world);
    if (made === undefined)
      known.set(world, (made = Object.fromEntries(parts.map((part) => [part, markOf(world[part] ?? world)]))));
    return made;
  };
}
