/** Places that took requests, by names that stay the same while what stands in them is edited. */
import { writtenNames } from '../handshake/request/server-name.ts';
import type { Config, Location, Locations, Server } from '../config/model.ts';
import { nameOf } from '../handshake/routing/locate.ts';
import { listensOf } from '../handshake/routing/listen.ts';

export interface Taken {
  readonly server: Server;
  /** `undefined`: none of the server's. */
  readonly location: Location | undefined;
  /** By its file, its server's names and addresses, and the paths down to it: nginx takes no two that are alike. */
  readonly name: string;
}

export function takenBy(server: Server, location: Location | undefined): Taken {
  const path = location === undefined ? [] : (wayTo(location, server.locations) ?? []);
  return { server, location, name: JSON.stringify([nameOfServer(server), ...path]) };
}

/** The same place in a later configuration; the place itself where there is none any more. Looks at each server of `config` once. */
export function createSuccessors({ http }: Config): (taken: Taken) => Taken {
  let servers: ReadonlyMap<string, Server> | undefined;
  const successors = new Map<string, Taken | undefined>();
  const find = ({ name }: Taken): Taken | undefined => {
    const [ofServer, ...path] = JSON.parse(name) as readonly [string, ...string[]];
    servers ??= new Map([...(http?.servers ?? [])].reverse().map((server) => [nameOfServer(server), server]));
    const server = servers.get(ofServer);
    if (server === undefined) return undefined;
    if (path.length === 0) return { server, location: undefined, name };
    const location = at(path, server.locations);
    return location === undefined ? undefined : { server, location, name };
  };
  return (taken) => {
    if (!successors.has(taken.name)) successors.set(taken.name, find(taken));
    return successors.get(taken.name) ?? taken;
  };
}

function nameOfServer(server: Server): string {
  const addresses = listensOf(server).map(({ host, ports }) => `${host}:${ports?.join('-') ?? ''}`);
  return JSON.stringify([server.at?.path ?? '', writtenNames(server).toSorted(), addresses.sort()]);
}

function wayTo(location: Location, locations: Locations): readonly string[] | undefined {
  for (const it of locations.all()) {
    if (it === location) return [nameOf(it)];
    const inside = wayTo(location, it.locations);
    if (inside !== undefined) return [nameOf(it), ...inside];
  }
  return undefined;
}

function at(path: readonly string[], locations: Locations): Location | undefined {
  const [first, ...rest] = path;
  const index = locations.names.findIndex((it) => nameOf(it) === first);
  if (index === -1) return undefined;
  const found = locations.at(index);
  return rest.length === 0 ? found : at(rest, found.locations);
}
