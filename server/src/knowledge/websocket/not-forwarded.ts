/** Locations through which no WebSocket gets, where nothing shows that one is wanted: no mistake, and still worth knowing. */
import type { RuleContext } from '../../analysis/rule.ts';
import type { Server } from '../../config/model.ts';
import { simulateArrival } from '../../handshake/sample.ts';
import type { ProxyTarget } from '../../handshake/model.ts';
import { targetsOf } from '../../handshake/routing/proxy-targets.ts';
import { derived } from '../../query/derived.ts';
import { diagnose } from './diagnosis.ts';
import { outlookAt } from '../../analysis/outlook.ts';
import { surelyArrives } from './arrives.ts';

/** Does it keep both headers of a handshake to itself, for all that can be seen, without anybody being told so? */
export function isNotForwarded(target: ProxyTarget, context: RuleContext): boolean {
  if (target.kind !== 'proxy' || target.location.at === undefined) return false;
  const { verdict, upgrade, upgradeHidden, connection, connectionHidden } = outlookAt(target, context);
  if (
    verdict !== 'fails' ||
    upgradeHidden ||
    connectionHidden ||
    upgrade ||
    connection ||
    diagnose(target, context) !== undefined
  )
    return false;
  // Handshakes may be taken elsewhere before.
  if (surelyArrives(target, context)) return true;
  const arrival = simulateArrival(target, context)?.verdict.kind;
  return arrival !== 'connects' && arrival !== 'depends' && arrival !== 'unknown';
}

/** The place of a server that takes what no other location does: `/`, where that jumps to, or the only one that passes on. */
export function restOf(server: Server): ProxyTarget | undefined {
  return rests(server).rest;
}

const rests = derived((server: Server): { readonly rest: ProxyTarget | undefined } => ({ rest: findRest(server) }));

function findRest(server: Server): ProxyTarget | undefined {
  const targets = targetsOf(server);
  const root = server.locations.all().find(({ modifier, path }) => modifier === '' && path === '/');
  const jump = root?.level.own.get('try_files')?.at(-1)?.directive.args.at(-1)?.text;
  return (
    targets.find(({ location, level }) => location === root && level === location.level) ??
    targets.find(({ location }) => location.modifier === '@' && location.path === jump) ??
    (targets.length === 1 ? targets[0] : undefined)
  );
}

/** Of a server, the place that takes what is left, if it is not forwarded there. */
export function notForwardedIn(server: Server, context: RuleContext): ProxyTarget | undefined {
  const rest = restOf(server);
  return rest !== undefined && isNotForwarded(rest, context) ? rest : undefined;
}
