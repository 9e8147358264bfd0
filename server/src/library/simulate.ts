/** `simulate`: what nginx does with one request, and what the backend receives. */
import type { SimulationDocument } from '../cli/documents.ts';
import { Refusal } from '../cli/refusal.ts';
import { simulationDocument } from '../cli/simulation.ts';
import { endsOf, readingOf } from '../cli/simulating.ts';
import { isClientUrl } from '../handshake/client-url.ts';
import type { ClientRequest, Connection } from '../handshake/model.ts';
import { browserRequest, parseRequest, readUrl } from '../handshake/request/request.ts';
import { inOwnWords, type Configuration } from './files.ts';
import { judging, oneMain } from './judged.ts';
import { refusingInWords, type ReadOptions } from './options.ts';

/** What comes to nginx: a handshake to a URL (`ws://`, `wss://`, `http://`, `https://`), or a request head as it is sent. */
export type SimulatedRequest =
  | {
      readonly url: string;
      /** Whose headers are sent; `plain` is a request that wants no WebSocket. Chrome if not said. */
      readonly client?: 'chrome' | 'firefox' | 'plain';
    }
  /** With a line for each header, `\n` or `\r\n` at their ends. */
  | { readonly head: string };

export interface SimulateOptions extends ReadOptions {
  /** The port that it comes to; that of the URL if not said. */
  readonly port?: number;
  /** Does it come over TLS? As the URL says, if not said. */
  readonly tls?: boolean;
  /** Does it come over HTTP/2? */
  readonly http2?: boolean;
  /** The address of the client; `127.0.0.1` if not said. */
  readonly remoteAddress?: string;
}

/**
 * One request through the configuration: which server and location take it, what is sent to which backend, where each header is
 * from, and whether a WebSocket comes of it. Takes texts as they stand, as nginx reads them. Rejects as `check` does, and where there
 * are several main files.
 */
export function simulate(
  configuration: Configuration,
  request: string | SimulatedRequest,
  options: SimulateOptions = {},
): Promise<SimulationDocument> {
  return refusingInWords(() => {
    const sent = readRequest(typeof request === 'string' ? { url: request } : request, options);
    return judging(configuration, options, (judged) => {
      const { workspace, nginx, nameOf } = judged;
      const ends = endsOf({ ...readingOf(oneMain(judged), judged), workspace }, sent.request, sent.connection);
      return inOwnWords(simulationDocument(ends, nginx.from, workspace, nameOf));
    });
  });
}

interface Sent {
  readonly request: ClientRequest;
  readonly connection: Connection;
}

/** Throws a `Refusal` for what is no URL, and for what begins with no request line. */
export function readRequest(request: SimulatedRequest, options: Omit<SimulateOptions, keyof ReadOptions>): Sent {
  const { port, tls, http2 = false, remoteAddress = '127.0.0.1' } = options;
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65536)) throw new Refusal(`port: ${port} is no port`);
  const common = { http2, remoteAddress };
  if ('head' in request) {
    const parsed = parseRequest(request.head);
    if (parsed === undefined) throw new Refusal('head: does not start with a request line such as GET /ws HTTP/1.1');
    return { request: parsed, connection: { ...common, port, tls: tls ?? false } };
  }
  const { url, client = 'chrome' } = request;
  if (!isClientUrl(url)) throw new Refusal(`url: ${url} is no URL such as wss://example.com/ws`);
  const { secure, host } = readUrl(url);
  const said = /:(\d+)$/.exec(host)?.[1];
  const connection = { ...common, port: port ?? (said === undefined ? undefined : Number(said)), tls: tls ?? secure };
  return { request: browserRequest(client, url), connection };
}
