/** What stays the same while one request is served, and how serving can end. */
import type { Anchor, Environment, Http, Level, Location, Server } from '../../config/model.ts';
import type { Workspace } from '../../config/workspace.ts';
import type { NginxVersion } from '../../reference/version.ts';
import type { Bindings } from '../values/bindings.ts';
import type { Exchange, Situation } from '../values/exchange.ts';
import type { ClientRequest, Connection, PassKind, ProxyTarget } from '../model.ts';

export interface Serving {
  readonly http: Http;
  readonly environment: Environment;
  readonly nginx: NginxVersion;
  readonly workspace: Workspace;
  /** The folder that relative paths count from: that of the main file. */
  readonly prefix: string;
  readonly connection: Connection;
  /** Without the header lines that nginx ignores. */
  readonly request: ClientRequest;
  readonly server: Server;
  /** Writes down a step of the way, for people. */
  readonly note: (what: string, at: Anchor | undefined) => void;
  /** Is told of each search for a location; `undefined` where nobody asks. */
  readonly searched: ((search: Search) => void) | undefined;
  /** Subrequests of `auth_request` that a backend answers. */
  readonly asked: Passed[];
  /** Goes on where a server of the same configuration has answered; `undefined` for a request that a backend answers. */
  readonly follow: (passed: Passed) => Outcome | Jump | undefined;
}

/** One search for a location: among those of the server, for a URI without query, and what was found. */
export interface Search {
  readonly server: Server;
  readonly uri: string;
  /** `undefined` where none matches. */
  readonly found: Location | undefined;
}

/** For who only asks where a request ends: nobody is told of the way. */
export const untold: Serving['note'] = () => undefined;

/** The place that answers. */
export interface Answering {
  readonly level: Level;
  readonly location: Location | undefined;
  readonly exchange: Exchange;
  /** What an `if` that held before the last one has made the handler of the request (r->content_handler). */
  readonly handler?: PassKind | undefined;
}

export interface Passed {
  readonly kind: 'pass';
  readonly target: ProxyTarget;
  readonly exchange: Exchange;
}

/** How nginx's part ends. `location` is the last one that took the request. */
export type Outcome =
  | Passed
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly reason: string;
      readonly at: Anchor | undefined;
      readonly location: Location | undefined;
      readonly from: Answering;
    }
  /** The connection ends without an answer. */
  | { readonly kind: 'closed'; readonly reason: string; readonly at: Anchor | undefined; readonly location: Location | undefined }
  | { readonly kind: 'unknown'; readonly what: string; readonly at: Anchor | undefined; readonly location: Location | undefined };

/** Where the request goes on: at the server's rewrite lines, at the search for a location, or in a named location. */
export type Jump =
  | { readonly kind: 'server'; readonly exchange: Exchange }
  | { readonly kind: 'search'; readonly exchange: Exchange }
  | { readonly kind: 'location'; readonly location: Location; readonly exchange: Exchange };

export function bindingsAt(serving: Serving, level: Level, location: Location | undefined, exchange: Exchange): Bindings {
  const { request, connection, nginx, environment, server, prefix } = serving;
  return { request, connection, nginx, environment, server, prefix, level, location, exchange };
}

/** What values are judged in at one moment of serving. */
export function situationOf({ environment, nginx, connection, prefix }: Serving, exchange: Exchange): Situation {
  return { environment, nginx, connection, exchange, prefix };
}
