/** Why a location meant for WebSockets does not forward the handshake: one cause for each, the one that explains it. */
import { cutOffLevels, effective, unseenFor } from '../../config/inherit.ts';
import type { Placed } from '../../config/model.ts';
import type { ProxyTarget, SentHeader, UpstreamRequest } from '../../handshake/model.ts';
import { targetsOf } from '../../handshake/routing/proxy-targets.ts';
import { isAtLeast, type NginxVersion } from '../../reference/version.ts';
import { evidenceFor, jumpersTo, namesWebsocket, type Evidence } from './evidence.ts';
import { tryHandshake } from '../../handshake/attempt.ts';
import { areMisquoted } from './misquote.ts';
import { dependOnRequest } from './request-values.ts';
import type { RuleContext } from '../../analysis/rule.ts';
import { simulateArrival } from '../../handshake/sample.ts';

export type Cause =
  | 'missing-websocket-headers'
  | 'missing-upgrade-header'
  | 'missing-connection-header'
  | 'wrong-upgrade-value'
  | 'wrong-connection-value'
  | 'dropped-inherited-headers'
  | 'headers-in-other-location'
  | 'missing-http-version'
  | 'http2-upstream';

/** What became of one of the two headers on the way to the backend. */
export interface HeaderState {
  readonly name: 'Upgrade' | 'Connection';
  /** The backend receives what RFC 6455 asks for. */
  readonly good: boolean;
  readonly sent: readonly SentHeader[];
  /** The lines that set it where the location takes its headers from; also those that empty it. */
  readonly lines: readonly Placed[];
  /** Of `lines`, those that give the right value. */
  readonly givers: readonly Placed[];
  /** The nearest line further out that would have given the right value, and is cut off. */
  readonly cutOff: Placed | undefined;
}

export interface Diagnosis {
  readonly cause: Cause;
  readonly target: ProxyTarget;
  readonly upstream: UpstreamRequest;
  readonly upgrade: HeaderState;
  readonly connection: HeaderState;
  /** Strongest first; never empty. */
  readonly evidence: readonly Evidence[];
  /** The version is a guess, and another one has other defaults. */
  readonly assumed: NginxVersion | undefined;
  /** A location of the same server that has what this one lacks; one that jumps here first. */
  readonly sibling: ProxyTarget | undefined;
}

/** `undefined` where the handshake gets through, where nothing shows that it is wanted, and where it cannot be known. */
export function diagnose(target: ProxyTarget, context: RuleContext): Diagnosis | undefined {
  const known = memo.get(context) ?? new WeakMap<ProxyTarget, { readonly diagnosis: Diagnosis | undefined }>();
  memo.set(context, known);
  const before = known.get(target);
  if (before !== undefined) return before.diagnosis;
  const diagnosis = examine(target, context);
  known.set(target, { diagnosis });
  return diagnosis;
}

/** What a header line gives is as good as RFC 6455 §4.2.1 asks for. */
export function isGood(name: 'Upgrade' | 'Connection', value: SentHeader['value']): boolean {
  if (typeof value !== 'string') return false;
  const tokens = value.toLowerCase().split(/[\s,]+/);
  return tokens.includes(name === 'Upgrade' ? 'websocket' : 'upgrade');
}

export function stateOf(name: 'Upgrade' | 'Connection', target: ProxyTarget, upstream: UpstreamRequest): HeaderState {
  const named = (it: { readonly name: string }): boolean => it.name.toLowerCase() === name.toLowerCase();
  const isSource = ({ directive }: Placed, { from }: Pick<SentHeader, 'from'>): boolean =>
    from.kind === 'set' && from.at.directive === directive;
  const sent = upstream.headers.filter(named);
  const good = sent.filter(({ value }) => isGood(name, value));
  const lines = effective(target.level, 'proxy_set_header').filter(
    ({ directive }) => directive.args[0]?.text.toLowerCase() === name.toLowerCase(),
  );
  const lost = upstream.dropped.find((it) => named(it) && it.because.kind === 'cut-off' && isGood(name, it.value));
  const outer = cutOffLevels(target.level, 'proxy_set_header').flatMap(({ own }) => own.get('proxy_set_header') ?? []);
  return {
    name,
    good: good.length > 0,
    sent,
    lines,
    givers: lines.filter((line) => good.some((header) => isSource(line, header))),
    cutOff: lost === undefined ? undefined : outer.find((line) => isSource(line, lost)),
  };
}

/** Each run has its own context, and asks about each target once for all rules. */
const memo = new WeakMap<RuleContext, WeakMap<ProxyTarget, { readonly diagnosis: Diagnosis | undefined }>>();

function examine(target: ProxyTarget, context: RuleContext): Diagnosis | undefined {
  if (target.kind !== 'proxy' || target.pass.directive.args[0] === undefined) return undefined;
  if (unseenFor(target.level, 'proxy_set_header').length > 0) return undefined;
  const upstream = tryHandshake(target, context).upstream;
  const upgrade = stateOf('Upgrade', target, upstream);
  const connection = stateOf('Connection', target, upstream);
  if ([...upgrade.sent, ...connection.sent].some(({ value }) => typeof value !== 'string')) return undefined;
  const whole = upgrade.good && connection.good;
  // A snippet's own lines are only some of those of the location that includes it.
  if (target.location.at === undefined && (upgrade.lines.length === 0 || connection.lines.length === 0)) return undefined;
  if (whole && upstream.httpVersion !== '1.0' && upstream.httpVersion !== '2') return undefined;
  // Older versions refuse the value: there is no handshake that could fail.
  if (upstream.httpVersion === '2' && !isAtLeast(context.nginx, http2Since)) return undefined;
  // Typographic quotes are told where they stand, and are what is wrong.
  const wrong = [upgrade, connection].filter(({ good }) => !good).flatMap(({ lines }) => lines);
  if (areMisquoted(wrong, context.environment) || dependOnRequest(wrong, context.environment)) return undefined;
  const evidence = evidenceFor(target, context);
  if (evidence.length === 0 || isWaived(upgrade, connection) || connectsAnyway(target, context)) return undefined;
  const sibling = whole ? undefined : siblingOf(target, context);
  if (sibling !== undefined && evidence.every(({ ofServer }) => ofServer === true)) return undefined;
  const cause = causeOf(upstream, upgrade, connection, sibling !== undefined && isClear(evidence, target));
  const assumed = context.nginxAssumed && upstream.httpVersionFrom.kind === 'default' ? context.nginx : undefined;
  return { cause, target, upstream, upgrade, connection, evidence, assumed, sibling };
}

/** `proxy_http_version 2` (ngx_http_proxy_v2_module.c). */
const http2Since: NginxVersion = [1, 29, 4];

function causeOf(upstream: UpstreamRequest, upgrade: HeaderState, connection: HeaderState, elsewhere: boolean): Cause {
  if (upstream.httpVersion === '2') return 'http2-upstream';
  if (upgrade.good && connection.good) return 'missing-http-version';
  if (upgrade.cutOff !== undefined && !upgrade.good && upgrade.lines.length === 0) return 'dropped-inherited-headers';
  if (connection.cutOff !== undefined && !connection.good && connection.lines.length === 0) return 'dropped-inherited-headers';
  const [hasUpgrade, hasConnection] = [isWritten(upgrade), isWritten(connection)];
  if (!hasUpgrade && !meansUpgrade(connection)) return elsewhere ? 'headers-in-other-location' : 'missing-websocket-headers';
  if (!hasUpgrade) return 'missing-upgrade-header';
  if (!upgrade.good) return 'wrong-upgrade-value';
  return hasConnection ? 'wrong-connection-value' : 'missing-connection-header';
}

function isWritten({ lines }: HeaderState): boolean {
  return lines.length > 0;
}

/** `Connection ""` or `close` alone is the recipe for upstream keepalive, no half of a handshake. */
function meansUpgrade({ good, lines }: HeaderState): boolean {
  return good || lines.some(({ directive }) => directive.args[1]?.text.toLowerCase().includes('upgrade') === true);
}

/** Something before the pass takes handshakes elsewhere (an `if`, a rewrite, another location), where they get through. */
function connectsAnyway(target: ProxyTarget, context: RuleContext): boolean {
  const arrival = simulateArrival(target, context);
  if (arrival === undefined) return false;
  return arrival.verdict.kind === 'connects' || (arrival.verdict.kind === 'depends' && arrival.location !== target.location);
}

/** An Upgrade header emptied on purpose: WebSockets are not wanted here. */
function isWaived(upgrade: HeaderState, connection: HeaderState): boolean {
  const emptied = upgrade.lines.length > 0 && upgrade.lines.every(({ directive }) => directive.args[1]?.text === '');
  return emptied && !connection.good;
}

function siblingOf(target: ProxyTarget, context: RuleContext): ProxyTarget | undefined {
  const jumpers = jumpersTo(target).map((location) => ({ ...target, location, level: location.level }));
  return [...jumpers, ...targetsOf(target.server)].find((other) => {
    if (other.location === target.location || other.kind !== 'proxy') return false;
    const upstream = tryHandshake(other, context).upstream;
    return stateOf('Upgrade', other, upstream).good && stateOf('Connection', other, upstream).good;
  });
}

function isClear(evidence: readonly Evidence[], { location }: ProxyTarget): boolean {
  return evidence.some(({ weight }) => weight === 'strong') || namesWebsocket(location.path) !== undefined;
}
