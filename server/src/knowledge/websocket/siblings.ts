/** What the locations of a server have to do with each other. Each answer holds until it changes, whatever else is edited in the server. */
import type { Level, Location, LocationName, Placed } from '../../config/model.ts';
import { effective } from '../../config/inherit.ts';
import { sameList } from '../../query/same.ts';
import { contextFor } from '../../analysis/context.ts';
import type { RuleContext, RuleWorld } from '../../analysis/rule.ts';
import type { ProxyTarget } from '../../handshake/model.ts';
import { allLocations, targetsIn, targetsOf } from '../../handshake/routing/proxy-targets.ts';
import { sampleUrl } from '../../handshake/sample.ts';
import type { Asker, Question } from '../../query/memory.ts';
import { authorityOf } from './backend.ts';
import { outlookAt } from './outlook.ts';

/** Locations of the server that jump to a named one: by `try_files` or `error_page`. Their headers stay behind. */
export function jumpersTo({ location }: ProxyTarget, { ask }: RuleContext): readonly Location[] {
  return location.modifier === '@' ? ask(jumpers, location) : [];
}

/** How many places at a level, and in the locations in it, pass requests on with `proxy_pass`. */
export const passesWithin: Question<RuleWorld, Level, number> = {
  answer: (level, { world }) => {
    const all = allLocations(world.server.locations.all());
    const around = all.find((it) => it.level === level);
    const within = level.kind === 'server' ? all : around === undefined ? [] : [around, ...allLocations(around.locations.all())];
    return within.filter((it) => it.level.own.has('proxy_pass')).length;
  },
  isSame: (a, b) => a === b,
};

/** The first place, not of the target's own location, that forwards the handshake: one that jumps to it before others. */
export function siblingOf(target: ProxyTarget, context: RuleContext): ProxyTarget | undefined {
  const jumping = jumpersTo(target, context).map((location) => ({ ...target, location, level: location.level }));
  const forwarding = jumping.find((it) => it.location !== target.location && forwards(it, context));
  return forwarding ?? context.ask(forwarders, target.server.level).find(({ location }) => location !== target.location);
}

/** The same among those that pass to the backend of the target. */
export function siblingToBackend(target: ProxyTarget, context: RuleContext): ProxyTarget | undefined {
  const authority = authorityOf(target.pass, target.level);
  return context
    .ask(allForwarders, target.server.level)
    .find(({ location, pass, level }) => location !== target.location && authorityOf(pass, level) === authority);
}

/**
 * Where the backend of a target is mounted in its server: the shortest prefix that passes to it, without its last slash;
 * a sample of the target's own URLs where there is none. Empty for `/`.
 */
export function mountOf(target: ProxyTarget, { ask }: RuleContext): string {
  const mounted = ask(mounts, target.server.level).get(authorityOf(target.pass, target.level));
  return (mounted ?? sampleUrl(target.location) ?? '').replace(/\/$/, '');
}

/** Places of the server that are named as the target's location is, but for the number at the end: `/app1`, `/app2`. */
export function twinsOf(target: ProxyTarget, { ask }: RuleContext): readonly ProxyTarget[] {
  const { modifier, path } = target.location;
  const name = withoutNumber(path);
  const isTwin = (it: Pick<LocationName, 'modifier' | 'path'>): boolean =>
    it.modifier === modifier && it.path !== path && withoutNumber(it.path) === name;
  return name.length > 1 && target.server.locations.names.some(isTwin)
    ? ask(passing, target.server.level).filter(({ location }) => isTwin(location))
    : [];
}

/** The first of its twins that forwards the handshake. */
export function forwardingTwin(target: ProxyTarget, context: RuleContext): ProxyTarget | undefined {
  return twinsOf(target, context).find(({ location }) => context.ask(forwardingLevel, location) !== undefined);
}

function withoutNumber(path: string): string {
  return path.replace(/[-_]?\d+(\/?)$/, '$1');
}

/** All places of a server that pass requests on. */
const passing: Question<RuleWorld, Level, readonly ProxyTarget[]> = {
  answer: (_level, { world }) => targetsOf(world.server),
  isSame: sameTargets,
};

const mounts: Question<RuleWorld, Level, ReadonlyMap<string, string>> = {
  answer: (_level, { world }) => {
    const out = new Map<string, string>();
    for (const { location, level, pass } of targetsOf(world.server)) {
      if (location.modifier !== '' && location.modifier !== '^~') continue;
      const authority = authorityOf(pass, level);
      const before = out.get(authority);
      if (before === undefined || location.path.length < before.length) out.set(authority, location.path);
    }
    return out;
  },
  isSame: (a, b) => a.size === b.size && [...a].every(([authority, path]) => b.get(authority) === path),
};

const jumpers: Question<RuleWorld, Location, readonly Location[]> = {
  answer: ({ path }, { world }) =>
    allLocations(world.server.locations.all()).filter(
      (it) => (it.level.own.get('try_files') ?? []).some(leadsTo(path)) || sendsTo(path, it),
    ),
  isSame: sameList,
};

function leadsTo(path: string): (line: Placed) => boolean {
  return ({ directive }) => directive.args.at(-1)?.text === path;
}

/**
 * Does a location send requests to a named one by `error_page`? Not where that is for what a backend fails to answer: one that
 * passes requests on by itself means it only for a code that it returns (`return 418`).
 */
function sendsTo(path: string, { level: { own }, body, ifs }: Location): boolean {
  const pages = own.get('error_page')?.filter(leadsTo(path)) ?? [];
  if (pages.length === 0 || !own.has('proxy_pass')) return pages.length > 0;
  const returned = [body, ...ifs.map((it) => it.body)]
    .flat()
    .flatMap(({ directive: { name, args } }) => (name.text === 'return' ? (args[0]?.text ?? []) : []));
  return pages.some(({ directive }) => directive.args.some(({ text }) => returned.includes(text)));
}

/** The first places of the server that forward the handshake, in two locations. */
const forwarders: Question<RuleWorld, Level, readonly ProxyTarget[]> = {
  answer: (_level, asker) => forwardersOf(asker, 2),
  isSame: sameTargets,
};

const allForwarders: Question<RuleWorld, Level, readonly ProxyTarget[]> = {
  answer: (_level, asker) => forwardersOf(asker, Infinity),
  isSame: sameTargets,
};

function forwardersOf({ world, ask }: Asker<RuleWorld>, most: number): readonly ProxyTarget[] {
  const out: ProxyTarget[] = [];
  for (const location of allLocations(world.server.locations.all())) {
    if (out.length === most) break;
    const level = ask(forwardingLevel, location);
    const target = level && targetsIn(location, world.server).find((it) => it.level === level);
    if (target !== undefined) out.push(target);
  }
  return out;
}

function sameTargets(a: readonly ProxyTarget[], b: readonly ProxyTarget[]): boolean {
  return (
    a.length === b.length &&
    a.every((it, index) => {
      const other = b[index];
      return other?.level === it.level && other.location === it.location && other.pass === it.pass;
    })
  );
}

/** The level of a location, or of a block in it, that forwards the handshake. */
const forwardingLevel: Question<RuleWorld, Location, Level | undefined> = {
  answer: (location, asker) => {
    const context = contextFor(asker);
    return targetsIn(location, asker.world.server).find((target) => forwards(target, context))?.level;
  },
};

function forwards(target: ProxyTarget, context: RuleContext): boolean {
  if (target.kind !== 'proxy' || !setsBoth(target.level)) return false;
  const { upgrade, connection } = outlookAt(target, context);
  return upgrade && connection;
}

/** The client's own are never forwarded. */
function setsBoth(level: Level): boolean {
  const names = effective(level, 'proxy_set_header').map(({ directive }) => directive.args[0]?.text.toLowerCase());
  return names.includes('upgrade') && names.includes('connection');
}
