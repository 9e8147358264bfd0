/**
 * What is kept between two moments: answers, each with what it read of the world. An answer holds in another world too
 * as long as everything that it read is the same there; only then is it given again. Knows nothing of nginx.
 */
import { commonEnds } from './same.ts';

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
  /** The answers about each object of a list. Quick where the last list for that purpose was nearly the same. */
  readonly askEach: <K extends object, V>(list: List<W, K, V>) => readonly V[];
  /** Asks in a world of which some parts are others. */
  readonly with: (parts: Partial<W>) => Asker<W>;
}

/** Objects to ask the same about. */
export interface List<W, K extends object, V> {
  readonly question: Question<W, K, V>;
  readonly keys: readonly K[];
  /** The last list is kept with it. */
  readonly purpose: object;
  /** Each object is this part of the world in which it is asked about. */
  readonly part?: keyof W & string;
}

export interface Memory<W> {
  readonly in: (world: W) => Asker<W>;
}

/** Keeps answers as long as somebody holds the objects that they are about, and the memory itself. */
export function createMemory<W>(views: Views<W>): Memory<W> {
  const byPart = views as Readonly<Record<string, View<object> | 'whole'>>;
  const parts = Object.keys(views);
  const answers = new WeakMap<object, WeakMap<object, Entry>>();
  const seen = new WeakMap<object, object>();
  const lists = new WeakMap<object, Asked>();
  let log: Log | undefined;
  let logs = 0;

  const viewOf = (part: string, object: object): object => {
    const view = byPart[part];
    if (view === undefined || view === 'whole') return object;
    const known = seen.get(object);
    if (known !== undefined) return known;
    const made = view(object, ({ look, isSame }) => {
      const saw = look(object);
      const read: Read = { part, saw, look: look, isSame: isSame as Read['isSame'], noted: 0 };
      return () => {
        if (log !== undefined) note(read, log);
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

  const entryFor = <K extends object, V>(question: Question<W, K, V>, key: K, asker: Asker<W>, world: Parts): Entry => {
    let byKey = answers.get(question);
    if (byKey === undefined) answers.set(question, (byKey = new WeakMap()));
    const last = byKey.get(key);
    let entry = last;
    while (entry !== undefined && !holds(entry, world)) entry = entry.before;
    if (entry !== undefined) return entry;
    const outer = log;
    const { reads }: Log = (log = { number: ++logs, reads: [] });
    try {
      const value = question.answer(key, asker);
      // What held before the last one is let go.
      if (last?.before !== undefined) last.before = undefined;
      entry = { value, world, reads: reads.length === 0 ? nothing : reads, before: last, asRead: undefined };
    } finally {
      log = outer;
    }
    byKey.set(key, entry);
    return entry;
  };

  const noteAnswer = <K extends object, V>(question: Question<W, K, V>, key: K, entry: Entry, to: Log): void => {
    if (question.isSame === undefined) for (const read of entry.reads) note(read, to);
    else note((entry.asRead ??= answerRead(question as Question<W, object, unknown>, key, entry.value)), to);
  };

  const ask = <K extends object, V>(question: Question<W, K, V>, key: K, asker: Asker<W>, world: Parts): V => {
    const entry = entryFor(question, key, asker, world);
    if (log !== undefined) noteAnswer(question, key, entry, log);
    return entry.value as V;
  };

  const askEach = <K extends object, V>({ question, keys, purpose, part }: List<W, K, V>, world: Parts): readonly V[] => {
    const before = lists.get(purpose);
    const isSameWorld = before?.question === question && parts.every((it) => it === part || before.world[it] === world[it]);
    const known = isSameWorld ? before : undefined;
    const { start, tail } = commonEnds(keys, known?.keys ?? none, (key, it) => key === it);
    const end = keys.length - tail;
    const shift = (known?.keys.length ?? 0) - keys.length;
    const alike = part === undefined ? askerIn(world) : undefined;
    const entries = keys.map((key, index) => {
      const kept = index < start ? known?.entries[index] : index >= end ? known?.entries[index + shift] : undefined;
      if (kept !== undefined) return kept;
      const own = alike === undefined && part !== undefined ? { ...world, [part]: key } : world;
      return entryFor(question, key, alike ?? askerIn(own), own);
    });
    lists.set(purpose, { question, keys, entries, world });
    if (log !== undefined) {
      for (const [index, entry] of entries.entries()) {
        const key = keys[index];
        if (key !== undefined) noteAnswer(question, key, entry, log);
      }
    }
    return entries.map(({ value }) => value as V);
  };

  /** Depends on what is answered, whatever that was made from. */
  const answerRead = (question: Question<W, object, unknown>, key: object, saw: unknown): Read => ({
    part: undefined,
    saw,
    look: (world) => unlogged(() => ask(question, key, askerIn(world as Parts), world as Parts)),
    isSame: question.isSame,
    noted: 0,
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
      askEach: (list) => askEach(list, world),
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
  /** Number of the log that it was put down in last. */
  noted: number;
}

/** What is read for one answer. */
interface Log {
  readonly number: number;
  readonly reads: Read[];
}

/** Once is enough: where it was put down in a log within this one meanwhile, it may stand here twice. */
function note(read: Read, { number, reads }: Log): void {
  if (read.noted === number) return;
  read.noted = number;
  reads.push(read);
}

const nothing: readonly Read[] = [];
const none: readonly object[] = [];

/** A list that was asked about in a world. */
interface Asked {
  readonly question: object;
  readonly keys: readonly object[];
  readonly entries: readonly Entry[];
  readonly world: Parts;
}

interface Entry {
  readonly value: unknown;
  /** The last one in which the answer was found to hold. */
  world: Parts;
  readonly reads: readonly Read[];
  /** What was answered to the same question before. */
  before: Entry | undefined;
  asRead: Read | undefined;
}
