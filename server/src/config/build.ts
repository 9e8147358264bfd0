/** From a main file, or a fragment opened alone, to the configuration that nginx would read. */
import { guessedContext, statedContext, type Shape } from './context.ts';
import { buildEnvironment } from './environment.ts';
import { buildLevel } from './level.ts';
import { buildImpliedLocation, buildServer, locationsOf, passNames } from './location.ts';
import type { Config, FileContext, Http, Level, Placed, Server } from './model.ts';
import { place, rootOf, type Placement, type PlaceOptions } from './place.ts';
import { aligned, sameList } from '../query/same.ts';
import { builtAgain, holdersAmong, serversAmong } from './parts.ts';
import { cutAtStop } from './stop.ts';
import type { Block } from '../syntax/tree.ts';
import { areCurrent } from './looking.ts';
import type { SourceFile, Unreadable, Workspace } from './workspace.ts';

export interface BuildOptions extends PlaceOptions {
  /** What the top of the file is, if somebody knows; else a comment in the file or its directives decide. */
  readonly context?: FileContext;
}

/** A configuration, and what the next one of the same main file can be made from. */
export interface Built {
  readonly config: Config;
  readonly placement: Placement | undefined;
  /** What was opened as the main file. */
  readonly file: SourceFile | Unreadable;
}

/** Never throws; a file that cannot be read gives an empty configuration. */
export function buildConfig(workspace: Workspace, main: string, options: BuildOptions = {}): Config {
  return build(workspace, main, options).config;
}

/** What did not change since `previous`, of the same main file and options, stays the same objects; nothing changed: the same configuration. */
export function build(workspace: Workspace, main: string, options: BuildOptions, previous?: Built): Built {
  const file = workspace.open(main);
  if (previous?.file === file && areCurrent(workspace, previous.placement?.looks ?? [])) return previous;
  if ('unreadable' in file) {
    const nothing = {
      main,
      context: 'unknown',
      directives: [],
      http: undefined,
      files: [],
      includeProblems: [],
      partial: true,
    } as const;
    return { config: nothing, placement: undefined, file };
  }
  const stated = options.context ?? statedContext(file);
  const top = rootOf(file, options);
  const alone = (stated ?? guessedContext(shapesOf(top))) !== 'main';
  const placement = place(workspace, file, options, alone, previous?.placement);
  const { files, problems } = placement;
  const cut = options.asRead === true ? cutAtStop(workspace, file, placement) : undefined;
  const directives = cut?.directives ?? placement.directives;
  const context = stated ?? guessedContext(directives.filter(({ includedBy }) => includedBy === undefined));
  const before = previous?.config.context === context ? previous.config : undefined;
  const shape = shapeOf(context, directives);
  const http = shape === undefined ? undefined : buildHttp(shape, top, before && httpBefore(before));
  if (
    before !== undefined &&
    cut === undefined &&
    before.stop === undefined &&
    before.http === http &&
    sameList(before.directives, directives) &&
    sameList(before.files, files)
  ) {
    return { config: before, placement, file };
  }
  return {
    config: { main, context, directives, http, files, includeProblems: problems, partial: context !== 'main', stop: cut?.stop },
    placement,
    file,
  };
}

/** Only names and whether there is a block matter before includes are followed. */
function shapesOf({ items }: Block): readonly Shape[] {
  return items.flatMap((item) => (item.kind === 'directive' ? [{ directive: item, block: item.block && [] }] : []));
}

/** The parts of an http block; a fragment shows only some of them. */
interface HttpShape {
  readonly at: Placed | undefined;
  readonly http: readonly Placed[];
  /** Maps that stand beside the http block. */
  readonly stray: readonly Placed[];
  /** What stands in a server or location that the fragment only implies. */
  readonly implied: { readonly level: 'server' | 'location'; readonly body: readonly Placed[] } | undefined;
  readonly partial: boolean;
}

function shapeOf(context: FileContext, directives: readonly Placed[]): HttpShape | undefined {
  return context === 'main' ? mainShape(directives) : fragmentShape(context, directives);
}

/** The http block from before, with the parts that it was built from. */
interface HttpBefore {
  readonly http: Http;
  readonly shape: HttpShape;
}

function httpBefore({ context, directives, http }: Config): HttpBefore | undefined {
  const shape = shapeOf(context, directives);
  return http === undefined || shape === undefined ? undefined : { http, shape };
}

function mainShape(directives: readonly Placed[]): HttpShape | undefined {
  const at = directives.find(({ directive, block }) => directive.name.text === 'http' && block !== undefined);
  const stray = directives.filter(({ directive, block }) => directive.name.text === 'map' && block !== undefined);
  return at?.block === undefined ? undefined : { at, http: at.block, stray, implied: undefined, partial: false };
}

const httpBlocks = new Set(['server', 'upstream', 'map', 'geo', 'split_clients', 'types', 'match']);

/** A posted fragment may mix levels: its http blocks are read as http's, the rest as one implied server or location. */
function fragmentShape(context: FileContext, directives: readonly Placed[]): HttpShape | undefined {
  if (context === 'stream' || context === 'mail' || context === 'upstream' || context === 'map') return undefined;
  const isHttp = ({ directive, block }: Placed): boolean => block !== undefined && httpBlocks.has(directive.name.text);
  const rest = directives.filter((placed) => !isHttp(placed));
  const hasPass = rest.some(({ directive }) => passNames.has(directive.name.text));
  const hasLocation = rest.some(({ directive, block }) => block !== undefined && directive.name.text === 'location');
  if (context === 'http' || (context === 'unknown' && !hasPass && !hasLocation && rest.length < directives.length)) {
    return { at: undefined, http: directives, stray: [], implied: undefined, partial: true };
  }
  const level = context === 'location' || (context === 'unknown' && hasPass) ? 'location' : 'server';
  return { at: undefined, http: directives.filter(isHttp), stray: [], implied: { level, body: rest }, partial: true };
}

function buildHttp(shape: HttpShape, top: Block, before: HttpBefore | undefined): Http {
  const { at, http, stray, implied, partial } = shape;
  const previous = before?.http;
  const bodyBefore = before?.shape.http;
  const level = buildLevel({ kind: 'http', body: http, owner: at, bodyBefore }, undefined, previous?.level);
  const whole = wholeOf(shape);
  const hides =
    partial ||
    level.unseen.length > 0 ||
    holdersAmong(whole, bodyBefore).some(({ holds }) =>
      holds.problems.some(({ at, kind }) => kind === 'empty' && whole.includes(at)),
    );
  const environmentBefore = before && {
    environment: before.http.environment,
    body: wholeOf(before.shape),
    stray: before.shape.stray,
  };
  const environment = buildEnvironment({ body: whole, stray, partial: hides }, environmentBefore);
  const servers = serversIn(http, level, before);
  const last = previous?.servers.at(-1);
  const unnamed = last?.at === undefined ? last : undefined;
  const all = implied === undefined ? servers : [...servers, impliedServer(implied, level, top, unnamed)];
  if (
    previous?.at === at &&
    previous?.level === level &&
    previous.environment === environment &&
    sameList(previous.servers, all)
  ) {
    return previous;
  }
  return { level, at, servers: all, environment };
}

function wholeOf({ http, implied }: HttpShape): readonly Placed[] {
  return implied === undefined ? http : [...http, ...implied.body];
}

function serversIn(http: readonly Placed[], level: Level, before: HttpBefore | undefined): readonly Server[] {
  const blocks = serversAmong(http, before?.shape.http);
  const blocksBefore = before === undefined ? [] : serversAmong(before.shape.http);
  const all = before?.http.servers ?? [];
  const previous = all.length === blocksBefore.length ? all : all.slice(0, blocksBefore.length);
  const build = (placed: Placed, known: Server | undefined): Server => buildServer(placed, placed.block ?? [], level, known);
  if (previous[0]?.level.outer === level) return builtAgain(blocks, { blocks: blocksBefore, built: previous }, build);
  const known = aligned(blocks, previous, (block, server) => server.at === block);
  return blocks.map((placed, index) => build(placed, known[index]));
}

function impliedServer(
  { level, body }: NonNullable<HttpShape['implied']>,
  outer: Level,
  top: Block,
  previous: Server | undefined,
): Server {
  if (level === 'server') return buildServer(undefined, body, outer, previous);
  const server = buildServer(undefined, [], outer, previous);
  const location = buildImpliedLocation(body, server.level, top, previous?.locations.all()[0]);
  return { ...server, locations: locationsOf([location], previous?.locations) };
}
