/** Maps, upstreams and variables: what all servers of an http block share. */
import { isStockFile } from '../reference/stock-files.ts';
import { unseenIn, type Problems } from './level.ts';
import type { Environment, MapBlock, MapEntry, Placed, Upstream, VariableDefinition } from './model.ts';
import { sameList } from './place.ts';
import { foreignIn, hasTags, variablesIn, type VariableMemo } from './variables.ts';

/**
 * `previous` is kept if nothing in it differs, so that what was computed with it stays valid. `stray` are maps outside
 * http, `partial` says that the level itself is not seen as a whole.
 */
export function buildEnvironment(
  body: readonly Placed[],
  stray: readonly Placed[],
  problems: Problems,
  partial: boolean,
  memo: VariableMemo,
  previous?: Environment,
): Environment {
  const blocks = (name: string): readonly Placed[] =>
    body.filter(({ directive, block }) => directive.name.text === name && block !== undefined);
  const allMaps = keepEach(blocks('map'), previous?.allMaps, (at) => buildMap(at, problems));
  const upstreams = keepEach(blocks('upstream'), [...(previous?.upstreams.values() ?? [])], buildUpstream);
  const variables = variablesIn([...body, ...stray], memo);
  const setsUnseen = hasTags(body, memo) || [...problems.values()].flat().some(({ path }) => !isStockFile(path));
  const foreign = foreignIn(body, memo);
  if (
    previous?.partial === partial &&
    previous.setsUnseen === setsUnseen &&
    sameList(previous.allMaps, allMaps) &&
    sameList([...previous.upstreams.values()], upstreams) &&
    sameList(previous.foreign, foreign) &&
    sameList(
      [...previous.variables.values()].flat().map(({ at }) => at),
      variables.map(({ at }) => at),
    )
  ) {
    return previous;
  }
  return {
    allMaps,
    maps: new Map(allMaps.flatMap((map) => (map.variable === undefined ? [] : [[map.variable, map]]))),
    upstreams: new Map(upstreams.map((upstream) => [upstream.name.toLowerCase(), upstream])),
    variables: byName(variables),
    partial,
    setsUnseen,
    foreign,
  };
}

function byName(variables: readonly VariableDefinition[]): ReadonlyMap<string, readonly VariableDefinition[]> {
  const out = new Map<string, VariableDefinition[]>();
  for (const variable of variables) out.set(variable.name, [...(out.get(variable.name) ?? []), variable]);
  return out;
}

function keepEach<T extends { readonly at: Placed }>(
  blocks: readonly Placed[],
  previous: readonly T[] | undefined,
  build: (at: Placed) => T,
): readonly T[] {
  const known = new Map(previous?.map((it) => [it.at, it]));
  return blocks.map((at) => known.get(at) ?? build(at));
}

/** ngx_http_map_module.c, ngx_http_map: a parameter line is a source value and a result, or one of three words. */
function buildMap(at: Placed, problems: Problems): MapBlock {
  const [source, variable] = at.directive.args;
  const lines = at.block ?? [];
  const entries: MapEntry[] = [];
  let fallback: MapEntry | undefined;
  for (const line of lines) {
    const { name, args } = line.directive;
    if (args.length === 0 || name.text === 'include') continue;
    const entry = { at: line, source: name, value: args[0] };
    if (name.text === 'default') fallback ??= entry;
    else entries.push(entry);
  }
  const flag = (word: string): boolean =>
    lines.some(({ directive }) => directive.name.text === word && directive.args.length === 0);
  return {
    at,
    source,
    variable: variable?.text.startsWith('$') === true ? variable.text.slice(1).toLowerCase() : undefined,
    entries,
    default: fallback,
    hostnames: flag('hostnames'),
    volatile: flag('volatile'),
    unseen: unseenIn(lines, problems, at),
  };
}

function buildUpstream(at: Placed): Upstream {
  const body = at.block ?? [];
  return {
    at,
    name: at.directive.args[0]?.text ?? '',
    servers: body.flatMap((line) => {
      const [address, ...parameters] = line.directive.args.map(({ text }) => text);
      return line.directive.name.text === 'server' && address !== undefined ? [{ at: line, address, parameters }] : [];
    }),
    body,
    keepalive: body.findLast(({ directive }) => directive.name.text === 'keepalive'),
  };
}
