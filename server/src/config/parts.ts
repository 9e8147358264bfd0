/** What stands in a body, by what it is: of a long one that is nearly the same as before, only what changed is looked at. */
import type { Item } from '../syntax/tree.ts';
import { sameEnds, spliced } from '../query/same.ts';
import { createSift, type Sift } from '../query/sift.ts';
import type { Holds, Placed } from './model.ts';

export const holdsNothing: Holds = { variables: [], foreign: [], tags: false, said: false, includes: [], problems: [] };

export const linesAmong: Sift<Placed> = createSift(({ block }) => block === undefined);
export const blocksAmong: Sift<Placed> = createSift(({ block }) => block !== undefined);
export const serversAmong = blocksNamed('server');
export const mapsAmong = blocksNamed('map');
export const upstreamsAmong = blocksNamed('upstream');
export const locationsAmong = blocksNamed('location');
export const ifsAmong = blocksNamed('if');
export const allButLocations: Sift<Placed> = createSift((placed) => !isBlockNamed(placed, 'location'));

/** Those that hold something for others to know. */
export const holdersAmong: Sift<Placed> = createSift(({ holds }) => holds !== holdsNothing);
export const includersAmong: Sift<Placed> = createSift(({ holds }) => holds.includes.length > 0);

export const directivesAmong: Sift<Item> = createSift(({ kind }) => kind === 'directive');
export const tagsAmong: Sift<Item> = createSift(({ kind }) => kind === 'template');

/** Comments that say something to us. */
export const sayingAmong: Sift<Item> = createSift((item) => item.kind === 'comment' && item.text.includes('nginx-handshake:'));

/** Do both bodies hold the very same for others to know? */
export function holdTheSame(body: readonly Placed[], before: readonly Placed[]): boolean {
  const [now, then] = [holdersAmong(body, before), holdersAmong(before)];
  if (now.length !== then.length) return false;
  const { start, tail } = sameEnds(now, then);
  for (let index = start; index < now.length - tail; index++) if (now[index]?.holds !== then[index]?.holds) return false;
  return true;
}

/** What was built of each of some blocks, one for one. */
export interface BuiltOf<T> {
  readonly blocks: readonly Placed[];
  readonly built: readonly T[];
}

/** The same of other blocks: built where they are not the same ones. `build` is given what was built of the block in that place. */
export function builtAgain<T>(
  blocks: readonly Placed[],
  before: BuiltOf<T>,
  build: (block: Placed, known: T | undefined) => T | undefined,
): readonly T[] {
  const { start, tail } = sameEnds(blocks, before.blocks);
  const isShifted = blocks.length !== before.blocks.length;
  const between = blocks.slice(start, blocks.length - tail).flatMap((block, index): readonly T[] => {
    const known = isShifted ? undefined : before.built[start + index];
    const made = known !== undefined && before.blocks[start + index] === block ? known : build(block, known);
    return made === undefined ? [] : [made];
  });
  return spliced(before.built, start, tail, between);
}

function blocksNamed(name: string): Sift<Placed> {
  return createSift((placed) => isBlockNamed(placed, name));
}

function isBlockNamed({ directive, block }: Placed, name: string): boolean {
  return block !== undefined && directive.name.text === name;
}
