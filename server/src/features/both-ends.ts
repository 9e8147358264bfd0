/** What is said below a simulation where nobody said the version. */
import type { AtEnds } from '../analysis/ends.ts';
import { sentence } from '../analysis/one-line.ts';
import { nameOfVersion } from '../reference/version.ts';

/** A paragraph for below the simulation; empty where the version is certain. */
export function otherEndText({ nginx, simulation, other }: AtEnds): string {
  if (other === undefined) return '';
  const { verdict, head } = other.simulation;
  const same = verdict.kind === simulation.verdict.kind && verdict.status === simulation.verdict.status;
  const rest = head === simulation.head ? 'the same' : `also ${verdict.kind}, with another request head`;
  const says = same ? rest : `${verdict.kind}: ${sentence(verdict.reason)}`;
  return `\nNobody said which nginx runs this: above is ${nameOfVersion(nginx)}. ${nameOfVersion(other.nginx)}: ${says}.\n`;
}
