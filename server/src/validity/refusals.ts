/**
 * What `nginx -t` would refuse: reads the files as nginx does, in its order, and stops where it stops.
 *
 * Says nothing about what only nginx's own machine knows (addresses of names, certificates, users, free ports), and nothing
 * from the first thing on that it cannot judge: a template, a file that is not loaded yet, a module that nginx does not ship.
 */
import type { Context } from '../reference/directives.ts';
import type { NginxVersion } from '../reference/version.ts';
import { folderOf, resolveInclude } from '../config/include.ts';
import type { FileContext, Refusal } from '../config/model.ts';
import { endOfMain } from './blocks.ts';
import { directives } from './directive.ts';
import { readFile, skip, type Files } from './reader.ts';
import { createScope, createSection, unknowable, type Run, type Scope } from './run.ts';
import { withoutRawBodies } from './text.ts';
import type { Workspace } from '../config/workspace.ts';

export interface RefusalOptions {
  readonly nginx: NginxVersion;
  /** What the top of the file is; `main` when not said. In any other a name may be defined outside, and is never called unknown. */
  readonly context?: FileContext;
  /** The folder that relative includes start from; the main file's own when not said. */
  readonly prefix?: string;
  /** Files that an `include` brings; `missing` when nginx would not find it, `unseen` when we cannot know. */
  readonly resolveInclude?: (argument: string) => readonly string[] | 'missing' | 'unseen';
}

/** The first thing that makes nginx refuse the configuration, in nginx's words; empty when nothing is certain to. */
export function refusals(workspace: Workspace, main: string, options: RefusalOptions): readonly Refusal[] {
  const at = { path: main, line: 1 };
  const context = options.context ?? 'main';
  const run: Run = {
    nginx: options.nginx,
    blind: context !== 'main',
    at,
    http: undefined,
    stream: undefined,
    zones: new Map(),
    threadPools: new Map(),
  };
  const scope = scopeOf(context, run);
  const reader = scope === undefined ? skip : directives(run, scope);
  const outcome =
    readFile(run, filesOf(workspace, main, options), main, reader) ??
    (context === 'main' ? endOfMain(run, scope?.given.has('events') === true) : undefined);
  if (outcome === undefined || outcome === unknowable) return [];
  return [typeof outcome === 'string' ? { message: outcome, ...run.at } : outcome];
}

/** The block that a fragment is read in; `undefined` where its lines are no directives, or where nobody knows: then only its words are judged. */
function scopeOf(context: FileContext, run: Run): Scope | undefined {
  const chain: Readonly<Record<FileContext, readonly Context[] | undefined>> = {
    main: ['main'],
    http: ['main', 'http'],
    server: ['main', 'http', 'server'],
    location: ['main', 'http', 'server', 'location'],
    upstream: ['main', 'http', 'upstream'],
    stream: ['main', 'stream'],
    mail: ['main', 'mail'],
    map: undefined,
    unknown: undefined,
  };
  let scope: Scope | undefined;
  for (const kind of chain[context] ?? []) {
    scope = createScope(kind, scope, run.at);
    if (kind === 'http') run.http = createSection('http', scope);
    if (kind === 'stream') run.stream = createSection('stream', scope);
  }
  return scope;
}

function filesOf(workspace: Workspace, main: string, options: RefusalOptions): Files {
  const prefix = options.prefix ?? folderOf(main);
  return {
    read: (path) => {
      const file = workspace.open(path);
      return 'unreadable' in file ? undefined : withoutRawBodies(file.tree);
    },
    include:
      options.resolveInclude ?? ((argument) => includeFrom(workspace, main, argument, (options.context ?? 'main') !== 'main')),
    fullName: (name) => (name.startsWith('/') ? name : `${prefix}/${name}`),
  };
}

/** Files that packages bring: a configuration that was copied without them is not wrong. */
const packaged =
  /(?:^|\/)(?:mime\.types|fastcgi_params|fastcgi\.conf|fastcgi-php\.conf|proxy_params|scgi_params|uwsgi_params|koi-utf|koi-win|win-utf)$/;

/** A name that is relative, or below the main file's folder, must be there; elsewhere we see another machine's files. */
function includeFrom(
  workspace: Workspace,
  main: string,
  argument: string,
  alone: boolean,
): readonly string[] | 'missing' | 'unseen' {
  const { paths, pattern } = resolveInclude(workspace, main, argument, {}, alone);
  const isOurs = !alone && (!argument.startsWith('/') || argument.startsWith(`${folderOf(main)}/`));
  if (pattern) return paths.length === 0 && !isOurs ? 'unseen' : paths;
  const file = workspace.open(paths[0] ?? '');
  if (!('unreadable' in file)) return paths;
  return file.unreadable === 'missing' && isOurs && !packaged.test(argument) ? 'missing' : 'unseen';
}
