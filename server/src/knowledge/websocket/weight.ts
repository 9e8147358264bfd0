/** One sign that a location is meant for WebSockets, and how much it weighs. */
import type { Anchor } from '../../config/model.ts';

export interface Evidence {
  /**
   * Strong: the author says so, or began to write it. Likely: an application that opens WebSockets, and hardly anything else.
   * Weak: an application that gets along without them, or a name that WebSockets often have. Faint: no more than a hint.
   */
  readonly weight: Weight;
  /** For messages: a clause such as ``the path `/ws` names WebSockets``. */
  readonly text: string;
  readonly at: Anchor | undefined;
  /** It speaks of the whole server, or of the backend: another location, which forwards the handshake, may be the one that is meant. */
  readonly about?: 'server' | 'backend';
  /** A line that is half of what is needed; the path; the URL of an application's socket, which nginx brings here. */
  readonly sign?: 'line' | 'path' | 'socket';
}

export type Weight = 'strong' | 'likely' | 'weak' | 'faint';

/** Strongest first. */
export function byWeight(a: Evidence, b: Evidence): number {
  return weights.indexOf(a.weight) - weights.indexOf(b.weight);
}

const weights: readonly Weight[] = ['strong', 'likely', 'weak', 'faint'];
