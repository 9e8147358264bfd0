/** From a main file, or a fragment opened alone, to the configuration that nginx would read. */
import { guessedContext, statedContext, type Shape } from './context.ts';
import { buildEnvironment } from './environment.ts';
import { buildLevel } from './level.ts';
import { buildImpliedLocation, buildServer, locationsOf, passNames } from './location.ts';
import type { Config, FileContext, Http, Level, Placed, Server } from './model.ts';
import { place, rootOf, type Placement, type PlaceOptions } from './place.ts';
import { aligned, sameList } from '../query/same.ts';
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
  const shape = context === 'main' ? mainShape(directives) : fragmentShape(context, directives);
  const http = shape === undefined ? undefined : buildHttp(shape, top, before?.http);
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

function buildHttp({ at, http, stray, implied, partial }: HttpShape, top: Block, previous: Http | undefined): Http {
  const level = buildLevel({ kind: 'http', body: http, owner: at }, undefined, previous?.level);
  const whole = implied === undefined ? http : [...http, ...implied.body];
  const hides =
    partial ||
    level.unseen.length > 0 ||
    whole.some(({ holds }) => holds.problems.some(({ at, kind }) => kind === 'empty' && whole.includes(at)));
  const environment = buildEnvironment({ body: whole, stray, partial: hides }, previous?.environment);
  const blocks = http.filter(({ directive, block }) => block !== undefined && directive.name.text === 'server');
  const before = aligned(blocks, previous?.servers ?? [], (block, server) => server.at === block);
  const servers = blocks.map((placed, index) => {
    const known = before[index];
    return known?.at === placed && known.level.outer === level ? known : buildServer(placed, placed.block ?? [], level, known);
  });
  const unnamed = previous?.servers.find((server) => server.at === undefined);
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
