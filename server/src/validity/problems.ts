/**
 * What `nginx -t` refuses, and why: every problem, in the order in which nginx would come upon them.
 *
 * Reading goes on behind a refused directive as if it were not there; what only follows from its absence is not told.
 * Nothing is said of what only nginx's own machine knows (addresses of names, certificates, users, free ports), nor of what
 * depends on something that we cannot see: a template, a file that is not here, a module that nginx does not ship.
 */
import { wholeOf } from '../config/anchor.ts';
import { buildConfig, type BuildOptions } from '../config/build.ts';
import { guessedContext } from '../config/context.ts';
import type { Anchor, Config, FileContext, Placed } from '../config/model.ts';
import type { Workspace } from '../config/workspace.ts';
import type { Brought } from '../reference/brought.ts';
import type { Context } from '../reference/directives.ts';
import type { NginxVersion } from '../reference/version.ts';
import { judgedAgain } from './end/again.ts';
import type { Found, LastTime } from './end/found.ts';
import { findInWhole } from './end/whole.ts';
import type { KnownFacts } from './kinds.ts';
import type { Problem } from './problem.ts';
import { readTop } from './reading/block.ts';
import { factsOf, type Facts } from './reading/facts.ts';
import { createPlaces, type Places } from './reading/lines.ts';
import { noMemo, type Memo } from './reading/memo.ts';
import { type OpenBlock } from './reading/model.ts';
import { createBlock } from './reading/open-block.ts';
import type { Told } from './reading/told.ts';
import { createRelease } from './reading/release.ts';

export interface ProblemOptions {
  readonly nginx: NginxVersion;
  /** Directives that the user says modules bring. */
  readonly brought?: Brought | undefined;
  /** Keeps the answers for blocks that do not change; one for each main file and release. Without it nothing is kept. */
  readonly memo?: Memo;
}

/** Every problem that is certain, in nginx's order; none where nothing is. Never throws. */
export function problems(config: Config, workspace: Workspace, options: ProblemOptions): readonly Problem[] {
  const release = createRelease(options.nginx, options.brought);
  const facts = factsOf(config, workspace, release);
  const top = topOf(config.context);
  const places = createPlaces(workspace);
  const stopped = stopOf(config);
  if (top === undefined) return [...ofPieces(config, facts).map((it) => problemAt(it, places)), ...stopped];
  const { found, unseen } = judged(config, top, facts, options.memo ?? noMemo);
  return [
    ...found.filter(facts.stays).map((it) => problemAt(it, places)),
    ...stopped.map((it) => ({ ...it, behindUnseen: unseen })),
  ];
}

/** What the last time said, where it comes to the same. */
function judged(config: Config, top: OpenBlock, facts: Facts, memo: Memo): Pick<LastTime, 'found' | 'unseen'> {
  const isWhole = config.stop === undefined;
  const before = isWhole ? memo.get(lastTime) : undefined;
  const again = before?.kind === 'last' ? judgedAgain(before, config, facts, memo) : undefined;
  if (again !== undefined) {
    memo.set(lastTime, again);
    return again;
  }
  const read = readTop(config.directives, top, config.main, facts, memo);
  const complete = config.context === 'main' && isWhole;
  const isClosed = (block: Placed): boolean => !facts.isOpen(block);
  const { found, unseen } = findInWhole(read, { release: facts.release, memo, complete, ends: isWhole, isClosed });
  if (isWhole) memo.set(lastTime, { kind: 'last', config, top: read, found, unseen, alike: new WeakMap() });
  return { found, unseen };
}

const lastTime = {};

/** Of an excerpt from several places, such as a `map` beside a `location`, each block is judged where it can only stand. */
function ofPieces({ context, directives, main }: Config, facts: Facts): readonly Found[] {
  if (context !== 'unknown') return [];
  const places: readonly FileContext[] = ['http', 'server'];
  return places.flatMap((place) => {
    const pieces = directives.filter((it) => it.block !== undefined && guessedContext([it]) === place);
    const top = pieces.length === 0 ? undefined : topOf(place);
    if (top === undefined) return [];
    const read = readTop(pieces, top, main, facts, noMemo);
    const isClosed = (block: Placed): boolean => !facts.isOpen(block);
    const { found } = findInWhole(read, { release: facts.release, memo: noMemo, complete: false, ends: false, isClosed });
    return found.filter(facts.stays);
  });
}

/** What `nginx -t` prints, unless something unseen comes first ({@link Problem.behindUnseen}). */
export function firstRefusal(all: readonly Problem[]): Problem | undefined {
  return all[0];
}

/**
 * Problems of a configuration as nginx reads it: where a text has mistakes that the reader repairs, the text as it stands.
 * `config` is the one that was built with `build`.
 */
export function problemsAsRead(
  config: Config,
  workspace: Workspace,
  options: ProblemOptions & { readonly build: BuildOptions },
): readonly Problem[] {
  return problems(asRead(config, workspace, options.build), workspace, options);
}

/** The configuration as nginx reads it; the same object if that is what the reader made of it. */
export function asRead(config: Config, workspace: Workspace, build: BuildOptions): Config {
  const isRepaired = config.files.some((path) => {
    const file = workspace.open(path);
    return !('unreadable' in file) && file.tree.asRead().root !== file.tree.root;
  });
  return isRepaired ? buildConfig(workspace, config.main, { ...build, context: config.context, asRead: true }) : config;
}

/** Problems that an edit brought, wherever lines moved: those of `after` that `before` has not, or not so often. */
export function newProblems(before: readonly Problem[], after: readonly Problem[]): readonly Problem[] {
  const left = new Map<string, number>();
  for (const problem of before) left.set(keyOf(problem), (left.get(keyOf(problem)) ?? 0) + 1);
  return after.filter((problem) => {
    const count = left.get(keyOf(problem)) ?? 0;
    left.set(keyOf(problem), count - 1);
    return count <= 0;
  });
}

function keyOf({ message, at, path, within }: Problem): string {
  return `${at?.path ?? path ?? ''}\n${within}\n${message}`;
}

/** The block that the top of a file stands in; `undefined` where its lines are no directives, or where nobody knows what it is. */
function topOf(context: FileContext): OpenBlock | undefined {
  const chain: Readonly<Record<FileContext, readonly [Context, string] | undefined>> = {
    main: ['main', ''],
    http: ['http', 'http'],
    server: ['server', 'http server'],
    location: ['location', 'http server location'],
    upstream: ['upstream', 'http upstream'],
    stream: ['stream', 'stream'],
    mail: ['mail', 'mail'],
    map: undefined,
    unknown: undefined,
  };
  const found = chain[context];
  if (found === undefined) return undefined;
  const top = createBlock({ context: found[0], within: found[1], location: undefined, depth: 0 }, undefined);
  // What surrounds a fragment is not seen.
  top.unseen = context !== 'main';
  return top;
}

/** The tokenizer's own refusal: whatever stands before it comes first, so it is the last. */
function stopOf({ stop }: Config): readonly Problem[] {
  if (stop === undefined) return [];
  const { message, path, line } = stop;
  const place = { at: undefined, named: undefined, on: undefined, earlier: undefined, within: '' };
  return [{ kind: 'stops-reading', message, path, line, ...place, phase: 'reading', stops: true, behindUnseen: false }];
}

function problemAt({ at, told, within, phase, section, behindUnseen }: Found, places: Places): Problem {
  const { message, line = 'head', earlier } = told;
  const named = line === 'section' ? section : at;
  const place = line === 'none' || named === undefined ? undefined : places.lineOf(named, line === 'head' ? 'head' : 'close');
  return {
    ...factsIn(told),
    message,
    path: place === undefined ? undefined : named?.path,
    line: place,
    at: at === undefined ? undefined : anchorFor(at, told),
    named: place === undefined || line === 'head' ? undefined : closeOf(named),
    on: at,
    earlier,
    within: at === undefined ? within : `${within} ${at.directive.name.text}`.trim(),
    phase,
    stops: false,
    behindUnseen,
  };
}

/** The `}` of a block. */
function closeOf(block: Placed | undefined): Anchor | undefined {
  const close = block?.directive.block?.close;
  return block === undefined || close === undefined
    ? undefined
    : { path: block.path, directive: block.directive, start: close, end: close + 1 };
}

function factsIn({
  kind,
  context,
  allowed,
  counts,
  expected,
  releases,
  file,
  variable,
}: Told): KnownFacts & Pick<Problem, 'kind'> {
  return { kind, context, allowed, counts, expected, releases, file, variable };
}

/** The word that is meant; nginx quotes it, where its message is about one. */
function anchorFor(placed: Placed, { message, word, variable }: Told): Anchor {
  const { path, directive } = placed;
  const { name, args } = directive;
  const reference = [name, ...args].flatMap(({ variables }) => variables).find((it) => it.name.toLowerCase() === variable);
  const quoted = word === undefined ? args.find(({ text }) => text !== '' && message.includes(`"${text}"`)) : undefined;
  const chosen = reference ?? (word === -1 ? name : (args[word ?? args.length] ?? quoted));
  return chosen === undefined ? wholeOf(placed) : { path, directive, start: chosen.start, end: chosen.end };
}
