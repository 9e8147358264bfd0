/** Which directives define variables, gathered once for each unchanged block. */
import { originOf } from '../reference/directives.ts';
import { definesVariable } from '../reference/variables.ts';
import type { Placed, VariableDefinition } from './model.ts';

/** Remembers what an unchanged block defines. */
export interface VariableMemo {
  readonly found: WeakMap<Placed, Gathered>;
}

interface Gathered {
  readonly variables: readonly VariableDefinition[];
  readonly foreign: readonly Placed[];
  /** A template tag stands in a block. */
  readonly tags: boolean;
}

export function createVariableMemo(): VariableMemo {
  return { found: new WeakMap() };
}

/** Every definition in a body and in the blocks within it, in nginx's order of reading. */
export function variablesIn(body: readonly Placed[], memo: VariableMemo): readonly VariableDefinition[] {
  return body.flatMap((placed) => gather(placed, memo).variables);
}

/** Directives of modules that may define variables of their own: we cannot know which. */
export function foreignIn(body: readonly Placed[], memo: VariableMemo): readonly Placed[] {
  return body.flatMap((placed) => gather(placed, memo).foreign);
}

/** Does a template engine write part of a block? */
export function hasTags(body: readonly Placed[], memo: VariableMemo): boolean {
  return body.some((placed) => gather(placed, memo).tags);
}

/** Blocks whose lines are entries, not directives. */
const tables = new Set(['map', 'geo', 'types', 'split_clients', 'charset_map', 'match', 'num_map', 'otel_exporter']);

function gather(placed: Placed, memo: VariableMemo): Gathered {
  const known = memo.found.get(placed);
  if (known !== undefined) return known;
  const own = definitionsOf(placed);
  const foreign = isForeign(placed) ? [placed] : [];
  const tags = placed.directive.block?.items.some(({ kind }) => kind === 'template') === true;
  const inner = tables.has(placed.directive.name.text) || placed.block === undefined ? [] : placed.block;
  const gathered =
    inner.length === 0
      ? { variables: own, foreign, tags }
      : {
          variables: [...own, ...inner.flatMap((it) => gather(it, memo).variables)],
          foreign: [...foreign, ...inner.flatMap((it) => gather(it, memo).foreign)],
          tags: tags || inner.some((it) => gather(it, memo).tags),
        };
  memo.found.set(placed, gathered);
  return gathered;
}

function definitionsOf(placed: Placed): readonly VariableDefinition[] {
  const { name, args } = placed.directive;
  const define = (variable: string): VariableDefinition => ({ name: variable.toLowerCase(), at: placed, by: name.text });
  const index = definesVariable(name.text);
  const argument = index === undefined ? undefined : (args.at(index) ?? (name.text === 'geo' ? args[0] : undefined))?.text;
  const direct = argument?.startsWith('$') === true ? [define(argument.slice(1))] : [];
  return [...direct, ...patternsOf(placed).flatMap(namedGroups).map(define)];
}

/** Patterns of a directive; their named groups become variables (ngx_http_variables.c, ngx_http_regex_compile). */
function patternsOf({ directive: { name, args }, block }: Placed): readonly string[] {
  const texts = args.map(({ text }) => text);
  switch (name.text) {
    case 'location':
    case 'server_name':
      return texts.filter((text) => text.includes('(?'));
    case 'rewrite':
      return texts.slice(0, 1);
    case 'if':
      return texts;
    case 'map':
      return block?.map(({ directive }) => directive.name.text).filter((key) => key.startsWith('~')) ?? [];
    default:
      return [];
  }
}

function namedGroups(pattern: string): readonly string[] {
  return [...pattern.matchAll(/\(\?P?[<']([A-Za-z_]\w*)[>']/g)].map((match) => match[1] ?? '');
}

function isForeign({ directive: { name } }: Placed): boolean {
  return name.text === 'load_module' || originOf(name.text) !== 'nginx';
}
