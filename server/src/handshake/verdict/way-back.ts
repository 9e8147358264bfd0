/** What nginx does to the 101 on its way back: headers hidden or doubled, buffers too small, answers from a cache. */
import type { Level, Placed } from '../../config/model.ts';
import { bytes, milliseconds } from '../text/amount.ts';
import { wholeOf } from '../../config/anchor.ts';
import type { Bindings } from '../values/bindings.ts';
import { expandWord } from '../values/evaluate.ts';
import { isUnknown } from '../values/exchange.ts';
import { headerValue } from '../request/headers.ts';
import type { ProxyTarget } from '../model.ts';
import { depends, fails, unknown, type Remark } from './remark.ts';
import { inForce, isOn } from '../values/in-force.ts';

/** The status line and the three headers of a 101, in bytes: no backend's answer is shorter. */
const shortestAnswer = 129;
/** The same with nginx's own Server, Date and Connection. */
const shortestSent = 181;
/** Up to here a 101 with subprotocol, extensions and cookies may not fit. */
const roomy = 512;

export function wayBackRemarks(target: ProxyTarget, bindings: Bindings): readonly Remark[] {
  return [
    ...statusRemarks(bindings),
    ...hiddenRemarks(target, bindings),
    ...addedRemarks(target.level, bindings),
    ...bufferRemarks(target),
    ...timeoutRemarks(target),
    ...rateRemarks(target.level, bindings),
    ...cacheRemarks(target, bindings),
    ...ssiRemarks(target.level),
  ];
}

/** `error_page 418 @ws;` without `=` keeps the first status, over the 101 too (r->err_status). */
function statusRemarks({ exchange }: Bindings): readonly Remark[] {
  const status = exchange.answerAs;
  if (status === undefined || status === 0 || status === 101) return [];
  return [
    fails(`\`error_page\` answers with ${status} in place of the backend's 101 (\`=\` before the URI would keep it)`, [], status),
  ];
}

/** All-or-nothing, each; `proxy_pass_header` takes a name out again (ngx_http_upstream_hide_headers_hash). */
function hiddenRemarks({ kind, level }: ProxyTarget, { request }: Bindings): readonly Remark[] {
  const names = (directive: string): readonly Placed[] => inForce(level, `${kind}_${directive}`).placed;
  const nameOf = ({ directive }: Placed): string => directive.args[0]?.text.toLowerCase() ?? '';
  const passed = new Set(names('pass_header').map(nameOf));
  return names('hide_header').flatMap((placed): readonly Remark[] => {
    const name = nameOf(placed);
    if (passed.has(name)) return [];
    const word = placed.directive.args[0]?.text ?? '';
    if (name === 'upgrade' || name === 'sec-websocket-accept') {
      return [fails(`nginx takes \`${word}\` out of the 101, and clients refuse it`, [wholeOf(placed)], 101)];
    }
    const asked = name === 'sec-websocket-protocol' && headerValue(request, name) !== undefined;
    return asked ? [depends('nginx takes the chosen subprotocol out of the 101: browsers refuse it', [wholeOf(placed)])] : [];
  });
}

/** Only lines with `always` touch a 101 (ngx_http_headers_filter). */
function addedRemarks(level: Level, bindings: Bindings): readonly Remark[] {
  return addedHeaders(level).flatMap((placed): readonly Remark[] => {
    const [name, word, always] = placed.directive.args;
    if (name === undefined || word === undefined || always?.text !== 'always') return [];
    const { value } = expandWord(word, bindings);
    const lower = name.text.toLowerCase();
    const once = ['upgrade', 'sec-websocket-accept', 'connection', 'sec-websocket-protocol', 'sec-websocket-extensions'];
    if (value === '' || !once.includes(lower)) return [];
    if (isUnknown(value)) return [unknown(value.unknown)];
    if (lower === 'upgrade' || lower === 'sec-websocket-accept') {
      return [fails(`The 101 reaches the client with two \`${name.text}\` lines, and clients refuse it`, [wholeOf(placed)], 101)];
    }
    return [
      depends(`The 101 reaches the client with a second \`${name.text}\` line: strict clients refuse it`, [wholeOf(placed)]),
    ];
  });
}

/** Since 1.29.3 `add_header_inherit` may add to, or cut off, what outer levels set (ngx_http_headers_merge_conf). */
function addedHeaders(level: Level): readonly Placed[] {
  const own = level.own.get('add_header') ?? [];
  const mode = inForce(level, 'add_header_inherit').placed.at(-1)?.directive.args[0]?.text;
  if (level.outer === undefined || mode === 'off') return own;
  const outer = own.length === 0 || mode === 'merge' ? addedHeaders(level.outer) : [];
  return [...own, ...outer];
}

function bufferRemarks({ kind, level }: ProxyTarget): readonly Remark[] {
  const placed = inForce(level, `${kind}_buffer_size`).placed.at(-1);
  const size = bytes(placed?.directive.args[0]?.text ?? '');
  if (placed === undefined || size === undefined || size >= roomy) return [];
  const what = `\`${placed.directive.name.text} ${placed.directive.args[0]?.text ?? ''}\``;
  if (size < shortestAnswer) {
    return [fails(`The backend's 101 does not fit into ${what}: nginx answers 502`, [wholeOf(placed)], 502)];
  }
  return [depends(`A 101 with more than the shortest head may not fit into ${what}`, [wholeOf(placed)])];
}

function timeoutRemarks({ kind, level }: ProxyTarget): readonly Remark[] {
  const placed = inForce(level, `${kind}_read_timeout`).placed.at(-1);
  const word = placed?.directive.args[0]?.text;
  if (placed === undefined || word === undefined || milliseconds(word) !== 0) return [];
  return [fails(`\`${placed.directive.name.text} ${word}\` lets nginx answer 504 at once`, [wholeOf(placed)], 504)];
}

/** What of the head does not go out in the first second never does: the tunnel takes its place. */
function rateRemarks(level: Level, bindings: Bindings): readonly Remark[] {
  const placed = inForce(level, 'limit_rate').placed.at(-1);
  const word = placed?.directive.args[0];
  const set = bindings.exchange.variables.get('limit_rate');
  const { value, through } = set ?? (word === undefined ? { value: '0', through: [] } : expandWord(word, bindings));
  const rate = isUnknown(value) ? undefined : bytes(value);
  const after = bytes(inForce(level, 'limit_rate_after').placed.at(-1)?.directive.args[0]?.text ?? '0') ?? 0;
  if (rate === undefined || rate === 0 || rate + after >= roomy) return [];
  const what = set === undefined ? `\`limit_rate ${word?.text ?? ''}\`` : `\`set $limit_rate ${rate}\``;
  const causes = set === undefined && placed !== undefined ? [wholeOf(placed)] : through;
  if (rate + after < shortestSent) return [fails(`${what} lets the head of the 101 never reach the client as a whole`, causes)];
  return [depends(`${what} may cut the head of the 101 short`, causes)];
}

/** SSI keeps the head of every answer until it knows the first bytes of the body (ngx_http_ssi_header_filter). */
function ssiRemarks(level: Level): readonly Remark[] {
  const placed = inForce(level, 'ssi').placed.at(-1);
  if (placed === undefined || !isOn(level, 'ssi')) return [];
  const types = inForce(level, 'ssi_types').placed.flatMap(({ directive }) => directive.args);
  if (!types.some(({ text }) => text === '*')) return [];
  return [fails('`ssi on` with `ssi_types *` keeps back the 101, and the client waits for it', [wholeOf(placed)])];
}

/** The cache is asked before the upstream, and its key knows nothing of Upgrade (ngx_http_upstream_cache, ngx_http_file_cache_valid). */
function cacheRemarks({ kind, level }: ProxyTarget, bindings: Bindings): readonly Remark[] {
  const placed = inForce(level, `${kind}_cache`).placed.at(-1);
  const word = placed?.directive.args[0];
  if (placed === undefined || word === undefined) return [];
  const zone = expandWord(word, bindings).value;
  if (zone === 'off' || zone === '') return [];
  // Else nothing is kept but what the backend gives a time, as it is for it to decide.
  const kept = inForce(level, `${kind}_cache_valid`);
  if (kept.placed.length === 0 && kept.doubt === undefined) return [];
  const bypasses = inForce(level, `${kind}_cache_bypass`).placed.flatMap(({ directive }) => directive.args);
  const conditions = bypasses.map((it) => expandWord(it, bindings).value);
  if (conditions.some((it) => !isUnknown(it) && it !== '' && it !== '0')) return [];
  const unseen = conditions.find(isUnknown);
  if (unseen !== undefined) return [unknown(unseen.unknown, [wholeOf(placed)])];
  return [depends('The handshake gets the answer of an ordinary GET when the cache has one for its URI', [wholeOf(placed)])];
}
