/** Goes through what the blocks mean for the whole, in nginx's order, and tells every problem. */
import type { Placed } from '../../config/model.ts';
import { isForeignVariable } from '../../reference/variables.ts';
import { type OpenBlock, type ReadBlock, type Section, type Step, type Whole } from '../reading/model.ts';
import type { Memo } from '../reading/memo.ts';
import type { Release } from '../reading/release.ts';
import { endOfListen, endOfStreamCertificates } from './certificates.ts';
import type { Found } from './found.ts';
import { isHiddenIn } from './levels.ts';
import { endOfServerNames } from './server-names.ts';
import { endOfServer, turns, type EndOfServer, type Turn } from './server.ts';
import { endOfUpstreams } from './upstreams.ts';
import { tell as refusal, type Outcome, type Told, unknowable } from '../reading/told.ts';

export interface WholeOptions {
  readonly release: Release;
  readonly memo: Memo;
  /** The block is a whole configuration, not a fragment: what it lacks is nowhere else. */
  readonly complete: boolean;
  /** nginx reads the top of the file to its end, or could, if it is a fragment. */
  readonly ends: boolean;
  /** nginx reads this block to its `}`. */
  readonly isClosed: (block: Placed) => boolean;
}

/** The work grows with the number of blocks, not with that of lines. */
export function findInWhole(
  top: ReadBlock,
  options: WholeOptions,
): { readonly found: readonly Found[]; readonly unseen: boolean } {
  const found: Found[] = [];
  const known = new Map<Placed | undefined, Set<string>>();
  const whole: Whole = {
    release: options.release,
    unseen: top.block.unseen && top.block.context !== 'main',
    http: undefined,
    stream: undefined,
    zones: new Map(),
    cachePaths: new Map(),
    refusedNames: new Set(),
    connections: undefined,
    threadPools: new Map(),
  };
  const family = sectionFamily(top.block);
  if (family !== undefined) whole[family] = createSection(family, top.block);
  walk(top.steps, 'reading', undefined);
  if (options.ends && whole.http?.block === top.block) endOfSection(whole.http);
  if (options.complete) for (const told of endOfMain(whole, top.block)) tell('end', told.at, '', told, undefined);
  return { found, unseen: whole.unseen };

  function tell(phase: Found['phase'], at: Placed | undefined, within: string, told: Told, section: Placed | undefined): void {
    const place = told.at ?? at;
    const messages = known.get(place) ?? new Set();
    if (messages.size === messages.add(told.message).size) return;
    known.set(place, messages);
    found.push({ phase, at: place, within, told, section, behindUnseen: whole.unseen });
  }

  function walk(steps: readonly Step[], phase: Found['phase'], section: Section | undefined): void {
    for (const step of steps) {
      if (step.kind === 'problem') tell(phase, step.at, step.within, step.told, section?.block.at);
      else if (step.kind === 'unseen') whole.unseen = true;
      else if (step.kind === 'claim') conclude(step.judge(whole), step.at, step.within, phase, section);
      else if (step.kind === 'inner') enter(step, section);
      else if (step.kind === 'define') define(step.family, step.name);
      else if (whole[step.family]?.used.has(step.name) === false) whole[step.family]?.used.set(step.name, step.at);
    }
  }

  /** Before the section there is none that could hold it: what is refused there is remembered. */
  function define(family: 'http' | 'stream', name: string): void {
    if (whole[family] === undefined) whole.refusedNames.add(`variable ${name}`);
    else whole[family].defined.add(name);
  }

  function conclude(outcome: Outcome, at: Placed, within: string, phase: Found['phase'], section: Section | undefined): void {
    if (outcome === undefined) return;
    if (outcome === unknowable) whole.unseen = true;
    else tell(phase, at, within, outcome, section?.block.at);
  }

  function enter({ read: { steps, block }, section: opens }: Step & { kind: 'inner' }, outer: Section | undefined): void {
    const section = opens === undefined ? outer : createSection(opens, block);
    if (opens !== undefined) whole[opens] = section;
    walk(steps, 'reading', section);
    if (opens === undefined || section === undefined) return;
    if (block.at === undefined || options.isClosed(block.at)) endOfSection(section);
  }

  function endOfSection(section: Section): void {
    const { block } = section;
    const outer = outermost(options.memo, block);
    const ends = new Map<Turn, (readonly Step[])[]>();
    if (section.family === 'http')
      for (const server of levelsIn(block)) {
        for (const [turn, steps] of keptEnd(options, server, outer).steps) {
          const known = ends.get(turn);
          if (known === undefined) ends.set(turn, [steps]);
          else known.push(steps);
        }
      }
    if (section.family === 'stream')
      for (const server of block.inner) {
        const told = endOfStreamCertificates({ block: server, outer: { block, outer: undefined } });
        if (told !== undefined) tell('merging', told.at, block.within, told, block.at);
      }
    for (const turn of turns) {
      for (const steps of ends.get(turn) ?? []) walk(steps, 'merging', section);
      if (turn === 'upstreams')
        for (const { at, told } of endOfUpstreams(whole, section)) tell('merging', at, block.within, told, block.at);
      if (turn === 'listens' && section.family === 'http')
        for (const listen of section.listens.values()) {
          const told = endOfListen(listen, block);
          if (told !== undefined) tell('merging', told.at, block.within, told, block.at);
        }
    }
    for (const [at, told] of unknownVariables(whole, section)) tell('merging', at, block.within, told, block.at);
    for (const listen of section.family === 'http' ? section.listens.values() : []) {
      const told = endOfServerNames(listen);
      if (told !== undefined) tell('merging', told.at, block.within, told, block.at);
    }
  }
}

/** What inherits from `http`: its servers; of a fragment that stands inside of one, all of it. */
function levelsIn(block: OpenBlock): readonly OpenBlock[] {
  return block.context === 'http' ? block.inner : [block];
}

/** The first use that nothing defines; nginx names no place (ngx_http_variables.c, ngx_http_variables_init_vars). */
function* unknownVariables(whole: Whole, { used, defined }: Section): Generator<[Placed, Told]> {
  if (whole.unseen) return;
  for (const [name, at] of used) {
    if (!defined.has(name) && !whole.refusedNames.has(`variable ${name}`) && !isForeignVariable(name))
      yield [at, refusal('unknown-variable', `unknown "${name}" variable`, { variable: name, line: 'none' })];
  }
}

/** What is said when all files are read (ngx_cycle.c, ngx_init_cycle). */
function* endOfMain(whole: Whole, main: OpenBlock): Generator<Told> {
  const isHidden = main.unseen || main.misspelt;
  if (!main.given.has('events') && !isHiddenIn(main, 'events'))
    yield refusal('missing-events', 'no "events" section in configuration', { line: 'none' });
  const few = isHidden ? undefined : tooFewConnections(whole);
  if (few !== undefined) yield few;
  for (const [name, pool] of whole.threadPools) {
    const isDefined = pool.defined || name === 'default' || whole.refusedNames.has(`pool ${name.toLowerCase()}`);
    if (!isDefined && !isHidden) yield refusal('unknown-name', `unknown thread pool "${name}"`, { at: pool.at });
  }
  if (isHidden || whole.http?.block.unseen === true || whole.http?.block.misspelt === true) return;
  for (const [name, zone] of whole.zones) {
    if (zone.size === 0 && !whole.refusedNames.has(`zone ${name}`))
      yield refusal('unknown-name', `zero size shared memory zone "${name}"`, { line: 'none', at: zone.at });
  }
}

/** One is needed for each listening socket, and one more (ngx_event.c, ngx_event_init_conf). */
function tooFewConnections({ connections, http, stream, unseen }: Whole): Told | undefined {
  if (connections === undefined || unseen) return undefined;
  const listens = [...(http?.listens.keys() ?? []), ...(stream?.listens.keys() ?? [])];
  // An address may be part of another one's socket, where they share a port.
  const ports = new Set(listens.map((text) => text.slice(text.lastIndexOf(':'))));
  if (ports.size !== listens.length || connections.count > listens.length) return undefined;
  const message = `${connections.count} worker_connections are not enough for ${listens.length} listening sockets`;
  return refusal('unfit-sizes', message, { line: 'none', at: connections.at });
}

function sectionFamily({ context }: OpenBlock): 'http' | 'stream' | undefined {
  if (context === 'main' || context === 'events' || context.startsWith('mail')) return undefined;
  return context.startsWith('stream') ? 'stream' : 'http';
}

function createSection(family: 'http' | 'stream', block: OpenBlock): Section {
  return {
    family,
    block,
    defined: new Set(),
    used: new Map(),
    upstreams: new Map(),
    upstreamOrder: [],
    listens: new Map(),
    listenCount: 0,
    logFormats: new Set(['combined']),
    charsetPairs: new Set(),
  };
}

function keptEnd({ memo, release }: WholeOptions, server: OpenBlock, http: OpenBlock): EndOfServer {
  const known = memo.get(server);
  if (known?.kind === 'end' && known.http === http) return known;
  const end = endOfServer(server, http, release);
  memo.set(server, end);
  return end;
}

const theWhole = {};

/** The `http` block as servers inherit from it: the last one again, if nothing in it differs that a server could ask for. */
function outermost(memo: Memo, block: OpenBlock): OpenBlock {
  const known = memo.get(theWhole);
  if (known?.kind === 'open' && isAlike(known, block)) return known;
  const kept = { ...block, inner: [] };
  memo.set(theWhole, kept);
  return kept;
}

function isAlike(a: OpenBlock, b: OpenBlock): boolean {
  if (a.unseen !== b.unseen || a.stock !== b.stock || a.misspelt !== b.misspelt) return false;
  if (a.refused?.size !== b.refused?.size || ![...(a.refused ?? [])].every((name) => b.refused?.has(name) === true)) return false;
  return (
    a.given.size === b.given.size &&
    [...a.given].every(([name, uses]) => {
      const others = b.given.get(name);
      return others?.length === uses.length && uses.every((use, index) => use === others[index]);
    })
  );
}
