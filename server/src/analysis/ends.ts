/** A simulation where nobody said the version: at both ends of what it may be, the worse one in full. */
import type { Simulation, VerdictKind } from '../handshake/model.ts';
import type { VersionRange } from '../handshake/verdict/assumed.ts';
import type { NginxVersion } from '../reference/version.ts';

export interface Simulated {
  readonly nginx: NginxVersion;
  readonly simulation: Simulation;
}

/** What is shown, and what the other end makes of it; `undefined` where the version is certain. */
export interface AtEnds extends Simulated {
  readonly other: Simulated | undefined;
}

/** An end that refuses what the other accepts is not what the configuration was written for. */
export function atEnds({ nginx, nginxUpTo }: VersionRange, simulate: (nginx: NginxVersion) => Simulation): AtEnds {
  const oldest = { nginx, simulation: simulate(nginx) };
  if (nginxUpTo === undefined) return { ...oldest, other: undefined };
  const newest = { nginx: nginxUpTo, simulation: simulate(nginxUpTo) };
  const showsNewest =
    isRefused(oldest) === isRefused(newest) ? rankOf(newest) < rankOf(oldest) : isRefused(oldest) && !isRefused(newest);
  return showsNewest ? { ...newest, other: oldest } : { ...oldest, other: newest };
}

const ranks: Readonly<Record<VerdictKind, number>> = { fails: 0, unknown: 1, depends: 2, connects: 3 };

function rankOf({ simulation }: Simulated): number {
  return ranks[simulation.verdict.kind];
}

function isRefused({ simulation }: Simulated): boolean {
  return simulation.errors.length > 0;
}
