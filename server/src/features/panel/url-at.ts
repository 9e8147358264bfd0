/** The URL that a client opens to get to the location around a place in a file. */
import type { Analysis } from '../../analysis/analyze.ts';
import { treeOf } from '../../analysis/edits.ts';
import type { Location, Server } from '../../config/model.ts';
import { addressOf, publicAddressOf, sampleUrl } from '../../handshake/sample.ts';
import { nameOf } from '../../handshake/routing/locate.ts';
import { allLocations } from '../../handshake/routing/proxy-targets.ts';
import type { Directive } from '../../syntax/tree.ts';

export interface UrlAt {
  readonly url: string;
  /** The same from one day to the next, as long as file, names of the server and path are. */
  readonly key: string;
}

/** `offset`: absolute, UTF-16. In a server outside of its locations it is `/`; `undefined` outside of servers. */
export function urlAt({ config, workspace }: Analysis, path: string, offset: number): UrlAt | undefined {
  const around = (treeOf(workspace, path)?.pathAt(offset) ?? []).filter((it): it is Directive => it.kind === 'directive');
  const isAround = (it: Server | Location): boolean =>
    it.at === undefined ? config.main === path : it.at.path === path && around.includes(it.at.directive);
  for (const server of config.http?.servers ?? []) {
    const location = allLocations(server.locations.all()).findLast(isAround);
    if (location === undefined && !isAround(server)) continue;
    return urlOf(server, location, path);
  }
  return undefined;
}

/** Of a location in a server, or of what is outside of its locations. */
export function urlOf(server: Server, location: Location | undefined, path: string): UrlAt {
  const name = location === undefined ? '' : nameOf(location);
  return {
    url: publicAddressOf(server, (location && sampleUrl(location)) ?? '/'),
    key: [path, addressOf(server, ''), name].join(' '),
  };
}
