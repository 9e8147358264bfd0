/**
 * What is kept between two moments: answers, each with what it read of the world. An answer holds in another world too
 * as long as everything that it read is the same there; only then is it given again. Knows nothing of nginx.
 */
import { createLeft } from './left.ts';
import {
  createMarks,
  mostGone,
  none,
  note,
  nothing,
  readSame,
  type Asked,
  type Entry,
  type Log,
  type Parts,
  type Read,
} from './reads.ts';
import { sameEnds, spliced } from './same.ts';

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
  /** The answers about each object of a list. Quick where the last list for that purpose was nearly the same, and what its answers read is. */
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
  const left = createLeft();
  let last: { readonly world: Parts; readonly asker: Asker<W> } | undefined;
  let log: Log | undefined;
  let logs = 0;

  const marksOf = createMarks(parts);
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

  const viewedAs = (world: Parts): W => {
    const viewed: Record<string, object> = {};
    for (const part of parts) viewed[part] = viewOf(part, world[part] ?? world);
    return viewed as W;
  };

  /** Is everything that the answer read the same in this world? The last two worlds of an answer are kept: an edit may be tried and taken back. */
  const holds = (entry: Entry, world: Parts): boolean => {
    const now = marksOf(world);
    if (entry.marks === now) return true;
    let changed: Set<string> | undefined;
    for (const part of parts) {
      if (entry.marks[part] === now[part]) continue;
      if (byPart[part] === 'whole') return false;
      (changed ??= new Set()).add(part);
    }
    if (changed !== undefined && !readSame(entry.reads, changed, world)) return false;
    entry.marks = now;
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
      entry = {
        value,
        marks: marksOf(world),
        reads: reads.length === 0 ? nothing : reads.slice(),
        before: last,
        asRead: undefined,
        left: 0,
      };
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
    const isKnown = before?.question === question && before.gone <= mostGone(before.keys) && isLike(before, world, part);
    const known = isKnown ? before : undefined;
    const { start, tail } = sameEnds(keys, known?.keys ?? none);
    const alike = part === undefined ? askerIn(world) : undefined;
    const read: Log = { number: ++logs, reads: [] };
    const fresh: Entry[] = [];
    for (let index = start; index < keys.length - tail; index++) {
      const key = keys[index];
      if (key === undefined) continue;
      const own = part === undefined ? world : { ...world, [part]: key };
      const entry = entryFor(question, key, alike ?? askerIn(own), own);
      entry.left = 0;
      if (part === undefined) noteAnswer(question, key, entry, read);
      fresh.push(entry);
    }
    for (const it of known?.reads ?? nothing) note(it, read);
    const had = before?.question === question ? before.keys : none;
    const ends = known === undefined ? sameEnds(keys, had) : { start, tail };
    const answered = answers.get(question);
    if (answered !== undefined) left(answered, had.slice(ends.start, had.length - ends.tail));
    const gone = part === undefined ? (known?.gone ?? 0) + (known?.keys.length ?? 0) - start - tail : 0;
    const entries = spliced(known?.entries ?? none, start, tail, fresh);
    const values = spliced(
      known?.values ?? none,
      start,
      tail,
      fresh.map(({ value }) => value),
    );
    lists.set(purpose, { question, keys, entries, values, marks: marksOf(world), reads: read.reads, gone });
    if (log !== undefined) {
      for (const it of read.reads) note(it, log);
      const own = part === undefined ? [] : entries;
      for (const [index, entry] of own.entries()) {
        const key = keys[index];
        if (key !== undefined) noteAnswer(question, key, entry, log);
      }
    }
    return values as readonly V[];
  };

  /** Is all that the answers of the list read the same in this world? */
  const isLike = ({ marks, reads }: Asked, world: Parts, part: string | undefined): boolean => {
    const now = marksOf(world);
    const changed = parts.filter((it) => it !== part && marks[it] !== now[it]);
    if (changed.length === 0) return true;
    return part === undefined && changed.every((it) => byPart[it] !== 'whole') && readSame(reads, new Set(changed), world);
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

  /** Many questions in a row are asked in the same world. */
  const askerIn = (world: Parts): Asker<W> => {
    if (last?.world !== world) last = { world, asker: newAsker(world) };
    return last.asker;
  };

  const newAsker = (world: Parts): Asker<W> => {
    let viewed: W | undefined;
    const asker: Asker<W> = {
      get world() {
        return (viewed ??= viewedAs(world));
      },
      ask: (question, key) => ask(question, key, asker, world),
      askEach: (list) => askEach(list, world),
      with: (others) => askerIn({ ...world, ...(others as Parts) }),
    };
    return asker;
  };
  return { in: (world) => askerIn(world as Parts) };
}
