/** The whole way: from a client's request head to what the backend receives, and whether it will switch protocols. */
import { wholeOf } from '../config/anchor.ts';
import type { Config, Http } from '../config/model.ts';
import { hop, nextHop, nowhere, type Result, type SimulateOptions } from './hop.ts';
import type { ClientRequest, Connection, Simulation, Step } from './model.ts';
import { socketFor, type Socket } from './routing/listen.ts';
import { nothingListens } from './nothing-listens.ts';
import { fails } from './verdict/remark.ts';
import { throughStream } from './verdict/stream.ts';
import { verdictOf } from './verdict/verdict.ts';

/** Never throws. What a person must know to follow the way is in `steps`; a chain of proxies ends at its last hop. */
export function simulate(config: Config, request: ClientRequest, connection: Connection, options: SimulateOptions): Simulation {
  const steps: Step[] = [];
  const errors = options.refusals ?? [];
  const refusal = errors[0];
  if (refusal !== undefined) {
    const verdict = verdictOf([fails(`nginx refuses the configuration: ${refusal.message}`)]);
    return { verdict, server: undefined, location: undefined, upstream: undefined, head: undefined, steps, errors };
  }
  return { ...arrive(config, request, connection, options, steps), steps, errors };
}

function arrive(config: Config, request: ClientRequest, connection: Connection, options: SimulateOptions, steps: Step[]): Result {
  const { http } = config;
  const stream = throughStream(config, request, connection);
  if (stream !== undefined) {
    steps.push({ what: 'a server of the stream block passes the bytes on as they are', at: wholeOf(stream.pass) });
    const inner = http === undefined ? undefined : nextHop({ config, options, steps, depth: 0 }, http, stream.upstream);
    return inner ?? { ...nowhere, verdict: stream.verdict, upstream: stream.upstream, head: stream.head };
  }
  if (http === undefined) return { ...nowhere, verdict: verdictOf([nothingListens(config, connection)]) };
  const socket = socketFor(http.servers, connection) ?? impliedSocket(http, connection);
  if (socket === undefined) return { ...nowhere, verdict: verdictOf([nothingListens(config, connection)]) };
  const port = socket.port ?? connection.port;
  const inFront = connection.tls && !socket.ssl;
  if (inFront) steps.push({ what: 'nothing speaks TLS on that port: it is taken as ended in front of nginx', at: undefined });
  const tls = connection.tls && !inFront;
  return hop({ config, options, steps, depth: 0 }, http, { socket, request, connection: { ...connection, port, tls } });
}

/** A fragment that only implies its server listens wherever one asks. */
function impliedSocket({ servers }: Http, { port, tls }: Connection): Socket | undefined {
  const implied = servers.find(({ at }) => at === undefined);
  if (implied === undefined) return undefined;
  return { listens: [], servers: [implied], default: implied, ssl: tls, http2: undefined, proxyProtocol: undefined, port };
}
