/** Sentences that the header rules share: what the backend receives, and how sure we are. */
import type { Anchor } from '../config/model.ts';
import type { ProxyTarget } from '../handshake/model.ts';
import type { Diagnosis, HeaderState } from './diagnosis.ts';
import { anchorOf } from './edits.ts';
import type { Finding, Fix, Related } from './rule.ts';

/** ``no `Upgrade` header``, or what it is: `` `Connection: close` ``. */
export function received({ name, sent }: HeaderState): string {
  if (sent.length === 0) return `no \`${name}\` header`;
  return sent.map((header) => `\`${header.name}: ${typeof header.value === 'string' ? header.value : '…'}\``).join(' and ');
}

export const soItFails = 'so the WebSocket handshake fails';

/** Where a finding about a location stands: at its pass, or at the location when the pass comes from another file. */
export function placeOf({ pass, location }: ProxyTarget): Anchor {
  return anchorOf(pass.includedBy === undefined || location.at === undefined ? pass : location.at);
}

/** A finding of a header rule: weak evidence makes it a hint that says which evidence. */
export function headerFinding(
  { target, evidence }: Diagnosis,
  message: string,
  { at = placeOf(target), related = [], fixes = [] }: { at?: Anchor; related?: readonly Related[]; fixes?: readonly Fix[] },
): Finding {
  const [strongest] = evidence;
  const weak = strongest?.weight !== 'strong';
  const grounds = strongest === undefined ? '' : ` WebSockets are likely here: ${strongest.text}.`;
  return { at, message: weak ? message + grounds : message, related, fixes, ...(weak ? { severity: 'hint' as const } : {}) };
}
