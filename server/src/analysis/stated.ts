/** URLs that are stated to carry WebSockets: which they are, and where a handshake to each of them ends. */
import type { Config, Http, Level, Location } from '../config/model.ts';
import { unseenIn } from '../config/level.ts';
import type { Workspace } from '../config/workspace.ts';
import { decidedByClient } from '../handshake/clients-own.ts';
import { connectionTo, isClientUrl, isForAnyName, isMeantBy } from '../handshake/client-url.ts';
import type { Simulation } from '../handshake/model.ts';
import { browserRequest } from '../handshake/request/request.ts';
import { simulate } from '../handshake/simulate.ts';
import type { VersionRange } from '../handshake/verdict/assumed.ts';
import { unknown } from '../handshake/verdict/remark.ts';
import { verdictOf } from '../handshake/verdict/verdict.ts';
import { derived } from '../query/derived.ts';
import { sameList } from '../query/same.ts';
import type { SyntaxTree } from '../syntax/tree.ts';
import { treeOf } from './edits.ts';
import { atEnds, type Simulated } from './ends.ts';
import type { Landings } from './rule.ts';
import { isSaidSomething } from './suppress.ts';

/** A URL whose handshake must get through. */
export interface StatedUrl {
  /** `ws://`, `wss://`, `http://`, `https://` or a bare path. */
  readonly url: string;
  /** Said for a whole workspace: another main file may be the one that serves it. */
  readonly elsewhere: boolean;
}

/** What becomes of a handshake to a stated URL. */
export interface StatedOutcome extends Simulated {
  readonly url: string;
  /** Where nobody said the version: at the other end of what it may be, where the verdict is another one. */
  readonly other?: Simulated | undefined;
}

export interface StatedSetup extends VersionRange {
  readonly workspace: Workspace;
}

/** Those of the options and of comments (`# nginx-handshake: websocket URL`) of a configuration; each once. */
export function statedUrls(config: Config, workspace: Workspace, given: readonly StatedUrl[]): readonly StatedUrl[] {
  const said = isSaidSomething(config, workspace) ? config.files.flatMap((path) => urlsIn(treeOf(workspace, path))) : [];
  if (said.length === 0) return given;
  const all = new Map(given.map((it) => [it.url, it]));
  for (const url of said) all.set(url, { url, elsewhere: false });
  return [...all.values()];
}

/** The comment that states a URL, without its line ending. */
export function statement(url: string): string {
  return `# nginx-handshake: websocket ${url}`;
}

function urlsIn(tree: SyntaxTree | undefined): readonly string[] {
  return tree === undefined ? [] : urlsOfComments(tree);
}

const urlsOfComments = derived((tree: SyntaxTree): readonly string[] =>
  [...tree.text.matchAll(/#[ \t]*nginx-handshake:[ \t]*websocket[ \t]+(\w+:\/\/\S+)/g)].flatMap(({ index, 1: url = '' }) =>
    isClientUrl(url) && tree.pathAt(index).at(-1)?.kind === 'comment' ? [url] : [],
  ),
);

/** Of URLs that another main file may serve, those for which no server is here are left out. Never throws. */
export function outcomesOf(config: Config, urls: readonly StatedUrl[], setup: StatedSetup): readonly StatedOutcome[] {
  return urls.flatMap(({ url, elsewhere }) => {
    const isMeant = config.http !== undefined && isMeantBy(url, config.http);
    if (elsewhere && !isMeant) return [];
    const { nginx, simulation, other } = atEnds(setup, (version) => arrivalOf(config, url, { ...setup, nginx: version }));
    // A snippet for a location that somebody includes is no server of its own.
    if (elsewhere && simulation.server !== undefined && simulation.server.at === undefined && simulation.location === undefined)
      return [];
    const outcome = { url, nginx, simulation: isMeant ? unlessOthers(config, simulation) : unlessHidden(config, simulation) };
    return [other?.simulation.verdict.kind === simulation.verdict.kind ? outcome : { ...outcome, other }];
  });
}

/** The handshake of whoever is let in: where addresses are kept out, one that is not. */
function arrivalOf(config: Config, url: string, { nginx, workspace }: StatedSetup): Simulation {
  const request = browserRequest('chrome', url);
  const from = (address: string): Simulation => simulate(config, request, connectionTo(url, address), { nginx, workspace });
  const first = from('127.0.0.1');
  if (!isKeptOut(first)) return first;
  for (const address of allowedAt(first.location?.level ?? first.server?.level)) {
    const next = from(address);
    if (!isKeptOut(next)) return next;
  }
  return first;
}

function isKeptOut({ verdict }: Simulation): boolean {
  return verdict.kind === 'fails' && verdict.causes.some(({ directive }) => directive.name.text === 'deny');
}

/** An address of each `allow` line in force. */
function allowedAt(level: Level | undefined): readonly string[] {
  for (let at = level; at !== undefined; at = at.outer) {
    const lines = at.own.get('allow') ?? [];
    const addresses = lines.map(({ directive }) => directive.args[0]?.text.replace(/\/\d+$/, '') ?? '');
    const real = addresses.filter((it) => it !== 'all' && it !== 'unix:');
    if (real.length > 0) return real.slice(0, mostAddresses);
  }
  return [];
}

const mostAddresses = 20;

/** What this client says beside the URL ended it: others may say something else. */
function unlessOthers({ http }: Config, simulation: Simulation): Simulation {
  const name = http === undefined ? undefined : decidedByClient(simulation, http.environment);
  if (name === undefined || simulation.verdict.kind !== 'fails') return simulation;
  const what = `what the client sends beside the URL: \`$${name}\` decides`;
  return { ...simulation, verdict: verdictOf([unknown(what, simulation.verdict.causes)]) };
}

/** No server here has the name: one that cannot be seen may. */
function unlessHidden(config: Config, simulation: Simulation): Simulation {
  if (simulation.server === undefined || simulation.verdict.kind === 'connects') return simulation;
  if (isForAnyName(simulation.server)) return simulation;
  const [hidden] = [...unseenIn(config.directives, undefined), ...(config.http?.level.unseen ?? [])];
  const what = config.partial ? 'the servers outside of what is here' : hidden?.what;
  if (what === undefined) return simulation;
  return { ...simulation, location: undefined, verdict: verdictOf([unknown(`${what}: a server of that name may be there`)]) };
}

/** The same object as `before` where they are the same. */
export function landingsOf(outcomes: readonly StatedOutcome[], before: Landings | undefined): Landings {
  const byLocation = new Map<Location, readonly string[]>();
  for (const { url, simulation } of outcomes) {
    const { location } = simulation;
    if (location !== undefined) byLocation.set(location, [...(byLocation.get(location) ?? []), url]);
  }
  const isEmpty = byLocation.size === 0;
  if (before !== undefined && isEmpty && before.isEmpty) return before;
  const isSame = before?.all.length === byLocation.size && before.all.every((it) => sameList(before.to(it), byLocation.get(it)));
  if (isSame) return before;
  return { isEmpty, all: [...byLocation.keys()], to: (location) => byLocation.get(location) ?? none };
}

const none: readonly never[] = [];

/** Does a handshake to the URL go to a server that is meant by it? */
export function isServedBy({ http }: { readonly http: Http | undefined }, url: string): boolean {
  return http !== undefined && isMeantBy(url, http);
}
