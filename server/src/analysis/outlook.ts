/** What becomes of a handshake at a target, without where its headers come from: all that most rules need to know. */
import type { RuleContext, RuleWorld } from './rule.ts';
import { wordsOfMap } from '../config/environment.ts';
import type { Environment } from '../config/model.ts';
import { tryHandshake } from '../handshake/attempt.ts';
import type { Handshake, ProxyTarget, SentHeader, VerdictKind } from '../handshake/model.ts';
import { isUnknown } from '../handshake/values/exchange.ts';
import type { Question } from '../query/memory.ts';
import type { Directive, Word } from '../syntax/tree.ts';
import { shapeOf, type Shape } from '../handshake/shape.ts';

export interface Outlook {
  readonly verdict: VerdictKind;
  /** The backend receives what RFC 6455 asks for in `Upgrade` and in `Connection`. */
  readonly upgrade: boolean;
  readonly connection: boolean;
  /** Some value of the header cannot be seen: it may be right. */
  readonly upgradeHidden: boolean;
  readonly connectionHidden: boolean;
  /** Neither HTTP/1.0 nor HTTP/2 for all that can be seen. */
  readonly version: boolean;
}

/** The same as `tryHandshake` gives for Chrome. */
export function outlookAt(target: ProxyTarget, context: RuleContext): Outlook {
  return context.once(outlooks, target.level, () => {
    const shape = shapeOf(target);
    const shared = shape === undefined ? undefined : context.ask(ofShape, shape);
    return shared ?? outlookOf(tryHandshake(target, context));
  });
}

const outlooks = {};

/** `undefined` where it depends on what is not the same for all locations of the shape. */
const ofShape: Question<RuleWorld, Shape, Outlook | undefined> = {
  answer: ({ target, lines }, { world: { environment, terms } }) =>
    lines.every((line) => isSettled(line, environment))
      ? outlookOf(tryHandshake(target, { environment, nginx: terms.nginx }))
      : undefined,
  isSame: (a, b) =>
    a?.verdict === b?.verdict &&
    a?.upgrade === b?.upgrade &&
    a?.connection === b?.connection &&
    a?.upgradeHidden === b?.upgradeHidden &&
    a?.connectionHidden === b?.connectionHidden &&
    a?.version === b?.version,
};

function outlookOf({ upstream: { headers, httpVersion }, verdict }: Handshake): Outlook {
  const valuesOf = (name: string) => headers.filter((it) => it.name.toLowerCase() === name).map(({ value }) => value);
  const upgrade = valuesOf('upgrade');
  const connection = valuesOf('connection');
  return {
    verdict: verdict.kind,
    upgrade: upgrade.some((value) => isGood('Upgrade', value)),
    connection: connection.some((value) => isGood('Connection', value)),
    upgradeHidden: upgrade.some(isUnknown),
    connectionHidden: connection.some(isUnknown),
    version: httpVersion !== '1.0' && httpVersion !== '2',
  };
}

/** What a header line gives is as good as RFC 6455 §4.2.1 asks for. */
export function isGood(name: 'Upgrade' | 'Connection', value: SentHeader['value']): boolean {
  if (typeof value !== 'string') return false;
  const tokens = value.toLowerCase().split(/[\s,]+/);
  return tokens.includes(name === 'Upgrade' ? 'websocket' : 'upgrade');
}

/** Is what a line says of a handshake the same for every server, URL and backend? */
function isSettled({ name: { text: name }, args }: Directive, environment: Environment): boolean {
  if (harmless.has(name)) return true;
  const isFixed = (word: Word | undefined): boolean => word === undefined || isSame(word, environment);
  if (name !== 'proxy_set_header' && name !== 'add_header') return args.every(isFixed);
  const header = args[0]?.text.toLowerCase() ?? '';
  if (header === 'host' && name === 'proxy_set_header' && isHost(args[1], environment)) return true;
  // The name of a header ends at a colon.
  return header.includes(':') || header.includes('$') ? false : !deciding.has(header) || isFixed(args[1]);
}

/** Their variables have nothing to do with a handshake. */
const harmless = new Set(['proxy_cache_key', 'proxy_no_cache', 'proxy_redirect', 'proxy_ssl_name', 'proxy_store', 'proxy_bind']);

/** Whose value, or being there, decides; nobody looks at the others. */
const deciding = new Set([
  ...['upgrade', 'connection', 'host', 'content-length', 'transfer-encoding'],
  ...['sec-websocket-key', 'sec-websocket-version', 'sec-websocket-accept'],
  ...['sec-websocket-protocol', 'sec-websocket-extensions'],
]);

/** Certainly not empty: it is only counted. */
function isHost(word: Word | undefined, { variables }: Environment): boolean {
  const name = /^\$(host|http_host|proxy_host)(?!\w)/.exec(word?.text ?? '')?.[1];
  return name !== undefined && word?.placeholder === false && !variables.has(name);
}

function isSame({ placeholder, text, variables }: Word, environment: Environment, depth = 0): boolean {
  if (placeholder || !text.includes('$')) return true;
  return (
    variables.length > 0 &&
    !/\$\{?\d/.test(text) &&
    variables.every(({ name }) => isFixed(name.toLowerCase(), environment, depth))
  );
}

/** The client's own headers, but for those that name the site; maps of them. */
function isFixed(name: string, environment: Environment, depth: number): boolean {
  const defined = environment.variables.get(name);
  if (defined === undefined) return fixed.has(name) || (name.startsWith('http_') && !site.has(name));
  const map = environment.maps.get(name);
  if (map === undefined || defined.assigned || defined.definition?.at !== map.at || depth >= deepest) return false;
  return wordsOfMap(map).every((word) => word === undefined || isSame(word, environment, depth + 1));
}

const deepest = 5;
const fixed = new Set(['scheme', 'request_method', 'remote_addr', 'server_protocol', 'proxy_add_x_forwarded_for']);
const site = new Set(['http_host', 'http_origin', 'http_referer']);
