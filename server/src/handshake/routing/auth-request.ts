/** `auth_request`: a subrequest that says whether the request comes in (ngx_http_auth_request_module.c). */
import type { Anchor, Placed } from '../../config/model.ts';
import { wholeOf } from '../../config/anchor.ts';
import { joinWays } from '../values/budget.ts';
import { expandWord } from '../values/evaluate.ts';
import { isUnknown, type Evaluated, type Exchange } from '../values/exchange.ts';
import { inForce } from '../values/in-force.ts';
import type { Check } from './check.ts';
import { bindingsAt, type Answering, type Jump, type Outcome, type Serving } from './serving.ts';

/** Runs a request of its own to its end. */
export type Serve = (from: Jump | Outcome) => Outcome;

/** The step where a backend answers the subrequest. */
export const takenAsAllowed = 'what the backend of `auth_request` answers cannot be seen: taken as allowed';

/** `after` is told what the main request goes on with: variables are its own and the subrequest's. */
export function checkRequest(serving: Serving, from: Answering, serve: Serve, after: (exchange: Exchange) => void): Check {
  const { level, exchange } = from;
  const placed = inForce(level, 'auth_request').placed.at(-1);
  const uri = placed?.directive.args[0]?.text;
  if (placed === undefined || uri === undefined || uri === 'off' || uri === '' || exchange.subrequest) return undefined;
  const at = wholeOf(placed);
  serving.note(`\`auth_request\` asks ${uri} first`, at);
  const end = followed(serving, serve, { kind: 'server', exchange: subrequestOf(exchange, uri) });
  const { outcome } = end;
  const asked = placeOf(outcome);
  if (asked !== undefined) after(withVariables(serving, from, asked, end));
  switch (outcome.kind) {
    case 'pass':
      serving.asked.push(outcome);
      // A status that `error_page` has set on the way outranks that of the backend.
      if (outcome.exchange.answerAs !== undefined && outcome.exchange.answerAs !== 0)
        return answered(outcome.exchange.answerAs, at);
      serving.note(takenAsAllowed, at);
      return 'allowed';
    case 'unknown':
      return { kind: 'unknown', what: outcome.what, at };
    case 'closed':
      return { kind: 'closed', reason: `${uri}, which \`auth_request\` asks, closes the connection`, at };
    case 'answer':
      return answered(outcome.status, at);
  }
}

function subrequestOf(exchange: Exchange, uri: string): Exchange {
  return {
    ...exchange,
    uri,
    args: '',
    internal: true,
    subrequest: true,
    validUnparsed: false,
    validLocation: true,
    changesLeft: 11,
    method: 'GET',
    errorPageUsed: false,
    answerAs: undefined,
  };
}

interface Followed {
  readonly outcome: Outcome;
  /** A backend, or a server of the same configuration, was asked. */
  readonly passedOn: boolean;
}

/** To its end, through servers of the same configuration too. */
function followed(serving: Serving, serve: Serve, from: Jump): Followed {
  let outcome = serve(from);
  const passedOn = outcome.kind === 'pass';
  // The URI may change ten times before nginx itself ends it.
  for (let steps = 0; steps < 20 && outcome.kind === 'pass'; steps++) {
    const next = serving.follow(outcome);
    if (next === undefined) break;
    outcome = serve(next);
  }
  return { outcome, passedOn };
}

/** Where the subrequest came to its end; `undefined` where that is not known. */
function placeOf(outcome: Outcome): Answering | undefined {
  if (outcome.kind === 'answer') return outcome.from;
  return outcome.kind === 'pass' ? { ...outcome.target, exchange: outcome.exchange } : undefined;
}

/** `auth_request_set` lines are worked out in the subrequest, and set in the main one (ngx_http_auth_request_set_variables). */
function withVariables(serving: Serving, { level, exchange }: Answering, asked: Answering, end: Followed): Exchange {
  let after: Exchange = { ...exchange, variables: asked.exchange.variables };
  for (const placed of inForce(level, 'auth_request_set').placed) {
    const name = placed.directive.args[0]?.text.slice(1).toLowerCase();
    if (name === undefined) continue;
    const evaluated = valueOf(serving, placed, asked, end);
    // What `$args` is then, it stays, also when the arguments change later: the value is kept as one that was asked for.
    after = { ...after, variables: new Map([...after.variables, [name, evaluated]]) };
    if (name === 'args' && !isUnknown(evaluated.value)) after = { ...after, args: evaluated.value, validUnparsed: false };
  }
  return after;
}

function valueOf(serving: Serving, placed: Placed, asked: Answering, { outcome, passedOn }: Followed): Evaluated {
  const word = placed.directive.args[1];
  if (word === undefined) return { value: '', through: [] };
  const at: readonly Anchor[] = [wholeOf(placed)];
  const names = word.variables.map(({ name }) => name.toLowerCase());
  const unseen = (name: string): boolean => /^(?:upstream|sent)_/.test(name) || (name === 'status' && outcome.kind === 'pass');
  if (passedOn && names.some(unseen)) {
    return { value: { unknown: `what the backend of \`auth_request\` answers, in \`${word.text}\`` }, through: at };
  }
  const { level, location, exchange } = asked;
  const status = outcome.kind === 'answer' ? [['status', { value: String(outcome.status), through: [] }] as const] : [];
  const variables = new Map([...exchange.variables, ...status]);
  const { value, through } = expandWord(word, bindingsAt(serving, level, location, { ...exchange, variables }));
  return { value, through: joinWays(at, through) };
}

function answered(status: number, at: Anchor): Check {
  if (status >= 200 && status < 300) return 'allowed';
  const reason = `\`auth_request\` is answered with ${status}`;
  return { kind: 'status', status: status === 401 || status === 403 ? status : 500, reason, at };
}
