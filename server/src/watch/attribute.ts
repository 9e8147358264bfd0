/** Which location took a request that a log has: by the simulation's own routing. */
import { writtenNames } from '../handshake/request/server-name.ts';
import type { Analysis } from '../analysis/analyze.ts';
import type { Server } from '../config/model.ts';
import type { ClientRequest } from '../handshake/model.ts';
import { browserRequest } from '../handshake/request/request.ts';
import { listensOf } from '../handshake/routing/listen.ts';
import { targetsIn } from '../handshake/routing/proxy-targets.ts';
import { simulate } from '../handshake/simulate.ts';
import { evidenceFor } from '../knowledge/websocket/evidence.ts';
import { restOf } from '../knowledge/websocket/not-forwarded.ts';
import { bounded } from '../query/bounded.ts';
import type { LoggedRequest } from './logged.ts';
import type { NamedLog } from './logs.ts';
import { takenBy, type Taken } from './taken.ts';

export interface Attribution {
  /** All that may have taken it, by what the log says: several where it does not say the host, none where nothing fits. */
  readonly takersOf: (request: LoggedRequest, log: NamedLog) => readonly Taken[];
  /** Something shows that the location is for WebSockets. */
  readonly isForWebSockets: (taken: Taken) => boolean;
  /** It takes all that other locations of its server leave: pages too. */
  readonly isRest: (taken: Taken) => boolean;
}

export function createAttribution({ config, workspace, options, contextOf }: Analysis): Attribution {
  const find = bounded(mostKept, (_key: string, request: LoggedRequest, log: NamedLog): readonly Taken[] => {
    const found = new Map<unknown, { readonly taken: Taken; readonly fits: boolean }>();
    for (const { host, port, tls } of waysOf(request, log)) {
      const asked = clientRequest(request, host);
      const connection = { port, tls, remoteAddress: '127.0.0.1' };
      const result = simulate(config, asked, connection, { nginx: options.nginx, workspace, withoutSteps: true });
      const { server, location, upstream, verdict } = result;
      if (server === undefined || !log.writers.includes(location)) continue;
      // What nginx answers by itself is known: another answer was given elsewhere.
      const fits = upstream !== undefined || verdict.status === undefined || verdict.status === request.status;
      if (found.has(location ?? server)) continue;
      found.set(location ?? server, { taken: takenBy(server, location), fits });
    }
    const all = [...found.values()];
    const fitting = all.filter(({ fits }) => fits);
    return (fitting.length === 0 ? all : fitting).map(({ taken }) => taken);
  });
  return {
    takersOf(request, log) {
      const { method, target, host, port, tls, handshake, status } = request;
      return find(JSON.stringify([log.kind, log.path, method, target, host, port, tls, handshake, status]), request, log);
    },
    isForWebSockets: ({ server, location }) =>
      location !== undefined && targetsIn(location, server).some((target) => evidenceFor(target, contextOf(server)).length > 0),
    isRest: ({ server, location }) => location !== undefined && restOf(server)?.location === location,
  };
}

const mostKept = 4000;

interface Way {
  readonly host: string;
  readonly port: number | undefined;
  readonly tls: boolean;
}

/** A client for each server that writes the log, at each of its addresses. */
function waysOf({ host, port, tls }: LoggedRequest, { servers }: NamedLog): readonly Way[] {
  const ways = servers.slice(0, mostServers).flatMap((server) =>
    listensOf(server).map((listen): Way => ({
      host: host ?? nameOf(server),
      port: port ?? listen.ports?.[0],
      tls: tls ?? listen.parameters.includes('ssl'),
    })),
  );
  return [...new Map(ways.map((way) => [JSON.stringify(way), way])).values()];
}

const mostServers = 50;

function nameOf(server: Server): string {
  return writtenNames(server).find((name) => /^[a-z0-9][a-z0-9.-]*$/i.test(name)) ?? 'localhost';
}

function clientRequest({ method, target, handshake }: LoggedRequest, host: string): ClientRequest {
  return { ...browserRequest(handshake === false ? 'plain' : 'chrome', `ws://${host}/`), method, target };
}
