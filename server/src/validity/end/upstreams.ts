/** Upstreams when all of them are known (ngx_http_upstream_round_robin.c, ngx_http_upstream_init_round_robin). */
import type { Placed } from '../../config/model.ts';
import type { OpenBlock, Section, UpstreamEntry, Whole } from '../reading/model.ts';
import { effective, isHiddenIn, mayBeHidden } from './levels.ts';
import { tell, type Told } from '../reading/told.ts';

/** In the order in which they were named. */
export function endOfUpstreams(whole: Whole, section: Section): readonly { readonly at: Placed; readonly told: Told }[] {
  return section.upstreamOrder.flatMap((entry) => {
    const told = entry.block === undefined ? endOfImplied(whole, section, entry) : endOfBlock(section, entry, entry.block);
    return told === undefined ? [] : [{ at: told.at ?? entry.at, told }];
  });
}

/** One that only a `…_pass` names is looked up, and needs a port. */
function endOfImplied({ refusedNames }: Whole, { block }: Section, { host, port, isSocket }: UpstreamEntry): Told | undefined {
  if (port !== 0 || isSocket) return undefined;
  const isHidden = block.unseen || block.misspelt || refusedNames.has(`upstream ${host.toLowerCase()}`);
  return isHidden ? undefined : tell('invalid-upstream', `no port in upstream "${host}"`);
}

function endOfBlock(section: Section, { host }: UpstreamEntry, block: OpenBlock): Told | undefined {
  const { at, servers, given } = block;
  if (servers === undefined) return undefined;
  const place = at === undefined ? {} : { at };
  const level = { block, outer: { block: section.block, outer: undefined } };
  const hasZone = given.has('zone') || isHiddenIn(block, 'zone');
  const hasResolver = effective(level, 'resolver').length > 0 || mayBeHidden(level, 'resolver');
  if (servers.resolve && !hasZone)
    return tell('invalid-upstream', `resolving names at run time requires upstream "${host}" to be in shared memory`, place);
  if (servers.resolve && !hasResolver)
    return tell('invalid-upstream', `no resolver defined to resolve names at run time in upstream "${host}"`, place);
  return servers.onlyBackups ? tell('invalid-upstream', `no servers in upstream "${host}"`, place) : undefined;
}
