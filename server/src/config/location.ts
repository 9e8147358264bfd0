/** Locations, `if` and `limit_except` blocks, and servers, from the directives of their blocks. */
import { buildLevel, type Problems } from './level.ts';
import type { IfBlock, Level, LimitExcept, Location, LocationModifier, Placed, Server } from './model.ts';

/** A server with everything in it; `at` is `undefined` for one that a fragment only implies. */
export function buildServer(
  at: Placed | undefined,
  body: readonly Placed[],
  outer: Level | undefined,
  problems: Problems,
  previous?: Server,
): Server {
  const level = buildLevel('server', body, outer, problems, false, at, previous?.level);
  return { level, at, body, locations: locationsIn(body, level, problems), ifs: ifsIn(body, level, problems) };
}

/** The location that a fragment implies around its directives: a snippet that is meant to be included in one. */
export function buildImpliedLocation(body: readonly Placed[], outer: Level, problems: Problems): Location {
  const level = buildLevel('location', body, outer, problems, true, undefined);
  return { level, at: undefined, modifier: '', path: '', body, ...blocksIn(body, level, problems) };
}

/** Modifier and path as ngx_http_core_module.c reads them (ngx_http_core_location): `=/ws`, `^~/ws` and `~^/ws` may be glued. */
export function locationArguments(placed: Placed): { readonly modifier: LocationModifier; readonly path: string } | undefined {
  const [first, second] = placed.directive.args.map(({ text }) => text);
  if (first === undefined || placed.directive.args.length > 2) return undefined;
  if (second !== undefined) {
    const modifier = (['=', '^~', '~', '~*'] as const).find((it) => it === first);
    return modifier === undefined ? undefined : { modifier, path: second };
  }
  const glued = (['=', '^~', '~*', '~'] as const).find((it) => first.startsWith(it));
  if (glued !== undefined) return { modifier: glued, path: first.slice(glued.length) };
  return { modifier: first.startsWith('@') ? '@' : '', path: first };
}

function blocksIn(
  body: readonly Placed[],
  level: Level,
  problems: Problems,
): Pick<Location, 'locations' | 'ifs' | 'limitExcept'> {
  return {
    locations: locationsIn(body, level, problems),
    ifs: ifsIn(body, level, problems),
    limitExcept: limitsIn(body, level, problems),
  };
}

function locationsIn(body: readonly Placed[], outer: Level, problems: Problems): readonly Location[] {
  return body.flatMap((at) => {
    if (at.directive.name.text !== 'location' || at.block === undefined) return [];
    const named = locationArguments(at);
    if (named === undefined) return [];
    const level = buildLevel('location', at.block, outer, problems, false, at);
    return [{ level, at, ...named, body: at.block, ...blocksIn(at.block, level, problems) }];
  });
}

function ifsIn(body: readonly Placed[], outer: Level, problems: Problems): readonly IfBlock[] {
  return body.flatMap((at) =>
    at.directive.name.text === 'if' && at.block !== undefined
      ? [{ at, level: buildLevel('if', at.block, outer, problems, false, at), body: at.block }]
      : [],
  );
}

function limitsIn(body: readonly Placed[], outer: Level, problems: Problems): readonly LimitExcept[] {
  return body.flatMap((at) =>
    at.directive.name.text === 'limit_except' && at.block !== undefined
      ? [
          {
            at,
            level: buildLevel('limit_except', at.block, outer, problems, false, at),
            methods: at.directive.args.map(({ text }) => text),
          },
        ]
      : [],
  );
}
