/** Ports of backends that a server speaks to by http and by https. */
import type { RuleContext, RuleWorld } from '../../analysis/rule.ts';
import type { Level, Location, Server } from '../../config/model.ts';
import type { ProxyTarget } from '../../handshake/model.ts';
import { allLocations, targetsIn } from '../../handshake/routing/proxy-targets.ts';
import { derived } from '../../query/derived.ts';
import type { Question } from '../../query/memory.ts';
import { sameList } from '../../query/same.ts';

export interface SharedPort {
  readonly http: readonly ProxyTarget[];
  readonly https: readonly ProxyTarget[];
}

/** Addresses, and upstreams, to which a server passes by both schemes. */
export function sharedPorts(server: Server, { ask, environment }: RuleContext): readonly SharedPort[] {
  const all = allLocations(server.locations.all());
  if (all.length <= few && !all.some((it) => speaksHttps(it, server))) return none;
  // Looking at a few again costs less than to remember what was said of each.
  const both = all.length > few ? ask(bothIn, server.level) : spokenBoth(all.map((it) => portsAt(it, server)));
  // Without a port in it, a host has one port for each.
  const shared = both.filter((address) => /:\d+$/.test(address) || environment.upstreams.has(address));
  if (shared.length === 0) return none;
  const byAddress = new Map(shared.map((it) => [it, { http: [] as ProxyTarget[], https: [] as ProxyTarget[] }]));
  for (const location of all) {
    for (const target of targetsIn(location, server)) {
      const [scheme = '', address = ''] = portOf(target)?.split(' ') ?? none;
      byAddress.get(address)?.[scheme === 'https' ? 'https' : 'http'].push(target);
    }
  }
  return [...byAddress.values()].filter(({ http, https }) => http.length > 0 && https.length > 0);
}

const none: readonly never[] = [];

function speaksHttps(location: Location, server: Server): boolean {
  return targetsIn(location, server).some(({ pass }) => /^https:/i.test(pass.directive.args[0]?.text ?? ''));
}

/** Scheme and address; most servers have no address with two schemes, and many locations. */
function portOf({ kind, pass }: ProxyTarget): string | undefined {
  const word = kind === 'proxy' ? pass.directive.args[0] : undefined;
  const [, scheme = '', address = ''] = /^(https?):\/\/([^/?$]+)(?=[/?]|$)/i.exec(word?.text ?? '') ?? [];
  if (address === '' || word?.placeholder !== false || address.toLowerCase().startsWith('unix:')) return undefined;
  return `${scheme} ${address}`.toLowerCase();
}

function portsAt(location: Location, server: Server): string {
  return targetsIn(location, server)
    .flatMap((it) => portOf(it) ?? [])
    .join('\n');
}

const portsIn: Question<RuleWorld, Location, string> = {
  answer: (location, { world }) => portsAt(location, world.server),
};

const bothIn: Question<RuleWorld, Level, readonly string[]> = {
  answer: (level, { world, askEach }) => {
    const keys = allLocations(world.server.locations.all());
    return keptBoth(askEach({ question: portsIn, keys, purpose: purposeOf(level) }));
  },
  isSame: sameList,
};

const few = 10;

const purposeOf = derived((level: Level): object => ({ level }));

/** Addresses with both schemes. */
function spokenBoth(all: readonly string[]): readonly string[] {
  if (!all.some((it) => it.includes('https '))) return none;
  const ports = new Set(all.flatMap((it) => (it === '' ? [] : it.split('\n'))));
  return [...ports].flatMap((it) => {
    const [scheme = '', address = ''] = it.split(' ');
    return scheme === 'https' && ports.has(`http ${address}`) ? [address] : [];
  });
}

const keptBoth = derived(spokenBoth);
