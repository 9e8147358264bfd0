/**
 * Answers about objects that are in no list any more. An edit that was tried may be taken back, so the last ones are kept; those
 * before are let go, even while something holds the objects: what a rule said holds the server that it spoke of, and that one the
 * answers about it, which hold the servers before.
 */
import type { Entry } from './reads.ts';

type Answers = WeakMap<object, Entry>;

/** Told of what is not in a list any more. */
export type Left = (answers: Answers, keys: readonly object[]) => void;

export function createLeft(): Left {
  const left: { readonly answers: Answers; readonly key: WeakRef<object>; readonly when: number }[] = [];
  let count = 0;
  return (answers, keys) => {
    for (const key of keys) {
      const entry = answers.get(key);
      if (entry === undefined) continue;
      entry.left = ++count;
      left.push({ answers, key: new WeakRef(key), when: count });
    }
    if (left.length <= mostLeft) return;
    for (const it of left.splice(0, left.length - mostLeft)) {
      const key = it.key.deref();
      if (key !== undefined && it.answers.get(key)?.left === it.when) it.answers.delete(key);
    }
  };
}

const mostLeft = 300;
