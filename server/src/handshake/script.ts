/** The rewrite phase: `set`, `if`, `rewrite`, `return` and `break` in their order (ngx_http_rewrite_module.c, ngx_http_script.c). */
import type { Anchor, IfBlock, Level, Placed } from '../config/model.ts';
import type { Workspace } from '../config/workspace.ts';
import { wholeOf } from '../config/anchor.ts';
import { evaluateCondition } from './condition.ts';
import { expand, expandWord, type Scope } from './evaluate.ts';
import { isUnknown, withMatch, type Evaluated, type Exchange } from './exchange.ts';
import type { ProxyTarget, Unknown, Value } from './model.ts';
import { patternOf } from './pattern.ts';

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

/** Runs one block's lines; `scope.exchange` is the state before. */
export function runScript(block: ScriptBlock, scope: Scope, options: ScriptOptions): ScriptResult {
  const run: Run = {
    block,
    scope,
    options,
    exchange: scope.exchange,
    level: block.level,
    uriChanged: false,
    quote: true,
    end: undefined,
  };
  runLines(block.body, run);
  return { exchange: run.exchange, level: run.level, uriChanged: run.uriChanged, end: run.end };
}

/** The state in which a target is reached when nothing stops the request on the way: `set` lines and `rewrite … break` ran. */
export function assumeScripts(target: ProxyTarget, scope: Scope): Exchange {
  const options = { workspace: undefined, note: () => undefined, toward: target.level };
  const { level, body, ifs } = target.server;
  const served = runScript({ level, body, ifs }, { ...scope, level }, options).exchange;
  const { location } = target;
  const matched = matchedLocation(location, served);
  return runScript(location, { ...scope, level: location.level, exchange: matched }, options).exchange;
}

function matchedLocation({ modifier, path, at }: ProxyTarget['location'], exchange: Exchange): Exchange {
  if (modifier === '@') return { ...exchange, internal: true };
  if (modifier !== '~' && modifier !== '~*') return exchange;
  const match = patternOf(at?.directive.args.at(-1), path, modifier === '~*')?.match(exchange.uri);
  if (match !== undefined && match !== 'unknown') return withMatch(exchange, match);
  return { ...exchange, captures: { unknown: `what the pattern \`${path}\` captures` } };
}

/** One pass over the lines; the only place where the state is changed in place. */
interface Run {
  readonly block: ScriptBlock;
  readonly scope: Scope;
  readonly options: ScriptOptions;
  exchange: Exchange;
  level: Level;
  uriChanged: boolean;
  /** Captures are escaped until a `rewrite` has run (e->quote). */
  quote: boolean;
  end: ScriptEnd | undefined;
}

function runLines(lines: readonly Placed[], run: Run): void {
  for (const placed of lines) {
    if (run.end !== undefined) return;
    const name = placed.directive.name.text;
    if (name === 'set') set(placed, run);
    else if (name === 'rewrite') rewrite(placed, run);
    else if (name === 'if' && placed.block !== undefined) branch(placed, placed.block, run);
    else if (name === 'return' && run.options.toward === undefined) answer(placed, run);
    else if (name === 'break' && run.options.toward === undefined) {
      if (run.uriChanged) run.exchange = { ...run.exchange, validLocation: false };
      run.uriChanged = false;
      run.end = { kind: 'break' };
    }
  }
}

function here(run: Run): Scope {
  return { ...run.scope, exchange: run.exchange, level: run.level };
}

function set(placed: Placed, run: Run): void {
  const [name, word] = placed.directive.args;
  if (name?.text.startsWith('$') !== true || word === undefined) return;
  const { value, through, captures } = expandWord(word, here(run), run.quote);
  if (captures !== undefined) run.exchange = { ...run.exchange, captures };
  assign(run, name.text.slice(1).toLowerCase(), { value, through: [wholeOf(placed), ...through] });
}

function assign(run: Run, name: string, evaluated: Evaluated): void {
  if (name === 'args') {
    const args = isUnknown(evaluated.value) ? '' : evaluated.value;
    run.exchange = { ...run.exchange, args, validUnparsed: false };
    return;
  }
  run.exchange = { ...run.exchange, variables: new Map(run.exchange.variables).set(name, evaluated) };
}

function branch(at: Placed, body: readonly Placed[], run: Run): void {
  const { options, block } = run;
  const condition = evaluateCondition(at, here(run), options.workspace, run.quote);
  run.exchange = condition.exchange;
  const own = block.ifs.find((it) => it.at === at);
  const wanted = options.toward !== undefined && own?.level === options.toward;
  if (typeof condition.holds !== 'boolean' && !wanted) {
    perhaps(at, body, condition.holds, run);
    return;
  }
  const text = at.directive.args.map(({ raw }) => raw).join(' ');
  const absent = condition.file === undefined ? '' : ' (files that are not here are taken as absent)';
  options.note(`\`if ${text}\` ${condition.holds === true ? 'holds' : 'does not hold'}${absent}`, wholeOf(at));
  if (condition.holds !== true && !wanted) return;
  if (own !== undefined && block.level.kind === 'location') run.level = own.level;
  runLines(body, run);
}

/** Nobody can say whether it holds: what its `set` lines give is unknown then, and anything else decides too much. */
function perhaps(at: Placed, body: readonly Placed[], why: Unknown, run: Run): void {
  const sets = body.filter(({ directive }) => directive.name.text === 'set');
  for (const placed of sets) {
    const name = placed.directive.args[0]?.text ?? '';
    assign(run, name.slice(1).toLowerCase(), { value: why, through: [wholeOf(placed)] });
  }
  const harmless = sets.length === body.length || run.options.toward !== undefined;
  if (!harmless) run.end = { kind: 'unknown', what: why.unknown, at: wholeOf(at) };
}

function answer(placed: Placed, run: Run): void {
  const [first, second] = placed.directive.args;
  if (first === undefined) return;
  const coded = /^\d{1,3}$/.test(first.text);
  const status = coded ? Number(first.text) : 302;
  const word = coded ? second : first;
  const text = word === undefined ? '' : expandWord(word, here(run)).value;
  // Redirects and bare errors still pass `error_page`; everything else is sent as it is (ngx_http_send_response).
  const redirect = [301, 302, 303, 307, 308].includes(status);
  run.end = { kind: 'answer', status, text, final: !redirect && (status < 400 || text !== ''), at: wholeOf(placed) };
}

function rewrite(placed: Placed, run: Run): void {
  const [pattern, replacement, flag] = placed.directive.args;
  if (pattern === undefined || replacement === undefined) return;
  const assumed = run.options.toward !== undefined;
  const match = patternOf(pattern, pattern.text, false)?.match(run.exchange.uri);
  if (match === 'unknown' || patternOf(pattern, pattern.text, false) === undefined) {
    if (!assumed) run.end = { kind: 'unknown', what: `the pattern \`${pattern.text}\``, at: wholeOf(placed) };
    return;
  }
  if (match === undefined) {
    run.exchange = { ...run.exchange, captures: [] };
    return;
  }
  const redirect = flag?.text === 'redirect' || flag?.text === 'permanent' || /^(?:https?:\/\/|\$scheme)/.test(replacement.text);
  if (assumed && (redirect || flag?.text !== 'break')) return;
  run.exchange = withMatch(run.exchange, match);
  run.quote = false;
  if (redirect) {
    // What an error page then passes on is the normalised URI (ngx_http_script_regex_start_code).
    run.exchange = { ...run.exchange, validUnparsed: false };
    const text = redirectTarget(replacement.text, here(run));
    run.end = { kind: 'answer', status: flag?.text === 'permanent' ? 301 : 302, text, final: false, at: wholeOf(placed) };
    return;
  }
  replaceUri(placed, replacement.text, flag?.text, run);
}

function redirectTarget(text: string, scope: Scope): Value {
  const { value } = expand(text.replace(/\?$/, ''), scope, true);
  if (isUnknown(value) || text.endsWith('?') || scope.exchange.args === '') return value;
  return `${value}${text.includes('?') ? '&' : '?'}${scope.exchange.args}`;
}

/** A final `?` drops the old query; a `?` in the text starts a new one, and the old one is added to it. */
function replaceUri(placed: Placed, text: string, flag: string | undefined, run: Run): void {
  const keep = !text.endsWith('?');
  const whole = keep ? text : text.slice(0, -1);
  const mark = whole.indexOf('?');
  const before = expand(mark < 0 ? whole : whole.slice(0, mark), here(run));
  const query = mark < 0 ? undefined : expand(whole.slice(mark + 1), here(run), true).value;
  const uri = before.value;
  if (isUnknown(uri)) {
    undecided(placed, uri, run);
    return;
  }
  if (query !== undefined && isUnknown(query)) {
    undecided(placed, query, run);
    return;
  }
  const old = run.exchange.args;
  const args = query === undefined ? (keep ? old : '') : `${query}${keep && old !== '' ? `&${old}` : ''}`;
  if (uri === '') {
    run.end = { kind: 'answer', status: 500, text: '', final: false, at: wholeOf(placed) };
    return;
  }
  const isBreak = flag === 'break';
  run.options.note(`\`rewrite\` changes the URI to ${uri}`, wholeOf(placed));
  const validLocation = isBreak ? false : run.exchange.validLocation;
  run.exchange = { ...run.exchange, uri, args, internal: true, validUnparsed: false, validLocation };
  run.uriChanged = !isBreak;
  if (isBreak || flag === 'last') run.end = isBreak ? { kind: 'break' } : { kind: 'last' };
}

function undecided(placed: Placed, why: Unknown, run: Run): void {
  if (run.options.toward === undefined) run.end = { kind: 'unknown', what: why.unknown, at: wholeOf(placed) };
}
