/** The headers that tell a backend who asks, and how: X-Real-IP, X-Forwarded-For and their kin. */
import { cutOffLevels, effective } from '../../config/inherit.ts';
import type { Level, Placed } from '../../config/model.ts';
import { contextFor } from '../../analysis/context.ts';
import type { RuleContext, RuleWorld } from '../../analysis/rule.ts';
import type { ProxyTarget } from '../../handshake/model.ts';
import { allLocations, targetsIn } from '../../handshake/routing/proxy-targets.ts';
import type { Question } from '../../query/memory.ts';
import { sameList } from '../../query/same.ts';

/** Is that the name of a header that tells who asks, and how? In lower case. */
export function isForwarded(name: string): boolean {
  return name === 'x-real-ip' || name.startsWith('x-forwarded-') || name === 'forwarded';
}

/** Lower case; empty for a line without one. */
export function headerName({ directive }: Placed): string {
  return directive.args[0]?.text.toLowerCase() ?? '';
}

/**
 * The lines with such headers that a target lacks: what is cut off by its own lines, else what another location of the server
 * sends to the same backend. None where it sends some itself.
 */
export function lostForwarded(target: ProxyTarget, context: RuleContext): readonly Placed[] {
  if (effective(target.level, 'proxy_set_header').some((line) => isForwarded(headerName(line)))) return [];
  for (const { own } of cutOffLevels(target.level, 'proxy_set_header')) {
    const lines = forwardedAt(own);
    if (lines.length > 0) return lines;
  }
  const backend = backendOf(target.pass);
  return context.ask(senders, target.server.level).find(({ pass }) => backendOf(pass) === backend)?.lines ?? [];
}

interface Sender {
  readonly pass: Placed;
  readonly lines: readonly Placed[];
}

/** The locations of a server that set such headers themselves, one for each backend. */
const senders: Question<RuleWorld, Level, readonly Sender[]> = {
  answer: (_level, asker) => {
    const { environment } = contextFor(asker);
    const out = new Map<string, Sender>();
    for (const location of allLocations(asker.world.server.locations.all())) {
      const lines = forwardedAt(location.level.own);
      const [target] = lines.length === 0 ? [] : targetsIn(location, asker.world.server);
      // What `set` gives a variable counts in its own location only.
      const isFixed = lines.every(({ directive: { args } }) =>
        args[1]?.variables.every(({ name }) => environment.variables.get(name.toLowerCase())?.assigned !== true),
      );
      if (target !== undefined && isFixed && !out.has(backendOf(target.pass)))
        out.set(backendOf(target.pass), { pass: target.pass, lines });
    }
    return [...out.values()];
  },
  isSame: (a, b) =>
    a.length === b.length && a.every(({ pass, lines }, index) => pass === b[index]?.pass && sameList(lines, b[index].lines)),
};

function forwardedAt(own: Level['own']): readonly Placed[] {
  return (own.get('proxy_set_header') ?? []).filter(
    (line) => isForwarded(headerName(line)) && line.directive.args[1]?.text !== '',
  );
}

/** Scheme, host and port of a pass, as written. */
function backendOf({ directive }: Placed): string {
  const text = directive.args[0]?.text ?? '';
  return /^\w+:\/\/[^/]*/.exec(text)?.[0].toLowerCase() ?? text;
}
