/**
 * What is kept between two moments: answers, each with what it read of the world. An answer holds in another world too
 * as long as everything that it read is the same there; only then is it given again. Knows nothing of nginx.
 */

/** One way of reading an object of type `T`. */
export interface Look<T, V> {
  /** Reads the same of another such object. */
  readonly look: (object: T) => V;
  readonly isSame?: (a: V, b: V) => boolean;
}

/** A reading of one object, to be used again and again: what it gives, with a note that it was read. */
export type Reading<V> = () => V;

/** The same object to look at, whose readings are noted. */
export type View<T> = (object: T, reading: <V>(look: Look<T, V>) => Reading<V>) => T;

/**
 * How each part of a world is looked at. Parts are immutable objects, each the same object as long as nothing in it changes;
 * a part that is `whole` counts as read by every answer.
 */
export type Views<W> = { readonly [P in keyof W]: View<W[P]> | 'whole' };

/** Asked about an object. What is not in that object, the answer may only take from the world of the asker. */
export interface Question<W, K extends object, V> {
  readonly answer: (key: K, asker: Asker<W>) => V;
  /**
   * When two answers are the same to whoever asks. With it, an asker depends on the answer only; without, on all that was
   * read for it, which costs less to look after where that is little.
   */
  readonly isSame?: (a: V, b: V) => boolean;
}

export interface Asker<W> {
  /** Views that note what is read. */
  readonly world: W;
  /** The kept answer, if everything that it read is the same in this world; else a new one. What `answer` throws is thrown, and not kept. */
  readonly ask: <K extends object, V>(question: Question<W, K, V>, key: K) => V;
  /** Asks in a world of which some parts are others. */
  readonly with: (parts: Partial<W>) => Asker<W>;
}

export interface Memory<W> {
  readonly in: (world: W) => Asker<W>;
}

/** Keeps answers as long as somebody holds the objects that they are about, and the memory itself. */
export function createMemory<W>(views: Views<W>): Memory<W> {
  const byPart = views as Readonly<Record<string, View<object> | 'whole'>>;
  const parts = Object.keys(views);
  const answers = new WeakMap<object, WeakMap<object, Entry[]>>();
  const seen = new WeakMap<object, object>();
  let log: Set<Read> | undefined;

  const viewOf = (part: string, object: object): object => {
    const view = byPart[part];
    if (view === undefined || view === 'whole') return object;
    const known = seen.get(object);
    if (known !== undefined) return known;
    const made = view(object, ({ look, isSame }) => {
      const saw = look(object);
      const read: Read = { part, saw, look: look, isSame: isSame as Read['isSame'] };
      return () => {
        log?.add(read);
        return saw;
      };
    });
    seen.set(object, made);
    return made;
  };

  /** Is everything that the answer read the same in this world? The last two worlds of an answer are kept: an edit may be tried and taken back. */
  const holds = (entry: Entry, world: Parts): boolean => {
    let changed: Set<string> | undefined;
    for (const part of parts) {
      if (entry.world[part] === world[part]) continue;
      if (byPart[part] === 'whole') return false;
      (changed ??= new Set()).add(part);
    }
    if (changed === undefined) return true;
    for (const { part, saw, look, isSame } of entry.reads) {
      if (part !== undefined && !changed.has(part)) continue;
      const now = look(part === undefined ? world : (world[part] ?? world));
      if (now !== saw && isSame?.(now, saw) !== true) return false;
    }
    entry.world = world;
    return true;
  };

  const ask = <K extends object, V>(question: Question<W, K, V>, key: K, asker: Asker<W>, world: Parts): V => {
    let byKey = answers.get(question);
    if (byKey === undefined) answers.set(question, (byKey = new WeakMap()));
    const entries = byKey.get(key) ?? [];
    let entry = entries.find((it) => holds(it, world));
    if (entry === undefined) {
      const outer = log;
      log = new Set();
      try {
        entry = { value: question.answer(key, asker), world, reads: [...log] };
      } finally {
        log = outer;
      }
      byKey.set(key, [entry, ...entries.slice(0, 1)]);
    }
    if (log === undefined) return entry.value as V;
    if (question.isSame === undefined) for (const read of entry.reads) log.add(read);
    else log.add((entry.asRead ??= answerRead(question as Question<W, object, unknown>, key, entry.value)));
    return entry.value as V;
  };

  /** Depends on what is answered, whatever that was made from. */
  const answerRead = (question: Question<W, object, unknown>, key: object, saw: unknown): Read => ({
    part: undefined,
    saw,
    look: (world) => unlogged(() => ask(question, key, askerIn(world as Parts), world as Parts)),
    isSame: question.isSame,
  });

  const unlogged = <V>(work: () => V): V => {
    const outer = log;
    log = undefined;
    try {
      return work();
    } finally {
      log = outer;
    }
  };

  const askerIn = (world: Parts): Asker<W> => {
    let viewed: W | undefined;
    const asker: Asker<W> = {
      get world() {
        viewed ??= Object.fromEntries(parts.map((part) => [part, viewOf(part, world[part] ?? world)])) as W;
        return viewed;
      },
      ask: (question, key) => ask(question, key, asker, world),
      with: (others) => askerIn({ ...world, ...(others as Parts) }),
    };
    return asker;
  };
  return { in: (world) => askerIn(world as Parts) };
}

type Parts = Readonly<Record<string, object>>;

interface Read {
  /** `undefined`: the world as a whole. */
  readonly part: string | undefined;
  readonly saw: unknown;
  readonly look: (object: object) => unknown;
  readonly isSame: ((a: unknown, b: unknown) => boolean) | undefined;
}

interface Entry {
  readonly value: unknown;
  /** The last one in which the answer was found to hold. */
  world: Parts;
  readonly reads: readonly Read[];
  asRead?: Read;
}
