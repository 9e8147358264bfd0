/** Two locations of the same name in one block (ngx_http.c, ngx_http_init_locations; ngx_http_core_module.c, ngx_http_join_exact_locations). */
import type { Placed } from '../../config/model.ts';
import type { LocationName, OpenBlock } from '../reading/model.ts';
import { tell, type Told } from '../reading/told.ts';

/**
 * As the sorted lists of names show them: the deepest first, then by name. nginx names the second one, at its own place.
 * All of them, in the order in which it would find them.
 */
export function duplicateLocations(block: OpenBlock): readonly { readonly block: OpenBlock; readonly told: Told }[] {
  const plain = block.inner.filter(
    ({ context, location }) => context === 'location' && (location?.kind === 'prefix' || location?.kind === 'exact'),
  );
  if (plain.length === 0) return [];
  // What is filled in may differ from place to place.
  const isFilled = ({ location }: OpenBlock): boolean => location?.name.includes('${') === true;
  const known = new Map<string, Placed | undefined>();
  const twice = plain.filter((block) => {
    const { location, at } = block;
    if (isFilled(block)) return false;
    const key = `${location?.kind} ${location?.name}`;
    if (known.has(key)) return true;
    known.set(key, at);
    return false;
  });
  const own = twice
    .sort(compareNames)
    .flatMap(({ at, location }) =>
      at === undefined ? [] : [{ block, told: duplicate(at, location, known.get(`${location?.kind} ${location?.name}`)) }],
    );
  const deep = plain.filter(({ inner }) => inner.length > 0).sort(compareNames);
  return [...deep.flatMap(duplicateLocations), ...own];
}

function duplicate(at: Placed, location: LocationName | undefined, earlier: Placed | undefined): Told {
  const details = { at, ...(earlier === undefined ? {} : { earlier }), line: 'head' } as const;
  return tell('duplicate-location', `duplicate location "${location?.name}"`, details);
}

/** By bytes; of two equal names the exact one comes first (ngx_http_cmp_locations). */
function compareNames(a: OpenBlock, b: OpenBlock): number {
  const order = compareBytes(a.location?.name ?? '', b.location?.name ?? '');
  if (order !== 0) return order;
  return Number(b.location?.kind === 'exact') - Number(a.location?.kind === 'exact');
}

function compareBytes(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (const [index, char] of left.entries()) {
    const difference = (char.codePointAt(0) ?? 0) - (right[index]?.codePointAt(0) ?? -1);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
