/** An arrived request beside what the simulation says that arrives: the same, or which lines differ and where each comes from. */
import { wholeOf } from '../config/anchor.ts';
import type { Anchor, Config, Location } from '../config/model.ts';
import type { Workspace } from '../config/workspace.ts';
import type { ClientRequest, Origin, SentHeader, Simulation, UpstreamRequest, Value } from '../handshake/model.ts';
import { receivedLines } from '../handshake/upstream/head.ts';
import { simulate } from '../handshake/simulate.ts';
import type { NginxVersion } from '../reference/version.ts';
import { candidatesFor, leadsTo } from './candidates.ts';
import { supposedFrom } from './suppose.ts';

export interface Difference {
  /** The line as it arrived, as it should have; `undefined` where there is none. */
  readonly arrived: string | undefined;
  readonly predicted: string | undefined;
  /** The lines of the configuration that the predicted one comes from, or that take it away; none for nginx's default. */
  readonly lines: readonly Anchor[];
  readonly why: 'value' | 'missing' | 'unexpected' | 'not-set-here';
}

export type Comparison =
  | {
      readonly kind: 'as-predicted';
      readonly location: Location | undefined;
      readonly at: Anchor | undefined;
      readonly upgradeLost: boolean;
    }
  | {
      readonly kind: 'differs';
      readonly location: Location | undefined;
      readonly at: Anchor | undefined;
      readonly differences: readonly Difference[];
    }
  /** No place of the configuration sends a request to the port. */
  | { readonly kind: 'nobody' }
  /** Places do, but not such a request: what became of the likeliest. */
  | { readonly kind: 'elsewhere'; readonly simulation: Simulation };

export interface Compared {
  readonly config: Config;
  readonly workspace: Workspace;
  /** The versions that may run it: each is tried. */
  readonly versions: readonly NginxVersion[];
}

/** Among all requests that clients may have sent, the one whose way through the configuration fits best decides. Never throws. */
export function compareArrived(arrived: ClientRequest, port: number, compared: Compared): Comparison {
  const best = bestOf(arrived, port, compared, false);
  if (best.kind !== 'differs') return best;
  const lost = bestOf(arrived, port, compared, true);
  return lost.kind === 'as-predicted' ? { ...lost, upgradeLost: true } : best;
}

/** Simulations for one arrival, all in all. */
const mostTried = 400;

function bestOf(arrived: ClientRequest, port: number, compared: Compared, upgradeLost: boolean): Comparison {
  let best: (Comparison & { readonly kind: 'differs' }) | undefined;
  let elsewhere: Simulation | undefined;
  let tried = 0;
  for (const { request, connection, target } of candidatesFor(arrived, port, compared.config, upgradeLost)) {
    for (const nginx of compared.versions) {
      if (++tried > mostTried) break;
      const run = (asked: ClientRequest, remoteAddress: string): Simulation =>
        simulate(
          compared.config,
          asked,
          { ...connection, remoteAddress },
          { nginx, workspace: compared.workspace, withoutSteps: true },
        );
      const once = run(request, connection.remoteAddress);
      if (once.upstream === undefined || !leadsTo(once.upstream.address, port, compared.config.http?.environment)) {
        elsewhere ??= once;
        continue;
      }
      // What the lines of that place tell of the client is taken for true.
      const known = supposedFrom(arrived, once.upstream, request);
      const found = known === undefined ? once : run(known.request, known.remoteAddress);
      const differences = found.upstream === undefined ? undefined : differencesOf(arrived, found.upstream);
      if (differences === undefined) continue;
      const location = found.location ?? target.location;
      const at = location.at === undefined ? undefined : wholeOf(location.at);
      if (differences.length === 0) return { kind: 'as-predicted', location, at, upgradeLost: false };
      if (best === undefined || differences.length < best.differences.length)
        best = { kind: 'differs', location, at, differences };
    }
  }
  if (best !== undefined) return best;
  return elsewhere === undefined ? { kind: 'nobody' } : { kind: 'elsewhere', simulation: elsewhere };
}

/** Line by line; a value that cannot be known is taken as it arrived. */
export function differencesOf(arrived: ClientRequest, upstream: UpstreamRequest): readonly Difference[] {
  const predicted = receivedLines(upstream);
  const left = new Set(arrived.headers.keys());
  const out: Difference[] = [...requestLine(arrived, upstream)];
  let lastSet = -1;
  const ofClient: number[] = [];
  for (const header of predicted) {
    const index = [...left].find((it) => arrived.headers[it]?.name.toLowerCase() === header.name.toLowerCase());
    const line = index === undefined ? undefined : arrived.headers[index];
    if (index === undefined || line === undefined) {
      if (isKnown(header.value)) out.push(missing(header));
      continue;
    }
    left.delete(index);
    if (header.from.kind === 'client') ofClient.push(index);
    else lastSet = Math.max(lastSet, index);
    if (isKnown(header.value) && header.value.trim() !== line.value)
      out.push({
        arrived: shown(line),
        predicted: shown({ name: header.name, value: header.value }),
        lines: anchorsOf(header),
        why: 'value',
      });
  }
  for (const index of left) {
    const line = arrived.headers[index];
    if (line !== undefined)
      out.push({ arrived: shown(line), predicted: undefined, lines: takenBy(line.name, upstream), why: 'unexpected' });
  }
  // nginx writes what it sets in front of what the client sent.
  for (const index of ofClient) {
    const line = arrived.headers[index];
    if (index < lastSet && line !== undefined)
      out.push({ arrived: shown(line), predicted: undefined, lines: [], why: 'not-set-here' });
  }
  return out;
}

function requestLine(
  arrived: ClientRequest,
  { method, uri, httpVersion, httpVersionFrom, pass }: UpstreamRequest,
): readonly Difference[] {
  const asArrived = (value: Value, said: string): string => (isKnown(value) ? value : said);
  const version = typeof httpVersion === 'string' ? httpVersion : arrived.httpVersion;
  const before = `${asArrived(method, arrived.method)} ${asArrived(uri, arrived.target)}`;
  const now = `${arrived.method} ${arrived.target}`;
  if (before === now && version === arrived.httpVersion) return [];
  const lines = [
    ...(before === now ? [] : [wholeOf(pass)]),
    ...(version === arrived.httpVersion ? [] : placeOf(httpVersionFrom)),
  ];
  return [{ arrived: `${now} HTTP/${arrived.httpVersion}`, predicted: `${before} HTTP/${version}`, lines, why: 'value' }];
}

function missing(header: SentHeader): Difference {
  const predicted = shown({ name: header.name, value: isKnown(header.value) ? header.value : '' });
  return { arrived: undefined, predicted, lines: anchorsOf(header), why: 'missing' };
}

function takenBy(name: string, { dropped }: UpstreamRequest): readonly Anchor[] {
  const because = dropped.find((it) => it.name.toLowerCase() === name.toLowerCase())?.because;
  return because === undefined || because.kind === 'default' ? [] : [because.by];
}

function anchorsOf({ from, through }: SentHeader): readonly Anchor[] {
  return [...placeOf(from), ...through];
}

function placeOf(from: Origin): readonly Anchor[] {
  return from.kind === 'set' ? [from.at] : [];
}

function isKnown(value: Value): value is string {
  return typeof value === 'string';
}

function shown({ name, value }: { readonly name: string; readonly value: string }): string {
  return `${name}: ${value}`;
}
