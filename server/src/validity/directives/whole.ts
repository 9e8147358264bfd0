/** What directives claim of the whole configuration: shared memory zones, names of upstreams. */
import type { Placed } from '../../config/model.ts';
import type { Family } from '../../reference/directives.ts';
import type { OpenBlock, SameHost, Section, Use, Whole, Zone } from '../reading/model.ts';
import { tell, type Outcome, type Told } from '../reading/told.ts';

export function sectionOf(whole: Whole, family: Family): Section | undefined {
  return family === 'stream' ? whole.stream : family === 'http' ? whole.http : undefined;
}

/** Declares or finds a shared memory zone; `size` 0 only refers to it (ngx_cycle.c, ngx_shared_memory_add). */
export function addZone(whole: Whole, { placed }: Pick<Use, 'placed'>, name: string, size: number, tag: string): Zone | Told {
  const known = whole.zones.get(name);
  if (known === undefined) {
    const zone = { tag, size, key: undefined, at: placed };
    whole.zones.set(name, zone);
    return zone;
  }
  if (known.tag !== tag)
    return tell('duplicate-name', `the shared memory zone "${name}" is already declared for a different use`, {
      earlier: known.at,
    });
  if (known.size === 0) known.size = size;
  if (size !== 0 && size !== known.size) {
    return tell(
      'duplicate-name',
      `the size ${size} of shared memory zone "${name}" conflicts with already declared size ${known.size}`,
      { earlier: known.at },
    );
  }
  return known;
}

/** Only whether the zone may be had so. */
export function wantZone(whole: Whole, use: Pick<Use, 'placed'>, name: string, size: number, tag: string): Outcome {
  const zone = addZone(whole, use, name, size, tag);
  return 'message' in zone ? zone : undefined;
}

export interface Named {
  readonly host: string;
  readonly port: number;
  readonly noPort: boolean;
  readonly isSocket: boolean;
}

/** Names an upstream, by its own `block` or by the URL of a `…_pass` (ngx_http_upstream_add). */
export function addUpstream(section: Section, named: Named, block: OpenBlock | undefined, at: Placed): Told | undefined {
  const { host, port } = named;
  const isStream = section.family === 'stream';
  const key = host.toLowerCase();
  const known = section.upstreams.get(key) ?? { entries: [], ports: new Set(), hasBlock: false };
  // One host may have thousands of ports, each an upstream of its own.
  const apart = block === undefined && !known.hasBlock && (isStream || (port !== 0 && !known.ports.has(0)));
  if (apart && known.ports.has(port)) return undefined;
  const outcome = apart ? 'new' : joinKnown(known, named, block, isStream);
  if (outcome !== 'new') return outcome;
  const entry = { ...named, block, at };
  section.upstreamOrder.push(entry);
  section.upstreams.set(key, known);
  known.entries.push(entry);
  known.ports.add(port);
  known.hasBlock ||= block !== undefined;
  return undefined;
}

/** Is it one that was named before, or in conflict with it? */
function joinKnown(all: SameHost, named: Named, block: OpenBlock | undefined, isStream: boolean): Told | undefined | 'new' {
  const { host } = named;
  for (const known of all.entries) {
    if (block !== undefined && known.block !== undefined)
      return tell('invalid-upstream', `duplicate upstream "${host}"`, { word: 0, earlier: known.at });
    if (known.block !== undefined && !named.noPort)
      return tell('invalid-upstream', `upstream "${host}" may not have port ${named.port}`);
    if (block !== undefined && !known.noPort)
      return tell('invalid-upstream', `upstream "${host}" may not have port ${known.port}`, { at: known.at });
    const differs = isStream ? known.port !== named.port : known.port !== 0 && named.port !== 0 && known.port !== named.port;
    if (differs) continue;
    if (block !== undefined) {
      known.block = block;
      known.port = 0;
      all.ports.add(0);
      all.hasBlock = true;
    }
    return undefined;
  }
  return 'new';
}
