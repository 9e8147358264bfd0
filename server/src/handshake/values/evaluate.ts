/** Expands values with variables as nginx's scripts do (ngx_http_script.c): captures, `set`, maps, built-in variables. */
import type { Anchor, Environment, VariableDefinition } from '../../config/model.ts';
import type { Word } from '../../syntax/tree.ts';
import type { Bindings } from './bindings.ts';
import { deepestVariable, joinWays, longestValue, pay, tooDear, tooDeep, tooLong } from './budget.ts';
import { builtIn } from './built-in.ts';
import { isUnknown, type Captures, type Evaluated, type Exchange } from './exchange.ts';
import { evaluateGeo } from './geo.ts';
import { evaluateMap } from './map.ts';
import { evaluateSplit } from './split-clients.ts';
import type { Value } from '../model.ts';
import { whether } from './in-force.ts';
import { escapeArgument } from '../text/uri.ts';

/** A word of the configuration; unknown where a template engine fills in part of it. */
export function expandWord(word: Word, bindings: Bindings, escape = false): Evaluated {
  if (word.placeholder) return { value: { unknown: `the placeholder in \`${word.text}\`` }, through: [] };
  return expand(word.text, bindings, escape);
}

/**
 * Text with `$name`, `${name}` and `$1`. `escape`: captures are escaped as in a query, where the URI was
 * (ngx_http_script_copy_capture_code). Names that nobody defines are unknown.
 */
export function expand(text: string, bindings: Bindings, escape = false): Evaluated {
  if (text.length > longestValue) return { value: tooLong, through: [] };
  if (!text.includes('$')) return { value: text, through: [] };
  if (!pay(bindings.exchange.budget, text.length >> 7)) return { value: tooDear, through: [] };
  let changed: Captures | undefined;
  let through: readonly Anchor[] = [];
  const parts: (Value | number)[] = [];
  // Maps are evaluated before anything is copied, so their regular expressions replace $1 in all of the text.
  for (const part of templateOf(text)) {
    if (part.variable === undefined) {
      parts.push(part.capture ?? part.text);
      continue;
    }
    const exchange = changed === undefined ? bindings.exchange : { ...bindings.exchange, captures: changed };
    const found = variable(part.variable, { ...bindings, exchange });
    changed = found.captures ?? changed;
    through = joinWays(through, found.through);
    parts.push(found.value);
  }
  const captures = changed ?? bindings.exchange.captures;
  let value = '';
  for (const part of parts) {
    const piece = typeof part === 'number' ? captured(captures, part, bindings.exchange, escape) : part;
    if (isUnknown(piece)) return { value: piece, through };
    value += piece;
    if (value.length > longestValue) return { value: tooLong, through };
  }
  return changed === undefined ? { value, through } : { value, through, captures: changed };
}

/** The value of one variable; the name in any case of letters, without `$`. */
export function variable(name: string, bindings: Bindings): Evaluated {
  const lower = name.toLowerCase();
  const { budget } = bindings.exchange;
  if (!pay(budget, 1)) return { value: tooDear, through: [] };
  const set = bindings.exchange.variables.get(lower);
  if (set !== undefined) return set;
  const kept = bindings.exchange.memo.get(lower);
  if (kept !== undefined) return kept;
  if (budget.depth >= deepestVariable) return { value: tooDeep(name), through: [] };
  budget.depth++;
  const found = lookUp(lower, name, bindings);
  budget.depth--;
  if (found.keep) bindings.exchange.memo.set(lower, { value: found.value, through: found.through });
  return found;
}

interface Found extends Evaluated {
  readonly keep?: boolean;
}

function lookUp(lower: string, name: string, bindings: Bindings): Found {
  const known = bindings.environment.variables.get(lower);
  // Those of nginx's own that may be set stay what they are where nobody does.
  const by = known?.definition?.by;
  if (by === 'auth_request_set' || (by === undefined && (changeable.has(lower) || weak.test(lower)))) {
    const value = builtIn(lower, bindings, expandWord);
    if (value !== undefined) return { value, through: [] };
  }
  if (known?.definition !== undefined) return compute(lower, known.definition, bindings);
  if (known !== undefined) {
    const unseen = unseenScript(bindings);
    return { value: unseen === undefined ? '' : whether(unseen, `sets the variable \`$${name}\``), through: [] };
  }
  const value = builtIn(lower, bindings, expandWord);
  if (value !== undefined) return { value, through: [] };
  return { value: { unknown: whatIs(name, bindings.environment) }, through: [] };
}

/** NGX_HTTP_VAR_CHANGEABLE. */
const changeable = new Set(['args', 'limit_rate']);

/** Families of variables, of which `set` makes one its own only where it has run (NGX_HTTP_VAR_PREFIX, NGX_HTTP_VAR_WEAK). */
const weak = /^(?:http|cookie|arg|sent_http|sent_trailer|upstream_http|upstream_cookie|upstream_trailer)_/;

function compute(lower: string, definition: VariableDefinition, bindings: Bindings): Found {
  const busy = { value: { unknown: `the variable \`$${lower}\`, which depends on itself` }, through: [] };
  // A variable that is asked for while it is computed ends there (ngx_http_get_indexed_variable: "cycle").
  bindings.exchange.memo.set(lower, busy);
  try {
    const map = bindings.environment.maps.get(lower);
    if (definition.by === 'map') {
      const named = definition.at.directive.args.slice(0, 2).findIndex(({ text }) => text.toLowerCase() === `$${lower}`);
      if (named !== -1 && map === undefined) {
        const why = named === 1 ? 'which stands where nginx does not allow it' : 'which has one variable too few';
        return { value: { unknown: `the map of \`$${lower}\`, ${why}` }, through: [] };
      }
      // A named group of a pattern in some map: set when that map is asked for.
      if (map === undefined) return { value: '', through: [] };
      return { ...evaluateMap(map, bindings, expandWord), keep: !map.volatile };
    }
    if (definition.by === 'split_clients') return { ...evaluateSplit(definition.at, bindings, expand), keep: true };
    if (definition.by === 'geo') return { ...evaluateGeo(definition.at, bindings, expand), keep: true };
    return { value: { unknown: `the variable \`$${lower}\`, which ${setter(definition)} sets` }, through: [] };
  } finally {
    bindings.exchange.memo.delete(lower);
  }
}

function setter({ by }: VariableDefinition): string {
  if (by.includes('_by_lua')) return 'Lua';
  if (by.startsWith('js_')) return 'njs';
  return by.startsWith('perl_') ? 'Perl' : `\`${by}\``;
}

/** What could run a `set` that we do not see. */
function unseenScript({ environment, server, level }: Bindings): string | undefined {
  const here = [...level.unseen, ...(server?.level.unseen ?? [])][0];
  if (here !== undefined) return here.what;
  return environment.partial ? 'the configuration around this file' : undefined;
}

function whatIs(name: string, environment: Environment): string {
  if (/^[A-Z][A-Z0-9_]*$/.test(name)) return `the placeholder \`\${${name}}\``;
  if (environment.partial) return `the variable \`$${name}\`, which is defined outside of what is here`;
  const foreign = environment.foreign[0];
  const module = foreign === undefined ? 'nothing here defines' : 'a module may define';
  return `the variable \`$${name}\`, which ${module}`;
}

function captured(captures: Captures, index: number, exchange: Exchange, escape: boolean): Value {
  if ('unknown' in captures) return captures;
  const text = captures[index] ?? '';
  return escape && (exchange.quoted || exchange.plus) ? escapeArgument(text) : text;
}

interface Part {
  readonly text: string;
  readonly variable: string | undefined;
  readonly capture: number | undefined;
}

/** The longest `[A-Za-z0-9_]+` behind `$`, or what braces hold; `$1` to `$9` are captures (ngx_http_script_compile). */
function templateOf(text: string): readonly Part[] {
  const out: Part[] = [];
  let end = 0;
  for (const match of text.matchAll(/\$(?:([1-9])|\{(\w+)\}|(\w+))/g)) {
    if (match.index > end) out.push({ text: text.slice(end, match.index), variable: undefined, capture: undefined });
    const capture = match[1] ?? (/^[1-9]$/.test(match[2] ?? '') ? match[2] : undefined);
    out.push({
      text: match[0],
      variable: capture === undefined ? (match[2] ?? match[3]) : undefined,
      capture: capture === undefined ? undefined : Number(capture),
    });
    end = match.index + match[0].length;
  }
  if (end < text.length) out.push({ text: text.slice(end), variable: undefined, capture: undefined });
  return out;
}
