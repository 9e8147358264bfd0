/** The handshake verdict of every place that passes requests on, as ranks that can be compared before and after an edit. */
import type { Config, Location } from '../config/model.ts';
import type { Workspace } from '../config/workspace.ts';
import type { ProxyTarget, VerdictKind } from '../handshake/model.ts';
import { browserRequest } from '../handshake/request.ts';
import { targetsOf } from '../handshake/targets.ts';
import { upstreamRequest } from '../handshake/upstream.ts';
import { judge } from '../handshake/verdict.ts';
import type { NginxVersion } from '../reference/version.ts';
import { plainConnection } from './diagnosis.ts';

const ranks: Readonly<Record<VerdictKind, number>> = { fails: 0, unknown: 1, depends: 2, connects: 3 };

/** By a name that stays the same when lines are added: server, location and pass, counted where they repeat. */
export function verdictsOf(config: Config, _workspace: Workspace, nginx: NginxVersion): ReadonlyMap<string, number> {
  const out = new Map<string, number>();
  const http = config.http;
  if (http === undefined) return out;
  const request = browserRequest('chrome', '/');
  for (const [index, server] of http.servers.entries()) {
    for (const target of targetsOf(server)) {
      const situation = { environment: http.environment, nginx, connection: plainConnection };
      const { kind } = judge(target, upstreamRequest(target, request, situation), request, situation);
      let name = `${index} ${nameOf(target)}`;
      while (out.has(name)) name += "'";
      out.set(name, ranks[kind]);
    }
  }
  return out;
}

function nameOf({ kind, level, location }: ProxyTarget): string {
  return `${describe(location)} ${level.kind} ${kind}`;
}

function describe({ modifier, path }: Location): string {
  return `${modifier} ${path}`;
}
