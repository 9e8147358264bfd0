/** What was seen so far, counted: handshakes that ended without a WebSocket, and how long WebSockets lived. */
import type { Taken } from './taken.ts';
import type { ErrorLine } from './error-line.ts';
import type { LoggedRequest } from './logged.ts';
import { eachOnce, timeoutsOf, type Timeout } from './timeouts.ts';

export interface Seen {
  readonly request: LoggedRequest;
  /** All that may have taken it. */
  readonly takers: readonly Taken[];
  /** Of the same connection, or of the same client and request where the format has no `$connection`. */
  readonly errors: readonly ErrorLine[];
}

/** Requests with the same answer at the same place. */
export interface Failures {
  readonly takers: readonly Taken[];
  readonly status: number;
  readonly count: number;
  /** Of these, how many surely were handshakes. */
  readonly certain: number;
  /** Seconds; `undefined` where the format has no `$request_time`. */
  readonly shortest: number | undefined;
  readonly longest: number | undefined;
  readonly last: LoggedRequest;
  /** The error log's messages, the last ones. */
  readonly errors: readonly ErrorLine[];
}

export interface Lives {
  readonly takers: readonly Taken[];
  readonly count: number;
  /** Seconds of the last ones. */
  readonly seconds: readonly number[];
  /** That the configuration had when one of them ended. */
  readonly timeouts: readonly Timeout[];
  readonly errors: readonly ErrorLine[];
}

export interface Tally {
  /** The last that was added to comes first. */
  readonly failures: readonly Failures[];
  readonly lives: readonly Lives[];
}

export const nothingYet: Tally = { failures: [], lives: [] };

/** The same counts at the places that `now` gives. */
export function movedTo({ failures, lives }: Tally, now: (taken: Taken) => Taken): Tally {
  return {
    failures: failures.map((it) => ({ ...it, takers: it.takers.map(now) })),
    lives: lives.map((it) => ({ ...it, takers: it.takers.map(now) })),
  };
}

export function counted({ failures, lives }: Tally, seen: Seen): Tally {
  const { request, takers } = seen;
  if (request.status === 101) {
    const known = lives.find((it) => isSame(it.takers, takers));
    return { failures, lives: [livedLonger(known, seen), ...lives.filter((it) => it !== known)].slice(0, mostGroups) };
  }
  const known = failures.find((it) => it.status === request.status && isSame(it.takers, takers));
  return { lives, failures: [failedAgain(known, seen), ...failures.filter((it) => it !== known)].slice(0, mostGroups) };
}

function livedLonger(known: Lives | undefined, { request, takers, errors }: Seen): Lives {
  const own = request.seconds === undefined ? [] : [request.seconds];
  return {
    takers,
    count: (known?.count ?? 0) + 1,
    seconds: [...(known?.seconds ?? []), ...own].slice(-mostLives),
    timeouts: eachOnce([...(known?.timeouts ?? []), ...takers.flatMap(timeoutsOf)]).slice(-mostTimeouts),
    errors: withErrors(known?.errors ?? [], errors),
  };
}

function failedAgain(known: Failures | undefined, { request, takers, errors }: Seen): Failures {
  const times = [known?.shortest, known?.longest, request.seconds].filter((it) => it !== undefined);
  return {
    takers,
    status: request.status,
    count: (known?.count ?? 0) + 1,
    certain: (known?.certain ?? 0) + (request.handshake === true ? 1 : 0),
    shortest: times.length === 0 ? undefined : Math.min(...times),
    longest: times.length === 0 ? undefined : Math.max(...times),
    last: request,
    errors: withErrors(known?.errors ?? [], errors),
  };
}

/** Each message once, the last ones. */
function withErrors(known: readonly ErrorLine[], more: readonly ErrorLine[]): readonly ErrorLine[] {
  const all = new Map([...known, ...more].map((it) => [`${it.message} ${it.upstream ?? ''}`, it]));
  return [...all.values()].slice(-mostErrors);
}

function isSame(one: readonly Taken[], other: readonly Taken[]): boolean {
  return one.length === other.length && one.every(({ name }, index) => name === other[index]?.name);
}

const mostGroups = 100;
const mostLives = 1000;
const mostTimeouts = 20;
const mostErrors = 3;
