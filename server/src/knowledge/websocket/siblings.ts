/** What the locations of a server have to do with each other. Each answer holds until it changes, whatever else is edited in the server. */
import type { Level, Location, LocationName, Placed } from '../../config/model.ts';
import { derived } from '../../query/derived.ts';
import { sameList } from '../../query/same.ts';
import type { RuleContext, RuleWorld } from '../../analysis/rule.ts';
import type { ProxyTarget } from '../../handshake/model.ts';
import { allLocations, targetsOf } from '../../handshake/routing/proxy-targets.ts';
import { sampleUrl } from '../../handshake/sample.ts';
import type { Question } from '../../query/memory.ts';
import { authorityOf, backendOf } from './backend.ts';
import {
  commonName,
  firstForwarders,
  forwards,
  forwardersNamed,
  forwardersTo,
  textAt,
  type PlaceIn,
  type Text,
} from './forwarders.ts';

/** Locations of the server that jump to a named one: by `try_files` or `error_page`. Their headers stay behind. */
export function jumpersTo({ location }: ProxyTarget, { ask }: RuleContext): readonly Location[] {
  return location.modifier === '@' ? ask(jumpers, location) : [];
}

/** How many places at a level, and in the locations in it, pass requests on with `proxy_pass`, an `if` of theirs or they themselves. */
export const passesWithin: Question<RuleWorld, Level, number> = {
  answer: (level, { world }) => {
    const all = allLocations(world.server.locations.all());
    const around = level.kind === 'server' ? undefined : byLevel(all).get(level);
    const within = level.kind === 'server' ? all : around === undefined ? [] : [around, ...allLocations(around.locations.all())];
    return within.filter(({ level: { own }, ifs }) => own.has('proxy_pass') || ifs.some((it) => it.level.own.has('proxy_pass')))
      .length;
  },
  isSame: (a, b) => a === b,
};

const byLevel = derived((all: readonly Location[]): ReadonlyMap<Level, Location> => new Map(all.map((it) => [it.level, it])));

/** The first place, not of the target's own location, that forwards the handshake: one that jumps to it before others. */
export function siblingOf(target: ProxyTarget, context: RuleContext): ProxyTarget | undefined {
  const jumping = jumpersTo(target, context).map((location) => ({ ...target, location, level: location.level }));
  const forwarding = jumping.find((it) => it.location !== target.location && forwards(it, context));
  if (forwarding !== undefined) return forwarding;
  const others = context.ask(firstForwarders, target.server.level);
  return beside(
    target,
    others.find(({ location }) => location !== target.location),
  );
}

/** In the same server. */
function beside({ server }: ProxyTarget, place: PlaceIn | undefined): ProxyTarget | undefined {
  return place && { ...place, server };
}

/** The same among those that pass to the backend of the target. */
export function siblingToBackend(target: ProxyTarget, { ask }: RuleContext): ProxyTarget | undefined {
  const backend = textAt(target.server.level)(authorityOf(target.pass, target.level));
  return beside(
    target,
    ask(forwardersTo, backend).find(({ location }) => location !== target.location),
  );
}

/**
 * Where the backend of a target is mounted in its server: the shortest prefix that passes to it, without its last slash;
 * a sample of the target's own URLs where there is none. Empty for `/`.
 */
export function mountOf(target: ProxyTarget, { ask }: RuleContext): string {
  const mounted = ask(mountedAt, textAt(target.server.level)(authorityOf(target.pass, target.level)));
  return (mounted ?? sampleUrl(target.location) ?? '').replace(/\/$/, '');
}

/** Ports of the backends of places of the server that are named as the target's location is, but for the number at the end: `/app1`, `/app2`. */
export function portsOfTwins(target: ProxyTarget, { ask }: RuleContext): readonly number[] {
  const name = twinName(target);
  const ports = name === undefined ? [] : ask(portsNamed, textAt(target.server.level)(name));
  return ports.filter(({ path }) => path !== target.location.path).map(({ port }) => port);
}

/** The first place that is named so and forwards the handshake. */
export function forwardingTwin(target: ProxyTarget, { ask }: RuleContext): ProxyTarget | undefined {
  const name = twinName(target);
  if (name === undefined) return undefined;
  const named = ask(forwardersNamed, textAt(target.server.level)(name));
  return beside(
    target,
    named.find(({ location }) => location.path !== target.location.path),
  );
}

/** The name that a location has in common with another one beside it; `undefined` where there is none. */
function twinName({ location, server }: ProxyTarget): string | undefined {
  const name = commonName(location);
  const paths = name === undefined ? undefined : pathsByName(server.locations.names).get(name);
  return paths === undefined || (paths.size === 1 && paths.has(location.path)) ? undefined : name;
}

const pathsByName = derived((names: readonly LocationName[]): ReadonlyMap<string, ReadonlySet<string>> => {
  const out = new Map<string, Set<string>>();
  for (const it of names) {
    const name = commonName(it);
    if (name === undefined) continue;
    const paths = out.get(name);
    if (paths === undefined) out.set(name, new Set([it.path]));
    else paths.add(it.path);
  }
  return out;
});

const none: readonly never[] = [];

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

const mountedAt: Question<RuleWorld, Text, string | undefined> = {
  answer: ({ level, text }, { ask }) => ask(mounts, level).get(text),
  isSame: (a, b) => a === b,
};

/** The ports of the backends of those that are named so. */
const portsNamed: Question<RuleWorld, Text, readonly NamedPort[]> = {
  answer: ({ level, text }, { ask }) => ask(portsByName, level).get(text) ?? none,
  isSame: (a, b) =>
    a.length === b.length && a.every(({ path, port }, index) => path === b[index]?.path && port === b[index].port),
};

interface NamedPort {
  readonly path: string;
  readonly port: number;
}

const portsByName: Question<RuleWorld, Level, ReadonlyMap<string, readonly NamedPort[]>> = {
  answer: (_level, { world: { server, environment } }) => {
    const out = new Map<string, NamedPort[]>();
    for (const target of targetsOf(server)) {
      const name = twinName(target);
      const { port } = name === undefined ? { port: undefined } : backendOf(target.pass, target.level, environment);
      if (name === undefined || port === undefined) continue;
      const { path } = target.location;
      const list = out.get(name);
      if (list === undefined) out.set(name, [{ path, port }]);
      else list.push({ path, port });
    }
    return out;
  },
};

const jumpers: Question<RuleWorld, Location, readonly Location[]> = {
  answer: ({ path }, { world, ask }) => ask(jumpersByName, world.server.level).get(path) ?? none,
  isSame: sameList,
};

const jumpersByName: Question<RuleWorld, Level, ReadonlyMap<string, readonly Location[]>> = {
  answer: (_level, { world }) => {
    const out = new Map<string, Location[]>();
    for (const location of allLocations(world.server.locations.all())) {
      const { own } = location.level;
      const lines = [...(own.get('try_files') ?? none), ...(own.get('error_page') ?? []).filter((it) => sendsOn(it, location))];
      for (const { directive } of lines) {
        const name = directive.args.at(-1)?.text ?? '';
        if (!name.startsWith('@')) continue;
        const list = out.get(name);
        if (list === undefined) out.set(name, [location]);
        else if (list.at(-1) !== location) list.push(location);
      }
    }
    return out;
  },
};

/**
 * Does a location send requests on by an `error_page`? Not where that is for what a backend fails to answer: one that passes
 * requests on by itself means it only for a code that it returns (`return 418`).
 */
function sendsOn({ directive }: Placed, { level: { own }, body, ifs }: Location): boolean {
  if (!own.has('proxy_pass')) return true;
  const returned = [body, ...ifs.map((it) => it.body)]
    .flat()
    .flatMap(({ directive: { name, args } }) => (name.text === 'return' ? (args[0]?.text ?? []) : []));
  return directive.args.some(({ text }) => returned.includes(text));
}
