/** What a directive holds for others to know: variables it defines, modules we cannot know, includes, template tags. */
import { originOf } from '../reference/directives.ts';
import { definesVariable } from '../reference/variables.ts';
import type { Block, Directive, Word } from '../syntax/tree.ts';
import { sameList } from '../query/same.ts';
import type { Holds, IncludeProblem, Placed, VariableDefinition } from './model.ts';
import { holdersAmong, holdsNothing, holdTheSame, sayingAmong, tagsAmong } from './parts.ts';

/** Of a directive with the directives of its block, or of a body alone; in nginx's order of reading. */
export function holdsOf(own: Holds | undefined, body: readonly Placed[]): Holds {
  const holders = holdersAmong(body);
  if ((own === undefined || own === holdsNothing) && holders.length === 0) return holdsNothing;
  const variables: VariableDefinition[] = [];
  const foreign: Placed[] = [];
  const includes: Placed[] = [];
  const problems: IncludeProblem[] = [];
  const all = [...(own === undefined ? [] : [own]), ...holders.map(({ holds }) => holds)];
  for (const holds of all) {
    for (const it of holds.variables) variables.push(it);
    for (const it of holds.foreign) foreign.push(it);
    for (const it of holds.includes) includes.push(it);
    for (const it of holds.problems) problems.push(it);
  }
  return { variables, foreign, tags: all.some(({ tags }) => tags), said: all.some(({ said }) => said), includes, problems };
}

/** The same object as the one in whose place it stands has, where it holds the very same. */
export function holdsOfPlaced(placed: Placed, own: Holds, before: Placed | undefined): Holds {
  const { block = none } = placed;
  if (before?.block === undefined) return holdsOf(own, block);
  const areSilent = own === holdsNothing && ownHolds(before, false, none) === holdsNothing;
  if (areSilent && holdTheSame(block, before.block)) return before.holds;
  const holds = holdsOf(own, block);
  return isSame(before.holds, holds) ? before.holds : holds;
}

function isSame(a: Holds, b: Holds): boolean {
  return (
    a.tags === b.tags &&
    a.said === b.said &&
    sameList(a.variables, b.variables) &&
    sameList(a.foreign, b.foreign) &&
    sameList(a.includes, b.includes) &&
    sameList(a.problems, b.problems)
  );
}

/** What a directive holds apart from its block's directives; `before` stood in its place. */
export function ownHolds(
  placed: Placed,
  isInclude: boolean,
  problems: readonly Omit<IncludeProblem, 'at'>[],
  before?: Placed,
): Holds {
  const { directive, block } = placed;
  const itemsBefore = before?.directive.block?.items;
  const variables = definitionsOf(placed);
  const foreign = isForeign(directive.name.text);
  const tags = directive.block !== undefined && tagsAmong(directive.block.items, itemsBefore).length > 0;
  const said = directive.block !== undefined && saysSomething(directive.block, itemsBefore);
  const isSilent = variables.length === 0 && problems.length === 0;
  if (isSilent && !foreign && !tags && !said && !isInclude) return holdsNothing;
  return {
    variables,
    foreign: foreign ? [placed] : [],
    tags: tags && block !== undefined,
    said,
    includes: isInclude ? [placed] : [],
    problems: problems.map((problem) => ({ ...problem, at: placed })),
  };
}

/** Is a comment of a block, not of the blocks in it, said to us? */
export function saysSomething({ items }: Block, itemsBefore?: Block['items']): boolean {
  return sayingAmong(items, itemsBefore).length > 0;
}

/** Blocks whose lines are entries, not directives. */
export function isTable({ name, block }: Directive): boolean {
  return block !== undefined && tables.has(name.text);
}

const tables = new Set(['map', 'geo', 'types', 'split_clients', 'charset_map', 'match', 'num_map', 'otel_exporter']);

function definitionsOf(placed: Placed): readonly VariableDefinition[] {
  const { name, args } = placed.directive;
  const index = definesVariable(name.text);
  // `geo` may say no source; of another one that has too few words the variable is not what is missing.
  const argument = index === undefined ? undefined : (args.at(index) ?? args[0])?.text;
  const patterns = patternsOf(placed);
  if (argument === undefined && patterns.length === 0) return none;
  const define = (variable: string): VariableDefinition => ({ name: variable.toLowerCase(), at: placed, by: name.text });
  const direct = argument?.startsWith('$') === true ? [define(argument.slice(1))] : [];
  return [...direct, ...patterns.flatMap(namedGroups).map(define)];
}

const none: readonly never[] = [];

/** Patterns of a directive; their named groups become variables (ngx_http_variables.c, ngx_http_regex_compile). */
function patternsOf({ directive: { name, args }, block }: Placed): readonly string[] {
  switch (name.text) {
    case 'location':
    case 'server_name':
      return args.some(mayNameGroups) ? args.filter(mayNameGroups).map(({ text }) => text) : none;
    case 'rewrite':
      return args.slice(0, 1).map(({ text }) => text);
    case 'if':
      return args.map(({ text }) => text);
    case 'map':
      return block?.map(({ directive }) => directive.name.text).filter((key) => key.startsWith('~')) ?? none;
    default:
      return none;
  }
}

function mayNameGroups({ text }: Word): boolean {
  return text.includes('(?');
}

function namedGroups(pattern: string): readonly string[] {
  return [...pattern.matchAll(/\(\?P?[<']([A-Za-z_]\w*)[>']/g)].map((match) => match[1] ?? '');
}

function isForeign(name: string): boolean {
  return name === 'load_module' || originOf(name) !== 'nginx';
}
