/** Where answers for blocks are kept between two readings. */
import { createKeeping, type Keeping } from '../../query/derived.ts';
import type { LastTime } from '../end/found.ts';
import type { EndOfServer } from '../end/server.ts';
import type { OpenBlock, ReadBlock } from './model.ts';

export type Kept = ReadBlock | EndOfServer | OpenBlock | LastTime;

/** Whoever holds it decides how long answers live. */
export type Memo = Keeping<Kept>;

/** Keeps nothing. */
export const noMemo: Memo = { get: () => undefined, set: () => undefined };

export const createMemo: () => Memo = createKeeping;
