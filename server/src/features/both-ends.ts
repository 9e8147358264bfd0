/** A simulation where nobody said the version: at both ends of what it may be, the worse one in full. */
import { sentence } from '../analysis/one-line.ts';
import type { Simulation, VerdictKind } from '../handshake/model.ts';
import { nameOfVersion, type NginxVersion } from '../reference/version.ts';
import type { Range } from '../validity/both-ends.ts';

export interface Simulated {
  readonly nginx: NginxVersion;
  readonly simulation: Simulation;
}

/** What is shown, and what the other end makes of it; `undefined` where the version is certain. */
export interface AtEnds extends Simulated {
  readonly other: Simulated | undefined;
}

/** An end that refuses what the other accepts is not what the configuration was written for. */
export function atEnds({ nginx, nginxUpTo }: Range, simulate: (nginx: NginxVersion) => Simulation): AtEnds {
  const oldest = { nginx, simulation: simulate(nginx) };
  if (nginxUpTo === undefined) return { ...oldest, other: undefined };
  const newest = { nginx: nginxUpTo, simulation: simulate(nginxUpTo) };
  const showsNewest =
    isRefused(oldest) === isRefused(newest) ? rankOf(newest) < rankOf(oldest) : isRefused(oldest) && !isRefused(newest);
  return showsNewest ? { ...newest, other: oldest } : { ...oldest, other: newest };
}

/** A paragraph for below the simulation; empty where the version is certain. */
export function otherEndText({ nginx, simulation, other }: AtEnds): string {
  if (other === undefined) return '';
  const { verdict, head } = other.simulation;
  const same = verdict.kind === simulation.verdict.kind && verdict.status === simulation.verdict.status;
  const rest = head === simulation.head ? 'the same' : `also ${verdict.kind}, with another request head`;
  const says = same ? rest : `${verdict.kind}: ${sentence(verdict.reason)}`;
  return `\nNobody said which nginx runs this: above is ${nameOfVersion(nginx)}. ${nameOfVersion(other.nginx)}: ${says}.\n`;
}

const ranks: Readonly<Record<VerdictKind, number>> = { fails: 0, unknown: 1, depends: 2, connects: 3 };

function rankOf({ simulation }: Simulated): number {
  return ranks[simulation.verdict.kind];
}

function isRefused({ simulation }: Simulated): boolean {
  return simulation.errors.length > 0;
}
