/** The vocabulary of the simulation: request, values with their origin, what the upstream receives, the verdict. */
import type { Anchor, Environment, Level, Location, Placed, Refusal, Server } from '../config/model.ts';
import type { Once } from '../query/once.ts';
import type { NginxVersion } from '../reference/version.ts';

/** Something that cannot be seen from the configuration (Lua, a placeholder, an include that is not there). */
export interface Unknown {
  /** A noun phrase for messages: ``the variable `$x`, which Lua sets``. */
  readonly unknown: string;
}

export type Value = string | Unknown;

export interface HeaderLine {
  readonly name: string;
  readonly value: string;
}

/** A request head as the client sent it. */
export interface ClientRequest {
  readonly method: string;
  /** Path and query as in the request line. */
  readonly target: string;
  readonly httpVersion: string;
  readonly headers: readonly HeaderLine[];
}

/** How the request came in. */
export interface Connection {
  readonly port: number | undefined;
  readonly tls: boolean;
  /** The client speaks HTTP/2 where the server does; HTTP/1.1 if not said. */
  readonly http2?: boolean;
  /** The client's address; 127.0.0.1 if not said. */
  readonly remoteAddress: string;
  /** The UNIX-domain socket that it came to, as `unix:/path`; `undefined` where it came to a port. */
  readonly socket?: string;
  /** The address that a PROXY line before the request tells; `undefined` where none comes. */
  readonly proxyProtocol?: string;
}

export type Origin =
  | { readonly kind: 'set'; readonly at: Anchor }
  | { readonly kind: 'client' }
  /** nginx's own default for the version simulated. */
  | { readonly kind: 'default' };

export interface SentHeader {
  readonly name: string;
  readonly value: Value;
  readonly from: Origin;
  /** Where the map entry, `set`, … stands that gave the value, outermost first. */
  readonly through: readonly Anchor[];
}

export interface DroppedHeader {
  readonly name: string;
  /** The client's value, or the one that a line of the configuration would have given. */
  readonly value: Value;
  readonly from: Origin;
  readonly because:
    /** nginx never forwards it by itself (ngx_http_proxy_headers). */
    | { readonly kind: 'default' }
    /** A line sets the same name: to another value, or to an empty one. */
    | { readonly kind: 'replaced' | 'emptied'; readonly by: Anchor }
    /** Set at an outer level; a `proxy_set_header` of an inner level cuts all of those off. */
    | { readonly kind: 'cut-off'; readonly by: Anchor }
    | { readonly kind: 'not-passed'; readonly by: Anchor };
}

export type PassKind = 'proxy' | 'grpc' | 'uwsgi' | 'scgi' | 'fastcgi' | 'memcached' | 'tunnel';

/** What the upstream receives. */
export interface UpstreamRequest {
  readonly pass: Placed;
  readonly kind: PassKind;
  readonly method: Value;
  readonly uri: Value;
  /** Of the request line to a proxied server. */
  /** Unknown where something that cannot be seen may set it, and the default is not what a WebSocket needs. */
  readonly httpVersion: '1.0' | '1.1' | '2' | Unknown;
  readonly httpVersionFrom: Origin;
  /** host:port, `unix:…`, or the name of the upstream block. */
  readonly address: Value;
  readonly tls: boolean;
  readonly headers: readonly SentHeader[];
  readonly dropped: readonly DroppedHeader[];
}

/**
 * connects: the upstream receives a request that RFC 6455 §4.2.1 accepts, and nothing on the way back breaks it.
 * depends: complete but for what lenient backends forgive. unknown: decided by something that cannot be seen.
 */
export type VerdictKind = 'connects' | 'depends' | 'fails' | 'unknown';

export interface Verdict {
  readonly kind: VerdictKind;
  /** A sentence with the user's names and what the backend receives. */
  readonly reason: string;
  /** What nginx itself answers: 101 when it connects, `undefined` when the backend decides. */
  readonly status: number | undefined;
  /** The lines that decide. */
  readonly causes: readonly Anchor[];
}

/** One step of the way from the request to the location, for people to follow. */
export interface Step {
  readonly what: string;
  readonly at: Anchor | undefined;
}

export interface Simulation {
  readonly verdict: Verdict;
  readonly server: Server | undefined;
  readonly location: Location | undefined;
  readonly upstream: UpstreamRequest | undefined;
  /** The request head byte for byte (CRLF as \n); `undefined` when a part of it is unknown or nothing is sent. */
  readonly head: string | undefined;
  readonly steps: readonly Step[];
  readonly errors: readonly Refusal[];
}

/** The level whose handler passes the request on, with the location that holds it. */
export interface ProxyTarget {
  readonly pass: Placed;
  readonly kind: PassKind;
  readonly level: Level;
  readonly location: Location;
  readonly server: Server;
}

/** Which client sends the request: a browser's handshake, or with `plain` an ordinary GET. */
export type Client = 'chrome' | 'firefox' | 'plain';

/** A handshake tried on one target. */
export interface Handshake {
  readonly request: ClientRequest;
  readonly upstream: UpstreamRequest;
  readonly verdict: Verdict;
}

/** What a handshake depends on beside its target and the client. */
export interface Setup {
  readonly environment: Environment;
  readonly nginx: NginxVersion;
  /** For whoever tries the same several times with the same setup. */
  readonly once?: Once;
}
