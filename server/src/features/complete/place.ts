/** Where a statement is written: in which kind of block, includes followed outwards. */
import type { Analysis } from '../../analysis/analyze.ts';
import { resolveInclude } from '../../config/include.ts';
import type { FileContext, Placed } from '../../config/model.ts';
import { isTable } from '../../config/holds.ts';
import { contextInside, type Context } from '../../reference/contexts.ts';
import type { Directive } from '../../syntax/tree.ts';

export type Place =
  | { readonly kind: 'context'; readonly context: Context }
  /** A block of entries: `map`, `geo`, `types`. */
  | { readonly kind: 'table'; readonly table: string; readonly context: Context }
  /** The file shows nothing of what is around it. */
  | { readonly kind: 'anywhere' }
  /** A block that is not nginx's own. */
  | { readonly kind: 'foreign'; readonly block: string };

/** `around`: the blocks of the file at the place, outermost first. */
export function placeOf(analysis: Analysis, path: string, around: readonly Directive[]): Place {
  const [first] = around;
  let place = topOf(analysis, path);
  if (place.kind === 'anywhere' && first !== undefined) place = outerFor(first.name.text);
  for (const block of around) place = inside(place, block.name.text, isTable(block));
  return place;
}

/** The context of a place, as far as it is known. */
export function contextOf(place: Place): Context | undefined {
  return 'context' in place ? place.context : undefined;
}

function inside(place: Place, name: string, table: boolean): Place {
  if (place.kind !== 'context') return { kind: 'foreign', block: name };
  if (table) return { kind: 'table', table: name, context: place.context };
  const context = contextInside(place.context, name);
  return context === undefined ? { kind: 'foreign', block: name } : { kind: 'context', context };
}

/** Where such a block can only stand. */
function outerFor(block: string): Place {
  if (['http', 'events', 'stream', 'mail'].includes(block)) return { kind: 'context', context: 'main' };
  if (['location', 'if'].includes(block)) return { kind: 'context', context: 'server' };
  return { kind: 'context', context: block === 'limit_except' ? 'location' : 'http' };
}

function topOf(analysis: Analysis, path: string): Place {
  const { config } = analysis;
  if (config.main === path) return byFile[config.context];
  const outer = byFile[config.context];
  const around = aroundFile(config.directives, path) ?? aroundInclude(config.directives, leadsTo(analysis, path));
  if (around === undefined) return { kind: 'anywhere' };
  return around.reduce((place, block) => inside(place, block.directive.name.text, isTable(block.directive)), outer);
}

const byFile: Readonly<Record<FileContext, Place>> = {
  main: { kind: 'context', context: 'main' },
  http: { kind: 'context', context: 'http' },
  server: { kind: 'context', context: 'server' },
  location: { kind: 'context', context: 'location' },
  upstream: { kind: 'context', context: 'upstream' },
  map: { kind: 'table', table: 'map', context: 'http' },
  stream: { kind: 'context', context: 'stream' },
  mail: { kind: 'context', context: 'mail' },
  unknown: { kind: 'anywhere' },
};

/** The blocks around the first line of a file that is included; `undefined` where no line of it is read. */
function aroundFile(directives: readonly Placed[], path: string): readonly Placed[] | undefined {
  if (directives.some((placed) => placed.path === path)) return [];
  for (const placed of directives) {
    if (placed.block === undefined || placed.holds.includes.length === 0) continue;
    const found = aroundFile(placed.block, path);
    if (found !== undefined) return [placed, ...found];
  }
  return undefined;
}

/** The blocks around the include that leads to a file without a line. */
function aroundInclude(directives: readonly Placed[], leads: (include: Placed) => boolean): readonly Placed[] | undefined {
  for (const placed of directives) {
    if (placed.holds.includes.length === 0) continue;
    if (placed.block === undefined && leads(placed)) return [];
    const found = placed.block && aroundInclude(placed.block, leads);
    if (found !== undefined) return [placed, ...found];
  }
  return undefined;
}

function leadsTo({ config, workspace, options }: Analysis, path: string): (include: Placed) => boolean {
  let tried = 0;
  return ({ directive: { args } }) => {
    const [argument] = args;
    if (argument === undefined || tried++ >= mostTried) return false;
    return resolveInclude(workspace, config.main, argument.text, options.build, false).paths.includes(path);
  };
}

/** Includes of a configuration that are looked at. */
const mostTried = 200;
