/** What the locations of a server have to do with each other. Each answer holds until it changes, whatever else is edited in the server. */
import type { Level, Location } from '../../config/model.ts';
import { effective } from '../../config/inherit.ts';
import { sameList } from '../../query/same.ts';
import { contextFor } from '../../analysis/context.ts';
import type { RuleContext, RuleWorld } from '../../analysis/rule.ts';
import type { ProxyTarget } from '../../handshake/model.ts';
import { allLocations, targetsIn } from '../../handshake/routing/proxy-targets.ts';
import type { Question } from '../../query/memory.ts';
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

const jumpers: Question<RuleWorld, Location, readonly Location[]> = {
  answer: ({ path }, { world }) =>
    allLocations(world.server.locations.all()).filter(({ level: { own } }) =>
      [...(own.get('try_files') ?? []), ...(own.get('error_page') ?? [])].some(
        ({ directive }) => directive.args.at(-1)?.text === path,
      ),
    ),
  isSame: sameList,
};

/** The first places of the server that forward the handshake, in two locations. */
const forwarders: Question<RuleWorld, Level, readonly ProxyTarget[]> = {
  answer: (_level, { world, ask }) => {
    const out: ProxyTarget[] = [];
    for (const location of allLocations(world.server.locations.all())) {
      if (out.length === 2) break;
      const level = ask(forwardingLevel, location);
      const target = level && targetsIn(location, world.server).find((it) => it.level === level);
      if (target !== undefined) out.push(target);
    }
    return out;
  },
  isSame: (a, b) =>
    a.length === b.length && a.every(({ level, location }, index) => b[index]?.level === level && b[index].location === location),
};

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
