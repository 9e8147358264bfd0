/** The handshake verdict of every place that passes requests on, as ranks that can be compared before and after an edit. */
import type { Config } from '../config/model.ts';
import { nameOf } from '../handshake/routing/locate.ts';
import type { VerdictKind } from '../handshake/model.ts';
import { targetsOf } from '../handshake/routing/proxy-targets.ts';
import type { NginxVersion } from '../reference/version.ts';
import { tryHandshake } from '../handshake/attempt.ts';

const ranks: Readonly<Record<VerdictKind, number>> = { fails: 0, unknown: 1, depends: 2, connects: 3 };

/** By a name that stays the same when lines are added: server, location and pass, counted where they repeat. */
export function verdictsOf({ http }: Config, nginx: NginxVersion): ReadonlyMap<string, number> {
  const out = new Map<string, number>();
  for (const [index, server] of http?.servers.entries() ?? []) {
    for (const target of targetsOf(server)) {
      let name = `${index} ${nameOf(target.location)} ${target.level.kind} ${target.kind}`;
      while (out.has(name)) name += "'";
      if (http !== undefined) out.set(name, ranks[tryHandshake(target, { environment: http.environment, nginx }).verdict.kind]);
    }
  }
  return out;
}
