/** Why a location meant for WebSockets does not forward the handshake: one cause for each, the one that explains it. */
import { isFilledIn } from '../../config/filled-in.ts';
import { unseenFor } from '../../config/inherit.ts';
import type { Level, Placed } from '../../config/model.ts';
import type { ProxyTarget, UpstreamRequest } from '../../handshake/model.ts';
import { builtInVariable } from '../../reference/variables.ts';
import { isAtLeast, type NginxVersion } from '../../reference/version.ts';
import { spansDefaults } from '../../handshake/verdict/assumed.ts';
import { surelyArrives } from './arrives.ts';
import { evidenceBeside } from './beside.ts';
import { evidenceFor, namesWebsocket, type Evidence } from './evidence.ts';
import { isMisspelt, setsHandshakeHeader, stateOf, type HeaderState } from './header-state.ts';
import { outlookAt } from '../../analysis/outlook.ts';
import { siblingOf } from './siblings.ts';
import { tryHandshake } from '../../handshake/attempt.ts';
import { areMisquoted } from './misquote.ts';
import { dependOnRequest } from './request-values.ts';
import type { Finding, Rule, RuleContext } from '../../analysis/rule.ts';
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

export interface Diagnosis {
  readonly cause: Cause;
  readonly target: ProxyTarget;
  readonly upstream: UpstreamRequest;
  readonly upgrade: HeaderState;
  readonly connection: HeaderState;
  /** Strongest first; never empty. */
  readonly evidence: readonly Evidence[];
  /** Nobody said the version, and of those that it may be, newer ones have other defaults. */
  readonly assumed: boolean;
  /** A location of the same server that has what this one lacks; one that jumps here first. */
  readonly sibling: ProxyTarget | undefined;
}

/** `undefined` where the handshake gets through, where nothing shows that it is wanted, and where it cannot be known. */
export function diagnose(target: ProxyTarget, context: RuleContext): Diagnosis | undefined {
  return context.once(diagnosed, target.level, () => examine(target, context));
}

/** What makes a rule about one cause: it looks at the targets that have it, and `check` is given their diagnosis. */
export function aboutCause(
  cause: Cause,
  check: (diagnosis: Diagnosis, context: RuleContext) => Iterable<Finding>,
): Pick<Rule, 'explains' | 'looksAtTarget' | 'checkTarget'> {
  return {
    explains: { verdicts: cause === 'missing-http-version' ? ['depends', 'unknown'] : ['fails'], by: 'backend' },
    looksAtTarget: hasCause,
    checkTarget: (target, context) => {
      const diagnosis = diagnose(target, context);
      return diagnosis?.cause === cause ? check(diagnosis, context) : [];
    },
  };
}

/** The same for all such rules: where there is none, one question is enough for all of them. */
function hasCause(target: ProxyTarget, context: RuleContext): boolean {
  return diagnose(target, context) !== undefined;
}

const diagnosed = {};

function examine(target: ProxyTarget, context: RuleContext): Diagnosis | undefined {
  if (target.kind !== 'proxy' || target.pass.directive.args[0] === undefined) return undefined;
  if (unseenFor(target.level, 'proxy_set_header').length > 0) return undefined;
  // Where nobody wants WebSockets and nothing is written for them there is nothing to find out.
  if (!setsHandshakeHeader(target.level) && evidenceFor(target, context).length === 0) return undefined;
  const outlook = outlookAt(target, context);
  const whole = (outlook.upgrade || outlook.upgradeHidden) && (outlook.connection || outlook.connectionHidden);
  if (whole && (outlook.version || !(outlook.upgrade || outlook.connection))) return undefined;
  const upstream = tryHandshake(target, context).upstream;
  const upgrade = stateOf('Upgrade', target, upstream);
  const connection = stateOf('Connection', target, upstream);
  // A snippet's own lines are only some of those of the location that includes it.
  if (target.location.at === undefined && (upgrade.lines.length === 0 || connection.lines.length === 0)) return undefined;
  // Older versions refuse the value: there is no handshake that could fail.
  if (upstream.httpVersion === '2' && !isAtLeast(context.nginxUpTo ?? context.nginx, http2Since)) return undefined;
  // Typographic quotes are told where they stand, and are what is wrong.
  const bad = [upgrade, connection].filter(({ good }) => !good);
  const wrong = bad.flatMap(({ lines }) => lines);
  if (areMisquoted(wrong, context.environment) || dependOnRequest(wrong, target, context.environment)) return undefined;
  if (wrong.some(isEscaped) && isTemplate(target)) return undefined;
  if (bad.some(({ name }) => isMisspelt(target.level, name.toLowerCase()))) return undefined;
  const all = evidenceFor(target, context);
  if (all.length === 0 || isWaived(upgrade, connection) || connectsAnyway(target, context)) return undefined;
  const sibling = whole ? undefined : siblingOf(target, context);
  const evidence = sibling === undefined ? all : evidenceBeside(target, context);
  if (evidence.length === 0) return undefined;
  const cause = causeOf(upstream, upgrade, connection, sibling !== undefined && isClear(evidence, target));
  if (cause === 'missing-http-version' && isOfUnseenServer(target, context)) return undefined;
  const assumed = spansDefaults(context);
  return { cause, target, upstream, upgrade, connection, evidence, assumed, sibling };
}

/** A variable of the pass is set by the server around, which is not here: it may say the version as well. */
function isOfUnseenServer({ server, pass: { directive } }: ProxyTarget, { environment }: RuleContext): boolean {
  const { variables } = environment;
  const isSetAround = (name: string): boolean => !variables.has(name) && builtInVariable(name) === undefined;
  return (
    server.at === undefined && directive.args.some((word) => word.variables.some(({ name }) => isSetAround(name.toLowerCase())))
  );
}

/** `\$name`: a shell that writes the text, and fills in other names, leaves a `$`. */
function isEscaped({ directive }: Placed): boolean {
  return directive.args.some(({ raw }) => raw.includes('\\$'));
}

/** Does a template engine, or a shell, fill in something at the level or around it? */
function isTemplate({ level, pass }: ProxyTarget): boolean {
  const isFilled = ({ directive: { args } }: Placed): boolean => args.some(isFilledIn);
  if (isFilled(pass)) return true;
  for (let at: Level | undefined = level; at !== undefined; at = at.outer) if (at.lines.some(isFilled)) return true;
  return false;
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

const arrivals = {};

/** Something before the pass takes handshakes elsewhere (an `if`, a rewrite, another location), where they get through. */
function connectsAnyway(target: ProxyTarget, context: RuleContext): boolean {
  if (surelyArrives(target, context)) return outlookAt(target, context).verdict === 'connects';
  const arrival = context.once(arrivals, target.location, () => simulateArrival(target, context));
  if (arrival === undefined) return false;
  return arrival.verdict.kind === 'connects' || (arrival.verdict.kind === 'depends' && arrival.location !== target.location);
}

/** An Upgrade header emptied on purpose: WebSockets are not wanted here. */
function isWaived(upgrade: HeaderState, connection: HeaderState): boolean {
  const emptied = upgrade.lines.length > 0 && upgrade.lines.every(({ directive }) => directive.args[1]?.text === '');
  return emptied && !connection.good;
}

function isClear(evidence: readonly Evidence[], { location }: ProxyTarget): boolean {
  return evidence.some(({ weight }) => weight === 'strong') || namesWebsocket(location.path) !== undefined;
}
