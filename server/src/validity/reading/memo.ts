/** Where answers for blocks are kept between two readings. */
import type { EndOfServer } from '../end/server.ts';
import type { OpenBlock, ReadBlock } from './model.ts';

export type Kept = ReadBlock | EndOfServer | OpenBlock;

/** Whoever holds it decides how long answers live: `createMemo` keeps them as long as the blocks that they are about. */
export interface Memo {
  readonly get: (key: object) => Kept | undefined;
  readonly set: (key: object, value: Kept) => void;
}

/** Keeps nothing. */
export const noMemo: Memo = { get: () => undefined, set: () => undefined };

export function createMemo(): Memo {
  const kept = new WeakMap<object, Kept>();
  return { get: (key) => kept.get(key), set: (key, value) => void kept.set(key, value) };
}
