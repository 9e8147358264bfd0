/** Which places of a server forward the handshake: the first ones of all, and of those that have something in common. */
import { contextFor } from '../../analysis/context.ts';
import type { RuleContext, RuleWorld } from '../../analysis/rule.ts';
import { effective } from '../../config/inherit.ts';
import type { Level, Location, LocationName } from '../../config/model.ts';
import type { ProxyTarget } from '../../handshake/model.ts';
import { allLocations, targetsIn } from '../../handshake/routing/proxy-targets.ts';
import { bounded } from '../../query/bounded.ts';
import { derived } from '../../query/derived.ts';
import type { Asker, Question } from '../../query/memory.ts';
import { authorityOf } from './backend.ts';
import { outlookAt } from '../../analysis/outlook.ts';

/** One backend or name in a server, to ask about: what others have to do with it may change. */
export interface Text {
  readonly level: Level;
  readonly text: string;
}

/** By the level of the server: the same object for the same text. */
export const textAt = derived((level: Level) => bounded(mostTexts, (text): Text => ({ level, text })));
const mostTexts = 5000;

/** A place of the server that is asked about. The answer outlives that server: it must not hold it. */
export type PlaceIn = Omit<ProxyTarget, 'server'>;

/** The first places of the server that forward the handshake, in two locations. */
export const firstForwarders: Question<RuleWorld, Level, readonly PlaceIn[]> = {
  answer: (level, asker) => targetsAt(asker.ask(forwarders, level).first, asker),
  isSame: sameTargets,
};

/** The same among those that pass to one backend. */
export const forwardersTo: Question<RuleWorld, Text, readonly PlaceIn[]> = {
  answer: ({ level, text }, asker) => targetsAt(asker.ask(forwarders, level).toBackend.get(text) ?? none, asker),
  isSame: sameTargets,
};

/** The first that have a name in common, with two paths. */
export const forwardersNamed: Question<RuleWorld, Text, readonly PlaceIn[]> = {
  answer: ({ level, text }, asker) => targetsAt(asker.ask(forwarders, level).named.get(text) ?? none, asker),
  isSame: sameTargets,
};

/** With its modifier, and without the number at its end; `undefined` where nothing is left. */
export function commonName({ modifier, path }: Pick<LocationName, 'modifier' | 'path'>): string | undefined {
  const name = path.replace(/[-_]?\d+(\/?)$/, '$1');
  return name.length > 1 ? `${modifier} ${name}` : undefined;
}

export function forwards(target: ProxyTarget, context: RuleContext): boolean {
  if (target.kind !== 'proxy' || !setsBoth(target.level)) return false;
  const { upgrade, connection } = outlookAt(target, context);
  return upgrade && connection;
}

/** The client's own are never forwarded. */
function setsBoth(level: Level): boolean {
  const names = effective(level, 'proxy_set_header').map(({ directive }) => directive.args[0]?.text.toLowerCase());
  return names.includes('upgrade') && names.includes('connection');
}

/** The place of a location, or of a block in it, that forwards the handshake. */
function forwardingIn(location: Location, { world, ask }: Pick<Asker<RuleWorld>, 'world' | 'ask'>): ProxyTarget | undefined {
  const level = ask(forwardingLevel, location);
  return level && targetsIn(location, world.server).find((it) => it.level === level);
}

const forwardingLevel: Question<RuleWorld, Location, Level | undefined> = {
  answer: (location, asker) => {
    const context = contextFor(asker);
    return targetsIn(location, asker.world.server).find((target) => forwards(target, context))?.level;
  },
};

/** Numbers of locations, those in others with them. */
interface Forwarders {
  readonly first: readonly number[];
  readonly toBackend: ReadonlyMap<string, readonly number[]>;
  readonly named: ReadonlyMap<string, readonly number[]>;
}

/** There may be thousands: what is asked of each is text, so that the list is the same as long as nothing that counts here differs. */
const forwarders: Question<RuleWorld, Level, Forwarders> = {
  answer: (level, { world, askEach }) => {
    const keys = allLocations(world.server.locations.all());
    return sorted(askEach({ question: traits, keys, purpose: purposeOf(level) }));
  },
  isSame: (a, b) => a === b,
};

const purposeOf = derived((level: Level): object => ({ level }));

/** Empty where it does not forward the handshake; else its backend, the name that others may have in common with it, and its path. */
const traits: Question<RuleWorld, Location, string> = {
  answer: (location, asker) => {
    const target = forwardingIn(location, asker);
    return target === undefined
      ? ''
      : [authorityOf(target.pass, target.level), commonName(location) ?? '', location.path].join('\0');
  },
};

const sorted = derived((all: readonly string[]): Forwarders => {
  const first: number[] = [];
  const toBackend = new Map<string, number[]>();
  const named = new Map<string, number[]>();
  const paths = new Map<string, string>();
  for (const [index, it] of all.entries()) {
    if (it === '') continue;
    const [authority = '', name = '', path = ''] = it.split('\0');
    if (first.length < 2) first.push(index);
    add(toBackend, authority, index);
    if (name === '' || paths.get(name) === path) continue;
    paths.set(name, path);
    add(named, name, index);
  }
  return { first, toBackend, named };
});

function add(lists: Map<string, number[]>, key: string, index: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [index]);
  else if (list.length < 2) list.push(index);
}

function targetsAt(indexes: readonly number[], asker: Asker<RuleWorld>): readonly PlaceIn[] {
  const all = allLocations(asker.world.server.locations.all());
  return indexes.flatMap((index) => {
    const location = all[index];
    const target = location && forwardingIn(location, asker);
    return target === undefined ? [] : { pass: target.pass, kind: target.kind, level: target.level, location: target.location };
  });
}

function sameTargets(a: readonly PlaceIn[], b: readonly PlaceIn[]): boolean {
  return (
    a.length === b.length &&
    a.every((it, index) => {
      const other = b[index];
      return other?.level === it.level && other.location === it.location && other.pass === it.pass;
    })
  );
}

const none: readonly never[] = [];
