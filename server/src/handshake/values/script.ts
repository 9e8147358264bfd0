/** The rewrite phase: `set`, `if`, `rewrite`, `return` and `break` in their order (ngx_http_rewrite_module.c, ngx_http_script.c). */
import type { Anchor, IfBlock, Level, Placed } from '../../config/model.ts';
import type { Workspace } from '../../config/workspace.ts';
import { wholeOf } from '../../config/anchor.ts';
import { joinWays, pay, tooDear, tryPattern } from './budget.ts';
import { evaluateCondition } from './condition.ts';
import type { Bindings } from './bindings.ts';
import { expand, expandWord } from './evaluate.ts';
import { isUnknown, withMatch, type Evaluated, type Exchange } from './exchange.ts';
import type { ProxyTarget, Unknown, Value } from '../model.ts';
import { compilePattern } from '../text/pattern.ts';

export interface ScriptBlock {
  readonly level: Level;
  readonly body: readonly Placed[];
  readonly ifs: readonly IfBlock[];
}

/** How the phase ended before its last line. */
export type ScriptEnd =
  | { readonly kind: 'last' }
  | { readonly kind: 'break' }
  | { readonly kind: 'answer'; readonly status: number; readonly text: Value; readonly final: boolean; readonly at: Anchor }
  | { readonly kind: 'unknown'; readonly what: string; readonly at: Anchor };

export interface ScriptResult {
  readonly exchange: Exchange;
  /** That of the last `if` that held, which replaces the location's; the server's `if` blocks have none. */
  readonly level: Level;
  /** Those of all `if` blocks of a location that held, in their order. */
  readonly taken: readonly Level[];
  readonly uriChanged: boolean;
  readonly end: ScriptEnd | undefined;
}

export interface ScriptOptions {
  readonly workspace: Workspace | undefined;
  /** Told what each line did. */
  readonly note: (what: string, at: Anchor) => void;
  /** Take the request as served at this target: nothing answers or goes elsewhere, and this target's `if` holds. */
  readonly toward?: Level;
}

/** Runs one block's lines; `bindings.exchange` is the state before. */
export function runScript(block: ScriptBlock, bindings: Bindings, options: ScriptOptions): ScriptResult {
  const serving: Serving = {
    block,
    bindings,
    options,
    exchange: bindings.exchange,
    level: block.level,
    taken: [],
    uriChanged: false,
    quote: true,
    end: undefined,
    ifs: new Map(block.ifs.map((it) => [it.at, it])),
    own: undefined,
  };
  runLines(block.body, serving);
  return {
    exchange: serving.exchange,
    level: serving.level,
    taken: serving.taken,
    uriChanged: serving.uriChanged,
    end: serving.end,
  };
}

/** The state in which a target is reached when nothing stops the request on the way: `set` lines and `rewrite … break` ran. */
export function assumeScripts(target: ProxyTarget, bindings: Bindings): Exchange {
  const options = { workspace: undefined, note: () => undefined, toward: target.level };
  const { level, ifs } = target.server;
  const served = hasScript(target.server)
    ? runScript({ level, body: target.server.body, ifs }, { ...bindings, level }, options).exchange
    : bindings.exchange;
  const { location } = target;
  const matched = matchedLocation(location, served);
  if (!hasScript(location)) return matched;
  return runScript(location, { ...bindings, level: location.level, exchange: matched }, options).exchange;
}

const scriptLines = ['set', 'rewrite', 'return', 'break'];

/** Does a block have lines of the rewrite phase that may answer a request, or send it elsewhere? `set` alone does neither. */
export function mayTurnAway({ level: { own }, ifs }: Pick<ScriptBlock, 'level' | 'ifs'>): boolean {
  return ifs.length > 0 || own.has('rewrite') || own.has('return') || own.has('break');
}

/** Does a block have lines of the rewrite phase? */
function hasScript({ level: { own }, ifs }: Pick<ScriptBlock, 'level' | 'ifs'>): boolean {
  return ifs.length > 0 || scriptLines.some((name) => own.has(name));
}

function matchedLocation({ modifier, path }: ProxyTarget['location'], exchange: Exchange): Exchange {
  if (modifier === '@') return { ...exchange, internal: true };
  if (modifier !== '~' && modifier !== '~*') return exchange;
  const match = tryPattern(exchange.budget, compilePattern(path, modifier === '~*'), exchange.uri);
  if (match !== undefined && match !== 'unknown') return withMatch(exchange, match);
  return { ...exchange, captures: { unknown: `what the pattern \`${path}\` captures` } };
}

/** One pass over the lines; the only place where the state is changed in place. */
interface Serving {
  readonly block: ScriptBlock;
  readonly bindings: Bindings;
  readonly options: ScriptOptions;
  exchange: Exchange;
  level: Level;
  taken: readonly Level[];
  uriChanged: boolean;
  /** Captures are escaped until a `rewrite` has run (e->quote). */
  quote: boolean;
  end: ScriptEnd | undefined;
  readonly ifs: ReadonlyMap<Placed, IfBlock>;
  /** The variables, as soon as they are this script's own: nobody else has them, so they are changed in place. */
  own: Map<string, Evaluated> | undefined;
}

function runLines(lines: readonly Placed[], serving: Serving): void {
  for (const placed of lines) {
    if (serving.end !== undefined) return;
    if (!pay(serving.exchange.budget, 1)) {
      serving.end = { kind: 'unknown', what: tooDear.unknown, at: wholeOf(placed) };
      return;
    }
    const name = placed.directive.name.text;
    if (name === 'set') set(placed, serving);
    else if (name === 'rewrite') rewrite(placed, serving);
    else if (name === 'if' && placed.block !== undefined) branch(placed, placed.block, serving);
    else if (name === 'return' && serving.options.toward === undefined) answer(placed, serving);
    else if (name === 'break' && serving.options.toward === undefined) {
      if (serving.uriChanged) serving.exchange = { ...serving.exchange, validLocation: false };
      serving.uriChanged = false;
      serving.end = { kind: 'break' };
    }
  }
}

function here(serving: Serving): Bindings {
  return { ...serving.bindings, exchange: serving.exchange, level: serving.level };
}

function set(placed: Placed, serving: Serving): void {
  const [name, word] = placed.directive.args;
  if (name?.text.startsWith('$') !== true || word === undefined) return;
  const { value, through, captures } = expandWord(word, here(serving), serving.quote);
  if (captures !== undefined) serving.exchange = { ...serving.exchange, captures };
  assign(serving, name.text.slice(1).toLowerCase(), { value, through: joinWays([wholeOf(placed)], through) });
}

function assign(serving: Serving, name: string, evaluated: Evaluated): void {
  if (name === 'args') {
    const args = isUnknown(evaluated.value) ? '' : evaluated.value;
    serving.exchange = { ...serving.exchange, args, validUnparsed: false };
    return;
  }
  if (serving.own !== serving.exchange.variables) {
    serving.own = new Map(serving.exchange.variables);
    serving.exchange = { ...serving.exchange, variables: serving.own };
  }
  serving.own.set(name, evaluated);
}

function branch(at: Placed, body: readonly Placed[], serving: Serving): void {
  const { options, block, ifs } = serving;
  const condition = evaluateCondition(at, here(serving), options.workspace, serving.quote);
  serving.exchange = condition.exchange;
  const own = ifs.get(at);
  const wanted = options.toward !== undefined && own?.level === options.toward;
  if (typeof condition.holds !== 'boolean' && !wanted) {
    perhaps(at, body, condition.holds, serving);
    return;
  }
  const text = at.directive.args.map(({ raw }) => raw).join(' ');
  const absent = condition.file === undefined ? '' : ' (files that are not here are taken as absent)';
  options.note(`\`if ${text}\` ${condition.holds === true ? 'holds' : 'does not hold'}${absent}`, wholeOf(at));
  if (condition.holds !== true && !wanted) return;
  if (own !== undefined && block.level.kind === 'location') {
    serving.level = own.level;
    serving.taken = [...serving.taken, own.level];
  }
  runLines(body, serving);
}

/** Nobody can say whether it holds: what its `set` lines give is unknown then, and anything else decides too much. */
function perhaps(at: Placed, body: readonly Placed[], why: Unknown, serving: Serving): void {
  const sets = body.filter(({ directive }) => directive.name.text === 'set');
  for (const placed of sets) {
    const name = placed.directive.args[0]?.text ?? '';
    assign(serving, name.slice(1).toLowerCase(), { value: why, through: [wholeOf(placed)] });
  }
  const harmless = sets.length === body.length || serving.options.toward !== undefined;
  if (!harmless) serving.end = { kind: 'unknown', what: why.unknown, at: wholeOf(at) };
}

function answer(placed: Placed, serving: Serving): void {
  const [first, second] = placed.directive.args;
  if (first === undefined) return;
  const coded = /^\d{1,3}$/.test(first.text);
  const status = coded ? Number(first.text) : 302;
  const word = coded ? second : first;
  const text = word === undefined ? '' : expandWord(word, here(serving)).value;
  // Redirects and bare errors still pass `error_page`; everything else is sent as it is, a text with variables also where
  // nothing comes of it (ngx_http_script_return_code, ngx_http_send_response).
  const redirect = [301, 302, 303, 307, 308].includes(status);
  const hasText = text !== '' || (word?.variables.length ?? 0) > 0;
  serving.end = { kind: 'answer', status, text, final: !redirect && (status < 400 || hasText), at: wholeOf(placed) };
}

function rewrite(placed: Placed, serving: Serving): void {
  const [pattern, replacement, flag] = placed.directive.args;
  if (pattern === undefined || replacement === undefined) return;
  const assumed = serving.options.toward !== undefined;
  const { uri, budget } = serving.exchange;
  const match = tryPattern(budget, compilePattern(pattern.text, false), uri);
  if (match === 'unknown') {
    if (!assumed) serving.end = { kind: 'unknown', what: `the pattern \`${pattern.text}\``, at: wholeOf(placed) };
    return;
  }
  if (match === undefined) {
    serving.exchange = { ...serving.exchange, captures: [] };
    return;
  }
  const redirect = flag?.text === 'redirect' || flag?.text === 'permanent' || /^(?:https?:\/\/|\$scheme)/.test(replacement.text);
  if (assumed && (redirect || flag?.text !== 'break')) return;
  serving.exchange = withMatch(serving.exchange, match);
  serving.quote = false;
  if (redirect) {
    // What an error page then passes on is the normalised URI (ngx_http_script_regex_start_code).
    serving.exchange = { ...serving.exchange, validUnparsed: false };
    const text = redirectTarget(replacement.text, here(serving));
    serving.end = { kind: 'answer', status: flag?.text === 'permanent' ? 301 : 302, text, final: false, at: wholeOf(placed) };
    return;
  }
  replaceUri(placed, replacement.text, flag?.text, serving);
}

function redirectTarget(text: string, bindings: Bindings): Value {
  const { value } = expand(text.replace(/\?$/, ''), bindings, true);
  if (isUnknown(value) || text.endsWith('?') || bindings.exchange.args === '') return value;
  return `${value}${text.includes('?') ? '&' : '?'}${bindings.exchange.args}`;
}

/** A final `?` drops the old query; a `?` in the text starts a new one, and the old one is added to it. */
function replaceUri(placed: Placed, text: string, flag: string | undefined, serving: Serving): void {
  const keep = !text.endsWith('?');
  const whole = keep ? text : text.slice(0, -1);
  const mark = whole.indexOf('?');
  const before = expand(mark < 0 ? whole : whole.slice(0, mark), here(serving));
  const query = mark < 0 ? undefined : expand(whole.slice(mark + 1), here(serving), true).value;
  const uri = before.value;
  if (isUnknown(uri)) {
    undecided(placed, uri, serving);
    return;
  }
  if (query !== undefined && isUnknown(query)) {
    undecided(placed, query, serving);
    return;
  }
  const old = serving.exchange.args;
  const args = query === undefined ? (keep ? old : '') : `${query}${keep && old !== '' ? `&${old}` : ''}`;
  if (uri === '') {
    serving.end = { kind: 'answer', status: 500, text: '', final: false, at: wholeOf(placed) };
    return;
  }
  const isBreak = flag === 'break';
  serving.options.note(`\`rewrite\` changes the URI to ${uri}`, wholeOf(placed));
  const validLocation = isBreak ? false : serving.exchange.validLocation;
  serving.exchange = { ...serving.exchange, uri, args, internal: true, validUnparsed: false, validLocation };
  serving.uriChanged = !isBreak;
  if (isBreak || flag === 'last') serving.end = isBreak ? { kind: 'break' } : { kind: 'last' };
}

function undecided(placed: Placed, why: Unknown, serving: Serving): void {
  if (serving.options.toward === undefined) serving.end = { kind: 'unknown', what: why.unknown, at: wholeOf(placed) };
}
