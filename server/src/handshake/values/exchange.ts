/** What nginx knows about a request at one moment of serving it, and what stays the same meanwhile. */
import type { Anchor, Environment } from '../../config/model.ts';
import type { NginxVersion } from '../../reference/version.ts';
import type { ClientRequest, Connection, Unknown, Value } from '../model.ts';
import { pay, startBudget, type Budget } from './budget.ts';
import type { Match } from '../text/pattern.ts';
import { readTarget, rootUri, type RequestUri } from '../text/uri.ts';

/** A value with the map entries, `set` lines, … that gave it, outermost first. */
export interface Evaluated {
  readonly value: Value;
  readonly through: readonly Anchor[];
  /** `$1`, `$2`, … from here on, when a regular expression matched on the way. */
  readonly captures?: Captures;
}

/** `$0`, `$1`, … of the last regular expression that matched; unknown when one could not be evaluated. */
export type Captures = readonly string[] | Unknown;

/** Replaced, never changed, but for `memo`, as nginx keeps most values once they were asked for, and for `budget`. */
export interface Exchange {
  /** Decoded, normalised, rewritten: `$uri`. */
  readonly uri: string;
  readonly args: string;
  /** As the client sent it: `$request_uri`. */
  readonly unparsed: string;
  /** From the request line or the Host header, checked and in lower case; `undefined` when the client said none. */
  readonly host: string | undefined;
  readonly captures: Captures;
  /** `set` variables and named captures, by lower-case name. */
  readonly variables: ReadonlyMap<string, Evaluated>;
  readonly memo: Map<string, Evaluated>;
  readonly budget: Budget;
  readonly quoted: boolean;
  readonly plus: boolean;
  /** The URI is still the client's (r->valid_unparsed_uri). */
  readonly validUnparsed: boolean;
  /** The location's name is still the beginning of the URI (r->valid_location). */
  readonly validLocation: boolean;
  /** What `error_page` or a subrequest made of the client's method; `undefined` while it is the client's own. */
  readonly method: string | undefined;
  /** The client's, when a trusted proxy told it. */
  readonly realAddress: string | undefined;
  readonly internal: boolean;
  /** `try_files` has put the URI behind the alias of a pattern (r->add_uri_to_alias). */
  readonly uriAfterAlias: boolean;
  readonly subrequest: boolean;
  /** The body was too large once, and is thrown away (r->discard_body): how large it is counts no more. */
  readonly bodyDiscarded: boolean;
  /** How often the URI may still change; nginx stops a cycle with 500 (NGX_HTTP_MAX_URI_CHANGES). */
  readonly changesLeft: number;
  readonly errorPageUsed: boolean;
  /** The status that `error_page` gives the answer, whatever the next handler says; 0 leaves it to that handler. */
  readonly answerAs: number | undefined;
}

/** What a request is judged in; `exchange` is what the phases before the content left, if they were run. */
export interface Situation {
  readonly environment: Environment;
  readonly nginx: NginxVersion;
  readonly connection: Connection;
  readonly exchange?: Exchange;
  /** The folder that relative paths count from. */
  readonly prefix?: string;
}

/** The state at the start: nothing rewritten, nothing matched. */
export function startExchange(uri: RequestUri, host: string | undefined): Exchange {
  return {
    uri: uri.uri,
    args: uri.args,
    unparsed: uri.unparsed,
    host,
    captures: [],
    variables: new Map(),
    memo: new Map(),
    budget: startBudget(),
    quoted: uri.quoted,
    plus: uri.plus,
    validUnparsed: uri.validUnparsed,
    validLocation: true,
    method: undefined,
    realAddress: undefined,
    internal: false,
    uriAfterAlias: false,
    subrequest: false,
    bodyDiscarded: false,
    changesLeft: 11,
    errorPageUsed: false,
    answerAs: undefined,
  };
}

/** For a request that is taken as served already: a target that nginx refuses counts as sent as it is. */
export function assumedExchange(request: ClientRequest, mergeSlashes: boolean, host: string | undefined): Exchange {
  return startExchange(readTarget(request.target, mergeSlashes) ?? rootUri(request.target), host);
}

/** The exchange after a match: `$1`, …, and the variables that named groups set (ngx_http_regex_exec). */
export function withMatch(exchange: Exchange, match: Match): Exchange {
  if (match.named.size === 0) return { ...exchange, captures: match.groups };
  pay(exchange.budget, exchange.variables.size >> 1);
  const variables = new Map(exchange.variables);
  for (const [name, value] of match.named) variables.set(name, { value, through: [] });
  return { ...exchange, captures: match.groups, variables };
}

/** The client's address, as `$remote_addr`, allow, deny and geo take it. */
export function remoteAddress({ connection, exchange }: Required<Pick<Situation, 'connection' | 'exchange'>>): string {
  return exchange.realAddress ?? connection.remoteAddress;
}

export function isUnknown(value: Value): value is Unknown {
  return typeof value !== 'string';
}
