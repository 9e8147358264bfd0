/** Handshakes that end otherwise in another release, and request heads that are not the same. */
import type { Analysis } from '../../analysis/analyze.ts';
import { outcomesOf, statedUrls, type StatedOutcome } from '../../analysis/stated.ts';
import { wholeOf } from '../../config/anchor.ts';
import { tryHandshake } from '../../handshake/attempt.ts';
import type { ProxyTarget, UpstreamRequest, Value, Verdict, VerdictKind } from '../../handshake/model.ts';
import { nameOf } from '../../handshake/routing/locate.ts';
import { targetsOf } from '../../handshake/routing/proxy-targets.ts';
import { sampleAddress } from '../../handshake/sample.ts';
import { blockedAt } from '../../knowledge/websocket/blocked.ts';
import type { ChangedHandshake, Ending, HeadChange } from './model.ts';

/** Of the stated URLs, and of each place that passes requests on; both analyses are of the same text. */
export function changedHandshakes(before: Analysis, after: Analysis): readonly ChangedHandshake[] {
  const stated = ofStated(before, after);
  return [...stated, ...ofTargets(before, after).filter((it) => !stated.some((other) => isSame(it, other)))];
}

/** The handshake of a location that a stated URL tells of already. */
function isSame(one: ChangedHandshake, other: ChangedHandshake): boolean {
  if (one.at?.directive !== other.at?.directive || one.from.verdict !== other.from.verdict) return false;
  return one.to.verdict === other.to.verdict && JSON.stringify(one.head) === JSON.stringify(other.head);
}

function ofStated(before: Analysis, after: Analysis): readonly ChangedHandshake[] {
  const [one, other] = [before, after].map(({ config, workspace, options }) =>
    outcomesOf(config, statedUrls(config, workspace, options.statedUrls), {
      nginx: options.nginx,
      nginxUpTo: undefined,
      workspace,
    }),
  );
  return (one ?? []).flatMap((outcome) => {
    const same = other?.find(({ url }) => url === outcome.url);
    if (same === undefined) return [];
    const { url, simulation } = outcome;
    const placed = simulation.location ?? same.simulation.location;
    const place = { url, stated: true, location: placed === undefined ? undefined : nameOf(placed), at: atOf(placed) };
    return changed(place, endingOfUrl(outcome), endingOfUrl(same));
  });
}

function ofTargets(before: Analysis, after: Analysis): readonly ChangedHandshake[] {
  const now = targetsWithin(after);
  return targetsWithin(before).flatMap((target, index) => {
    const same = now[index];
    if (same === undefined) return [];
    const { location } = target;
    const place = { url: sampleAddress(target), stated: false, location: nameOf(location), at: atOf(location) };
    return changed(place, endingAt(target, before), endingAt(same, after));
  });
}

function targetsWithin({ config }: Analysis): readonly ProxyTarget[] {
  return (config.http?.servers ?? []).flatMap((server) => targetsOf(server));
}

function atOf(location: ProxyTarget['location'] | undefined): ChangedHandshake['at'] {
  return location?.at === undefined ? undefined : wholeOf(location.at);
}

type Place = Pick<ChangedHandshake, 'url' | 'stated' | 'location' | 'at'>;

function changed(place: Place, from: Ending, to: Ending): readonly ChangedHandshake[] {
  const head = headChange(from.lines, to.lines);
  const isSame = from.verdict === to.verdict && head.gone.length + head.come.length === 0 && !head.moved;
  return isSame ? [] : [{ ...place, from, to, head, worse: isWorse(from.verdict, to.verdict) }];
}

const ranks: Readonly<Partial<Record<VerdictKind, number>>> = { fails: 0, depends: 1, connects: 2 };

/** Of what cannot be known, nothing is said. */
function isWorse(from: VerdictKind, to: VerdictKind): boolean {
  const [before, after] = [ranks[from], ranks[to]];
  return before !== undefined && after !== undefined && after < before;
}

function endingOfUrl({ simulation: { verdict, upstream } }: StatedOutcome): Ending {
  return ending(verdict, upstream);
}

/** What nginx itself answers comes first, as in the lens. */
function endingAt(target: ProxyTarget, analysis: Analysis): Ending {
  const context = analysis.contextOf(target.server);
  const blocked = blockedAt(target, context);
  if (blocked !== undefined) return ending(blocked.verdict, undefined);
  const { verdict, upstream } = tryHandshake(target, context);
  return ending(verdict, upstream);
}

function ending({ kind, reason }: Verdict, upstream: UpstreamRequest | undefined): Ending {
  return { verdict: kind, reason, lines: upstream === undefined ? [] : linesOf(upstream) };
}

function linesOf({ kind, httpVersion, headers }: UpstreamRequest): readonly string[] {
  const [between, first] = kind === 'proxy' ? [': ', [`HTTP/${shown(httpVersion)}`]] : ['=', []];
  return [...first, ...headers.map(({ name, value }) => `${name}${between}${shown(value)}`)];
}

function shown(value: Value): string {
  return typeof value === 'string' ? value : '?';
}

/** Where nothing is sent by one of them, there is nothing to compare. */
function headChange(from: readonly string[], to: readonly string[]): HeadChange {
  if (from.length === 0 || to.length === 0) return { gone: [], come: [], moved: false };
  const [gone, come] = [without(from, to), without(to, from)];
  const left = without(from, gone);
  const moved = without(to, come).some((line, index) => line !== left[index]);
  return { gone, come, moved };
}

/** Each line of the other list takes away one. */
function without(lines: readonly string[], others: readonly string[]): readonly string[] {
  const count = new Map<string, number>();
  for (const line of others) count.set(line, (count.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const left = count.get(line) ?? 0;
    count.set(line, left - 1);
    return left <= 0;
  });
}
