/** Ports of backends that a server speaks to by http and by https. */
import type { RuleContext, RuleWorld } from '../../analysis/rule.ts';
import type { Level, Location, Server } from '../../config/model.ts';
import type { ProxyTarget } from '../../handshake/model.ts';
import { allLocations, targetsIn } from '../../handshake/routing/proxy-targets.ts';
import { derived } from '../../query/derived.ts';
import type { Question } from '../../query/memory.ts';

export interface SharedPort {
  readonly http: readonly ProxyTarget[];
  readonly https: readonly ProxyTarget[];
}

/** Addresses, and upstreams, to which a server passes by both schemes. */
export function sharedPorts(server: Server, { ask }: RuleContext): readonly SharedPort[] {
  const shared = ask(sharedIn, server.level);
  if (shared.size === 0) return none;
  const byAddress = new Map(Array.from(shared, (it) => [it, { http: [] as ProxyTarget[], https: [] as ProxyTarget[] }]));
  for (const location of allLocations(server.locations.all())) {
    for (const target of targetsIn(location, server)) {
      const [scheme = '', address = ''] = portOf(target)?.split(' ') ?? none;
      byAddress.get(address)?.[scheme === 'https' ? 'https' : 'http'].push(target);
    }
  }
  return [...byAddress.values()].filter(({ http, https }) => http.length > 0 && https.length > 0);
}

const none: readonly never[] = [];

/** Scheme and address; most servers have no address with two schemes, and many locations. */
function portOf({ kind, pass }: ProxyTarget): string | undefined {
  const word = kind === 'proxy' ? pass.directive.args[0] : undefined;
  const [, scheme = '', address = ''] = /^(https?):\/\/([^/?$]+)(?=[/?]|$)/i.exec(word?.text ?? '') ?? [];
  if (address === '' || word?.placeholder !== false || address.toLowerCase().startsWith('unix:')) return undefined;
  return `${scheme} ${address}`.toLowerCase();
}

const portsIn: Question<RuleWorld, Location, string> = {
  answer: (location, { world }) =>
    targetsIn(location, world.server)
      .flatMap((it) => portOf(it) ?? [])
      .join('\n'),
};

const sharedIn: Question<RuleWorld, Level, ReadonlySet<string>> = {
  answer: (level, { world, askEach }) => {
    const keys = allLocations(world.server.locations.all());
    const both = spokenBoth(askEach({ question: portsIn, keys, purpose: purposeOf(level) }));
    // Without a port in it, a host has one port for each.
    const isOne = (address: string): boolean => /:\d+$/.test(address) || world.environment.upstreams.has(address);
    return new Set(both.filter(isOne));
  },
  isSame: (a, b) => a.size === b.size && [...a].every((it) => b.has(it)),
};

const purposeOf = derived((level: Level): object => ({ level }));

/** Addresses with both schemes. */
const spokenBoth = derived((all: readonly string[]): readonly string[] => {
  const ports = new Set(all.flatMap((it) => (it === '' ? [] : it.split('\n'))));
  return [...ports].flatMap((it) => {
    const [scheme = '', address = ''] = it.split(' ');
    return scheme === 'https' && ports.has(`http ${address}`) ? [address] : [];
  });
});
