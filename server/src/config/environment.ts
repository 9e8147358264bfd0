/** Maps, upstreams and variables: what all servers of an http block share. */
import { isStockFile } from '../reference/stock-files.ts';
import type { Word } from '../syntax/tree.ts';
import type { Environment, MapBlock, MapEntry, Placed, Upstream, Variable, VariableDefinition } from './model.ts';
import { unseenIn } from './level.ts';
import { sameList, settled } from '../query/same.ts';
import type { Sift } from '../query/sift.ts';
import { holdersAmong, holdTheSame, mapsAmong, upstreamsAmong } from './parts.ts';

/** What an environment is made of. */
export interface EnvironmentSource {
  readonly body: readonly Placed[];
  /** Maps outside http. */
  readonly stray: readonly Placed[];
  /** The level itself is not seen as a whole. */
  readonly partial: boolean;
}

/** An environment, and the bodies that it was made of. */
export interface EnvironmentBefore {
  readonly environment: Environment;
  readonly body: readonly Placed[];
  readonly stray: readonly Placed[];
}

/** The environment from before is kept if nothing in it differs, so that what was computed with it stays valid. */
export function buildEnvironment({ body, stray, partial }: EnvironmentSource, before?: EnvironmentBefore): Environment {
  const previous = before?.environment;
  const allMaps = keepEach(mapsAmong, body, before?.body, previous?.allMaps, buildMap);
  const upstreams = keepEach(upstreamsAmong, body, before?.body, previous?.allUpstreams, buildUpstream);
  const holdsSame = before !== undefined && holdTheSame(body, before.body) && holdTheSame(stray, before.stray);
  const { variables, foreign, setsUnseen } = holdsSame ? before.environment : heldIn(body, stray);
  const isSame =
    previous?.partial === partial &&
    previous.setsUnseen === setsUnseen &&
    sameList(previous.allMaps, allMaps) &&
    sameList(previous.allUpstreams, upstreams) &&
    sameList(previous.foreign, foreign) &&
    sameVariables(previous.variables, variables);
  if (isSame) return previous;
  return {
    allMaps,
    maps: new Map(allMaps.flatMap((map) => (map.variable === undefined ? [] : [[map.variable, map]]))),
    allUpstreams: upstreams,
    upstreams: new Map(upstreams.map((upstream) => [upstream.name.toLowerCase(), upstream])),
    variables,
    partial,
    setsUnseen,
    foreign,
  };
}

/** What the directives of these bodies hold for all to know. */
function heldIn(body: readonly Placed[], stray: readonly Placed[]): Pick<Environment, 'variables' | 'foreign' | 'setsUnseen'> {
  const definitions: VariableDefinition[] = [];
  const foreign: Placed[] = [];
  let setsUnseen = false;
  for (const { holds } of [...holdersAmong(body), ...holdersAmong(stray)]) {
    for (const it of holds.variables) definitions.push(it);
    for (const it of holds.foreign) foreign.push(it);
    setsUnseen ||= holds.tags || holds.problems.some(({ path }) => !isStockFile(path));
  }
  return { variables: byName(definitions), foreign, setsUnseen };
}

/** Their variables are set when a line runs or a pattern matches; before that they are empty. */
const assigning = new Set(['set', 'location', 'if', 'rewrite', 'server_name']);

function byName(definitions: readonly VariableDefinition[]): ReadonlyMap<string, Variable> {
  const out = new Map<string, Variable>();
  for (const definition of definitions) {
    const before = out.get(definition.name);
    if (!assigning.has(definition.by)) out.set(definition.name, { definition, assigned: before?.assigned === true });
    else if (before?.assigned !== true) out.set(definition.name, { definition: before?.definition, assigned: true });
  }
  return out;
}

function sameVariables(a: ReadonlyMap<string, Variable>, b: ReadonlyMap<string, Variable>): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  for (const [name, it] of b) if (!isSameVariable(a.get(name), it)) return false;
  return true;
}

export function isSameVariable(a: Variable | undefined, b: Variable | undefined): boolean {
  return (
    a === b || (a?.definition?.at === b?.definition?.at && a?.assigned === b?.assigned && a !== undefined && b !== undefined)
  );
}

function keepEach<T extends { readonly at: Placed }>(
  among: Sift<Placed>,
  body: readonly Placed[],
  bodyBefore: readonly Placed[] | undefined,
  previous: readonly T[] | undefined,
  build: (at: Placed) => T,
): readonly T[] {
  const blocks = among(body, bodyBefore);
  const before = bodyBefore === undefined ? undefined : among(bodyBefore);
  if (previous !== undefined && sameList(before, blocks)) return previous;
  const known = new Map(previous?.map((it) => [it.at, it]));
  return blocks.map((at) => known.get(at) ?? build(at));
}

/** All that a variable of a map may come from: its source, and its values. */
export function wordsOfMap(map: MapBlock): readonly (Word | undefined)[] {
  return [map.source, map.default?.value, ...map.entries.map(({ value }) => value)];
}

/** ngx_http_map_module.c, ngx_http_map: a parameter line is a source value and a result, or one of three words. */
function buildMap(at: Placed): MapBlock {
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
    unseen: unseenIn(lines, at),
  };
}

function buildUpstream(at: Placed): Upstream {
  const body = at.block ?? [];
  return {
    at,
    name: at.directive.args[0]?.text ?? '',
    servers: settled(
      body.flatMap((line) => {
        const [address, ...parameters] = line.directive.args.map(({ text }) => text);
        const isServer = line.directive.name.text === 'server' && address !== undefined;
        return isServer ? [{ at: line, address, parameters: settled(parameters) }] : [];
      }),
    ),
    body,
    keepalive: body.findLast(({ directive }) => directive.name.text === 'keepalive'),
  };
}
