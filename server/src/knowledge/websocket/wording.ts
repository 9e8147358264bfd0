/** Sentences that the header rules share: what the backend receives, and how sure we are. */
import type { Anchor, Location, Placed } from '../../config/model.ts';
import type { ProxyTarget, SentHeader } from '../../handshake/model.ts';
import { oldDefaultsText } from '../../handshake/verdict/assumed.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { HeaderState } from './header-state.ts';
import { anchorOf } from '../../config/anchor.ts';
import type { Finding, Fix, Related, Severity } from '../../analysis/rule.ts';
import type { Weight } from './weight.ts';

/** ``no `Upgrade` header``, or what it is: `` `Connection: close` ``, `` `Connection: $unseen` ``. */
export function received({ name, sent }: HeaderState): string {
  if (sent.length === 0) return `no \`${name}\` header`;
  return sent.map((header) => `\`${header.name}: ${valueOf(header)}\``).join(' and ');
}

/** As it is written, where its value cannot be seen. */
function valueOf({ value, from }: SentHeader): string {
  if (typeof value === 'string') return value;
  return (from.kind === 'set' ? from.at.directive.args[1]?.raw : undefined) ?? '…';
}

export const soItFails = 'so the WebSocket handshake fails';

/** Where a finding about a location stands: at its pass, or at the location when the pass comes from another file. */
export function placeOf({ pass, location }: ProxyTarget): Anchor {
  return anchorOf(pass.includedBy === undefined || location.at === undefined ? pass : location.at);
}

/**
 * Where a finding about the HTTP version stands: at the version, if the location itself says it; else at its pass, and
 * the line that says it is told beside.
 */
export function versionPlace({ target, upstream: { httpVersionFrom: from } }: Diagnosis): {
  readonly at?: Anchor;
  readonly related?: readonly Related[];
} {
  if (from.kind !== 'set') return {};
  const own = target.location.level.own.get('proxy_http_version')?.find(({ directive }) => directive === from.at.directive);
  const value = own?.directive.args[0];
  if (own !== undefined && own.includedBy === undefined && value !== undefined) return { at: anchorOf(own, value) };
  const { name } = from.at.directive;
  return { related: [{ at: { ...from.at, start: name.start, end: name.end }, message: 'The version is set here.' }] };
}

/** ``location ~ ^/ws``, as its author wrote it. */
export function nameOf({ at }: Location): string {
  return at === undefined ? 'another location' : `\`location ${at.directive.args.map(({ raw }) => raw).join(' ')}\``;
}

/** The `include` in the block itself that brought a line, maybe through others. */
export function broughtBy({ includedBy }: Placed): Placed | undefined {
  return includedBy === undefined ? undefined : (broughtBy(includedBy) ?? includedBy);
}

/**
 * A finding of a header rule: less than strong evidence makes it less loud, and the message says which evidence. Where nobody said
 * the version, it says which ones have the defaults that it speaks of.
 */
export function headerFinding(
  diagnosis: Diagnosis,
  message: string,
  {
    at = placeOf(diagnosis.target),
    related = [],
    fixes = [],
  }: { at?: Anchor; related?: readonly Related[]; fixes?: readonly Fix[] },
): Finding {
  const [strongest] = diagnosis.evidence;
  const severity = strongest === undefined ? 'hint' : severities[strongest.weight];
  const grounds = severity !== undefined && strongest !== undefined ? ` WebSockets are likely here: ${strongest.text}.` : '';
  const text = message + grounds + defaultsOf(diagnosis);
  return { at, message: text, related, fixes, ...(severity === undefined ? {} : { severity }) };
}

function defaultsOf({ assumed, cause, connection, upstream }: Diagnosis): string {
  const speaks = cause !== 'missing-http-version' && connection.sent.some(({ from }) => from.kind === 'default');
  return assumed && speaks ? oldDefaultsText(upstream) : '';
}

/** How loud a fault is by what shows that WebSockets are wanted; `undefined`: as loud as the rule is. */
const severities: Readonly<Record<Weight, Severity | undefined>> = {
  strong: undefined,
  likely: 'warning',
  weak: 'information',
  faint: 'hint',
};
