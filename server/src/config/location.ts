/** Locations, `if` and `limit_except` blocks, and servers, from the directives of their blocks. */
import { commentsAtTop, commentsIn } from './comments.ts';
import { buildLevel } from './level.ts';
import type { Block } from '../syntax/tree.ts';
import type {
  IfBlock,
  Level,
  LimitExcept,
  Location,
  LocationModifier,
  LocationName,
  Locations,
  Placed,
  Server,
} from './model.ts';
import { aligned, sameEnds, sameList, spliced } from '../query/same.ts';
import { allButLocations, builtAgain, ifsAmong, locationsAmong } from './parts.ts';

/** A server with everything in it; `at` is `undefined` for one that a fragment only implies. */
export function buildServer(
  at: Placed | undefined,
  body: readonly Placed[],
  outer: Level | undefined,
  previous?: Server,
): Server {
  const bodyBefore = previous?.at?.block;
  const level = buildLevel({ kind: 'server', body, owner: at, bodyBefore }, outer, previous?.level);
  const script = allButLocations(body, bodyBefore);
  return {
    level,
    at,
    body: previous !== undefined && sameList(previous.body, script) ? previous.body : script,
    locations: locationsIn(body, level, previous?.locations, bodyBefore),
    ifs: ifsIn(body, level, previous?.ifs, bodyBefore),
  };
}

/** The location that a fragment implies around its directives: a snippet that is meant to be included in one. */
export function buildImpliedLocation(body: readonly Placed[], outer: Level, top: Block, previous?: Location): Location {
  const level = buildLevel({ kind: 'location', body, owner: undefined, partial: true }, outer, previous?.level);
  const next = { level, at: undefined, modifier: '', path: '', body, comments: commentsAtTop(top) } as const;
  return { ...next, ...blocksIn(body, level, previous) };
}

/** The locations of a list, which has no names to keep. */
export function locationsOf(list: readonly Location[], before?: Locations): Locations {
  const { start, tail } = sameEnds(list, before?.all() ?? noBlocks);
  const fresh = list.slice(start, list.length - tail).map(nameOfLocation);
  const names = spliced(before?.names ?? noBlocks, start, tail, fresh);
  const kept = before !== undefined && sameNames(before.names, names) ? before.names : names;
  return { names: kept, at: (index) => list[index] ?? missing(), all: () => list };
}

/** Modifier and path as ngx_http_core_module.c reads them (ngx_http_core_location): `=/ws`, `^~/ws` and `~^/ws` may be glued. */
export function locationArguments(placed: Placed): { readonly modifier: LocationModifier; readonly path: string } | undefined {
  const [first, second] = placed.directive.args;
  if (first === undefined || placed.directive.args.length > 2) return undefined;
  if (second !== undefined) {
    for (const modifier of modifiers) if (modifier === first.text) return { modifier, path: second.text };
    return undefined;
  }
  for (const modifier of modifiers)
    if (first.text.startsWith(modifier)) return { modifier, path: first.text.slice(modifier.length) };
  return { modifier: first.text.startsWith('@') ? '@' : '', path: first.text };
}

const modifiers = ['=', '^~', '~*', '~'] as const;

function blocksIn(
  body: readonly Placed[],
  level: Level,
  previous: Location | undefined,
): Pick<Location, 'locations' | 'ifs' | 'limitExcept'> {
  return {
    locations: locationsIn(body, level, previous?.locations, previous?.body),
    ifs: ifsIn(body, level, previous?.ifs, previous?.body),
    limitExcept: limitsIn(body, level, previous?.limitExcept),
  };
}

function locationsIn(
  body: readonly Placed[],
  outer: Level,
  previous: Locations | undefined,
  bodyBefore?: readonly Placed[],
): Locations {
  const blocks = locationsAmong(body, bodyBefore);
  if (blocks.length === 0) return noLocations;
  const before = previous?.all() ?? [];
  const blocksBefore = bodyBefore === undefined ? undefined : locationsAmong(bodyBefore);
  const isAgain = blocksBefore?.length === before.length && before[0]?.level.outer === outer;
  const list = isAgain
    ? builtAgain(blocks, { blocks: blocksBefore, built: before }, (at, known) => buildLocation(at, outer, known))
    : builtEach(blocks, before, outer);
  return previous !== undefined && sameList(previous.all(), list) ? previous : locationsOf(list, previous);
}

/** Where some have no name, or the level around them is another one. */
function builtEach(blocks: readonly Placed[], before: readonly Location[], outer: Level): readonly Location[] {
  const known = aligned(blocks, before, (block, { at }) => at === block);
  return blocks.flatMap((at, index) => {
    const kept = known[index];
    return kept?.at === at && kept.level.outer === outer ? kept : (buildLocation(at, outer, kept) ?? noBlocks);
  });
}

function missing(): never {
  throw new RangeError('no such location');
}

/** Of a block without any. */
export const noLocations: Locations = { names: [], at: missing, all: () => [] };

/** `undefined` where nginx finds no name in its arguments. */
function buildLocation(at: Placed, outer: Level, previous: Location | undefined): Location | undefined {
  const named = locationArguments(at);
  if (named === undefined) return undefined;
  const body = at.block ?? [];
  const level = buildLevel({ kind: 'location', body, owner: at }, outer, previous?.level);
  return {
    level,
    at,
    ...named,
    body,
    comments: [...at.comments, ...commentsIn(at.directive)],
    ...blocksIn(body, level, previous),
  };
}

/** Directives that pass a request on to a backend. */
export const passNames: ReadonlySet<string> = new Set([
  'proxy_pass',
  'fastcgi_pass',
  'uwsgi_pass',
  'scgi_pass',
  'grpc_pass',
  'memcached_pass',
]);

function nameOfLocation({ modifier, path, at, level }: Location): LocationName {
  const placeholder = at?.directive.args.some(({ placeholder }) => placeholder) === true;
  return { modifier, path, placeholder, passes: level.lines.some(passesOn) };
}

function passesOn({ directive }: Placed): boolean {
  return passNames.has(directive.name.text);
}

function sameNames(a: readonly LocationName[], b: readonly LocationName[]): boolean {
  return (
    a.length === b.length &&
    a.every((it, index) => {
      const other = b[index];
      return it === other || isSameName(it, other);
    })
  );
}

function isSameName(a: LocationName, b: LocationName | undefined): boolean {
  return a.path === b?.path && a.modifier === b.modifier && a.placeholder === b.placeholder && a.passes === b.passes;
}

function ifsIn(
  body: readonly Placed[],
  outer: Level,
  previous: readonly IfBlock[] | undefined,
  bodyBefore?: readonly Placed[],
): readonly IfBlock[] {
  const blocks = ifsAmong(body, bodyBefore);
  if (blocks.length === 0) return noBlocks;
  const before = aligned(blocks, previous ?? noBlocks, (block, it) => it.at === block);
  const list = blocks.map((at, index): IfBlock => {
    const kept = before[index];
    if (kept?.at === at && kept.level.outer === outer) return kept;
    const block = at.block ?? [];
    return { at, level: buildLevel({ kind: 'if', body: block, owner: at }, outer, kept?.level), body: block };
  });
  return sameList(previous, list) ? (previous ?? list) : list;
}

function limitsIn(body: readonly Placed[], outer: Level, previous: readonly LimitExcept[] | undefined): readonly LimitExcept[] {
  const blocks = blocksNamed(body, 'limit_except');
  if (blocks.length === 0) return noBlocks;
  const before = aligned(blocks, previous ?? noBlocks, (block, it) => it.at === block);
  return blocks.map((at, index): LimitExcept => {
    const kept = before[index];
    if (kept?.at === at && kept.level.outer === outer) return kept;
    const level = buildLevel({ kind: 'limit_except', body: at.block ?? [], owner: at }, outer, kept?.level);
    return { at, level, methods: at.directive.args.map(({ text }) => text) };
  });
}

const noBlocks: readonly never[] = [];

function blocksNamed(body: readonly Placed[], name: string): readonly Placed[] {
  return body.filter(({ directive, block }) => block !== undefined && directive.name.text === name);
}
