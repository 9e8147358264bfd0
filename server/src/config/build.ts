/** From a main file, or a fragment opened alone, to the configuration that nginx would read. */
import { guessedContext, statedContext } from './context.ts';
import { buildEnvironment } from './environment.ts';
import type { IncludeOptions } from './include.ts';
import { buildLevel, problemsByInclude, type Problems } from './level.ts';
import { buildImpliedLocation, buildServer } from './location.ts';
import type { Config, FileContext, Http, Level, Placed, Server } from './model.ts';
import { createPlaceMemo, place, type PlaceMemo } from './place.ts';
import { createVariableMemo, type VariableMemo } from './variables.ts';
import type { Workspace } from './workspace.ts';

export interface BuildOptions extends IncludeOptions {
  /** What the top of the file is, if somebody knows; else a comment in the file or its directives decide. */
  readonly context?: FileContext;
}

/** Builds configurations of one main file, one after the other; unchanged parts stay the same objects. */
export type ConfigBuilder = (workspace: Workspace, main: string, options?: BuildOptions) => Config;

/** Never throws; a file that cannot be read gives an empty configuration. */
export function buildConfig(workspace: Workspace, main: string, options: BuildOptions = {}): Config {
  return createConfigBuilder()(workspace, main, options);
}

export function createConfigBuilder(): ConfigBuilder {
  const memo: Memo = { place: createPlaceMemo(), variables: createVariableMemo(), servers: new WeakMap() };
  let previous: Config | undefined;
  return (workspace, main, options = {}) => {
    previous = build(workspace, main, options, memo, previous);
    return previous;
  };
}

interface Memo {
  readonly place: PlaceMemo;
  readonly variables: VariableMemo;
  readonly servers: WeakMap<Placed, Server>;
}

function build(workspace: Workspace, main: string, options: BuildOptions, memo: Memo, previous: Config | undefined): Config {
  const file = workspace.open(main);
  if ('unreadable' in file) {
    return { main, context: 'unknown', directives: [], http: undefined, files: [], includeProblems: [], partial: true };
  }
  const stated = options.context ?? statedContext(file);
  const top = file.tree.root.items.flatMap((item): Placed[] =>
    item.kind === 'directive'
      ? [{ directive: item, path: file.path, block: placeless(item.block !== undefined), includedBy: undefined }]
      : [],
  );
  const alone = (stated ?? guessedContext(top)) !== 'main';
  const { directives, files, problems } = place(workspace, file, options, alone, memo.place);
  const context = stated ?? guessedContext(directives.filter(({ includedBy }) => includedBy === undefined));
  const shape = context === 'main' ? mainShape(directives) : fragmentShape(context, directives);
  return {
    main,
    context,
    directives,
    http: shape === undefined ? undefined : buildHttp(shape, problemsByInclude(problems), memo, previous?.http),
    files,
    includeProblems: problems,
    partial: context !== 'main',
  };
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
const passes = new Set(['proxy_pass', 'grpc_pass', 'uwsgi_pass', 'scgi_pass', 'fastcgi_pass', 'memcached_pass']);

/** A posted fragment may mix levels: its http blocks are read as http's, the rest as one implied server or location. */
function fragmentShape(context: FileContext, directives: readonly Placed[]): HttpShape | undefined {
  if (context === 'stream' || context === 'mail' || context === 'upstream' || context === 'map') return undefined;
  const isHttp = ({ directive, block }: Placed): boolean => block !== undefined && httpBlocks.has(directive.name.text);
  const rest = directives.filter((placed) => !isHttp(placed));
  const hasPass = rest.some(({ directive }) => passes.has(directive.name.text));
  const hasLocation = rest.some(({ directive, block }) => block !== undefined && directive.name.text === 'location');
  if (context === 'http' || (context === 'unknown' && !hasPass && !hasLocation && rest.length < directives.length)) {
    return { at: undefined, http: directives, stray: [], implied: undefined, partial: true };
  }
  const level = context === 'location' || (context === 'unknown' && hasPass) ? 'location' : 'server';
  return { at: undefined, http: directives.filter(isHttp), stray: [], implied: { level, body: rest }, partial: true };
}

function buildHttp(
  { at, http, stray, implied, partial }: HttpShape,
  problems: Problems,
  memo: Memo,
  previous: Http | undefined,
): Http {
  const level = buildLevel('http', http, undefined, problems, false, at, previous?.level);
  const whole = implied === undefined ? http : [...http, ...implied.body];
  const environment = buildEnvironment(
    whole,
    stray,
    problems,
    partial || level.unseen.length > 0 || whole.some((placed) => problems.get(placed)?.some(({ kind }) => kind === 'empty')),
    memo.variables,
    previous?.environment,
  );
  const servers = http.flatMap((placed) =>
    placed.directive.name.text === 'server' && placed.block !== undefined
      ? [keepServer(placed, placed.block, level, problems, memo)]
      : [],
  );
  const before = previous?.servers.find((server) => server.at === undefined);
  const around = implied === undefined ? [] : [impliedServer(implied, level, problems, before)];
  return { level, at, servers: [...servers, ...around], environment };
}

function keepServer(at: Placed, body: readonly Placed[], outer: Level, problems: Problems, memo: Memo): Server {
  const known = memo.servers.get(at);
  if (known?.level.outer === outer) return known;
  const server = buildServer(at, body, outer, problems);
  memo.servers.set(at, server);
  return server;
}

function impliedServer(
  { level, body }: NonNullable<HttpShape['implied']>,
  outer: Level,
  problems: Problems,
  previous: Server | undefined,
): Server {
  if (level === 'server') return buildServer(undefined, body, outer, problems, previous);
  const server = buildServer(undefined, [], outer, problems, previous);
  return { ...server, locations: [buildImpliedLocation(body, server.level, problems)] };
}

/** Only whether there is a block matters before includes are followed. */
function placeless(hasBlock: boolean): readonly Placed[] | undefined {
  return hasBlock ? [] : undefined;
}
