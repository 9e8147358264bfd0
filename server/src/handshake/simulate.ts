/** The whole way: from a client's request head to what the backend receives, and whether it will switch protocols. */
import { wholeOf } from '../config/anchor.ts';
import type { Config, Http } from '../config/model.ts';
import { hop, nowhere, type Arrival, type Result, type SimulateOptions, type Way } from './hop.ts';
import type { ClientRequest, Connection, Simulation, Step } from './model.ts';
import { socketAt, socketFor, type Socket } from './routing/listen.ts';
import { hasParameter, streamEnd, streamServer, type StreamEnd, type StreamServer } from './upstream/stream.ts';
import { isOn } from './values/in-force.ts';
import { nothingListens } from './nothing-listens.ts';
import { fails, unknown } from './verdict/remark.ts';
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
  const stream = streamServer(config, connection);
  const end = stream === undefined ? undefined : streamEnd(stream, request, connection, options.nginx);
  if (stream !== undefined && end !== undefined)
    return beyondStream({ config, options, steps, depth: 0 }, stream, end, { request, connection });
  if (http === undefined) return { ...nowhere, verdict: verdictOf([nothingListens(config, connection)]) };
  const socket = socketFor(http.servers, connection) ?? impliedSocket(http, connection);
  if (socket === undefined) return { ...nowhere, verdict: verdictOf([nothingListens(config, connection)]) };
  const port = socket.port ?? connection.port;
  const inFront = connection.tls && !socket.ssl;
  if (inFront) steps.push({ what: 'nothing speaks TLS on that port: it is taken as ended in front of nginx', at: undefined });
  const tls = connection.tls && !inFront;
  return hop({ config, options, steps, depth: 0 }, http, { socket, request, connection: { ...connection, port, tls } });
}

/** Behind a server of the stream block: a server of the http block, a backend, or nobody. */
function beyondStream(
  way: Way,
  stream: StreamServer,
  end: StreamEnd,
  { request, connection }: Pick<Arrival, 'request' | 'connection'>,
): Result {
  if (end.kind === 'closed') {
    const reason = `nginx closes the connection without an answer: ${end.reason}`;
    return { ...nowhere, verdict: verdictOf([fails(reason, [end.at])]) };
  }
  if (end.kind === 'unknown') return { ...nowhere, verdict: verdictOf([unknown(end.what, [end.at])]) };
  const { pass, addresses } = end;
  const hands = pass.directive.name.text === 'pass';
  const what = hands ? 'hands the connection over' : 'passes the bytes on as they are';
  way.steps.push({ what: `a server of the stream block ${what}`, at: wholeOf(pass) });
  const { http } = way.config;
  const address = addresses[0] ?? '';
  const sockets = http === undefined ? [] : addresses.map((it) => socketAt(http.servers, it));
  const socket = sockets[0];
  if (http === undefined || socket === undefined || sockets.includes(undefined)) {
    return hands
      ? {
          ...nowhere,
          verdict: verdictOf([fails(`Nothing listens on \`${address}\`, to which \`pass\` hands over`, [wholeOf(pass)])]),
        }
      : { ...nowhere, ...throughStream(stream, pass, address, request) };
  }
  way.steps.push({ what: `\`${address}\` is this nginx again`, at: wholeOf(pass) });
  const ended = hasParameter(stream, 'ssl');
  // What stays encrypted on its way to a port without TLS is taken as ended in front of nginx.
  const still = connection.tls && (hands ? ended || socket.ssl : !ended && socket.ssl);
  const unix = address.startsWith('unix:');
  const arrived: Connection = {
    ...connection,
    port: socket.port,
    tls: still || (!hands && isOn(stream.level, 'proxy_ssl')),
    remoteAddress: hands ? connection.remoteAddress : unix ? 'unix:' : '127.0.0.1',
    ...(unix && { socket: address }),
    ...(!hands && isOn(stream.level, 'proxy_protocol') && { proxyProtocol: connection.remoteAddress }),
  };
  return hop({ ...way, depth: 1 }, http, { socket: { ...socket, ssl: socket.ssl || still }, request, connection: arrived });
}

/** A fragment that only implies its server listens wherever one asks. */
function impliedSocket({ servers }: Http, { port, tls }: Connection): Socket | undefined {
  const implied = servers.find(({ at }) => at === undefined);
  if (implied === undefined) return undefined;
  return { listens: [], servers: [implied], default: implied, ssl: tls, http2: undefined, proxyProtocol: undefined, port };
}
