/** The running world beside the simulation: is it what the configuration says, and if not, who is to be looked at? */
import type { Anchor } from '../config/model.ts';
import type { Simulation } from '../handshake/model.ts';
import { lostUpgrade } from './answers.ts';
import type { Judgement } from './judgement.ts';
import type { Closed, Observation } from './model.ts';
import { silenceOf } from './silence.ts';

export type Differs = 'none' | 'not-reloaded' | 'front' | 'backend' | 'unknown';

export interface Comparison {
  readonly differs: Differs;
  /** Sentences; `undefined` where there is nothing to add to the probe's reason. */
  readonly reason: string | undefined;
  /** The line that the reason speaks of. */
  readonly at?: Anchor | undefined;
}

export function compare(
  simulation: Simulation,
  seen: Observation,
  { verdict: found, answeredBy: { who, front } }: Judgement,
): Comparison {
  const { verdict } = simulation;
  const opened = found === 'connected' || found === 'closed';
  if (verdict.kind === 'unknown') return { differs: 'unknown', reason: `The simulation cannot tell: ${verdict.reason}` };
  if (opened)
    return verdict.kind === 'fails'
      ? {
          differs: 'not-reloaded',
          reason: `By the file it fails: ${verdict.reason} What runs is another configuration than this file: an older one, or another server.`,
        }
      : found === 'closed' && seen.closed !== undefined
        ? ofEnd(simulation, seen.closed, front !== undefined)
        : same;
  if (seen.answer === undefined) return { differs: 'unknown', reason: 'Nothing answered, so nothing can be compared.' };
  if (who === 'front')
    return {
      differs: 'front',
      reason: `nginx was not asked: what stands in front answered.${verdict.kind === 'fails' ? ` By the file it would fail there too: ${verdict.reason}` : ''}`,
    };
  if (verdict.kind === 'fails') return ofFailing(verdict.status, verdict.reason, seen.answer.status, who === 'nginx');
  if (who === 'nginx') return ofNginx(seen.answer.status);
  if (!lostUpgrade(seen.answer))
    return {
      differs: 'backend',
      reason: 'By the file nginx sends a complete handshake: the backend refuses it for a reason of its own.',
    };
  if (front !== undefined)
    return {
      differs: 'front',
      reason: `By the file nginx forwards the handshake, and the backend did not see it: ${front.name} in front loses it. ${front.allow}`,
    };
  return {
    differs: 'not-reloaded',
    reason:
      'By the file nginx forwards the handshake, and the backend did not see it: the running nginx has an older configuration (`nginx -s reload`), or another server or proxy took the request.',
  };
}

const same: Comparison = { differs: 'none', reason: undefined };

/** nginx ends a tunnel without a close frame; each byte starts its time again. */
function ofEnd(simulation: Simulation, { code, after, received }: Closed, isFronted: boolean): Comparison {
  const silence = code === 1006 && received === 0 ? silenceOf(simulation) : undefined;
  if (silence === undefined) return same;
  if (Math.abs(after - silence.after) <= Math.max(0.6, silence.after / 50))
    return { differs: 'none', reason: `As the file says: nginx ends it, by ${silence.words}.`, at: silence.at };
  return {
    differs: isFronted ? 'front' : 'unknown',
    reason: `By the file nginx waits ${silence.after} s in silence (${silence.words}): what ended it is something in front, the backend, or an older configuration that still runs.`,
    at: silence.at,
  };
}

function ofFailing(expected: number | undefined, reason: string, status: number, byNginx: boolean): Comparison {
  if (expected === undefined ? !byNginx : expected === status) return { differs: 'none', reason: `As the file says: ${reason}` };
  const instead = expected === undefined ? 'the backend would answer' : `nginx would answer ${expected}`;
  return {
    differs: 'not-reloaded',
    reason: `By the file it fails in another way (${instead}): ${reason} What runs is another configuration than this file.`,
  };
}

/** nginx answers by itself where the file passes on. */
function ofNginx(status: number): Comparison {
  if (status === 502 || status === 504)
    return { differs: 'backend', reason: 'By the file nginx passes the handshake on: nobody there answers.' };
  return {
    differs: 'not-reloaded',
    reason:
      'By the file nginx passes the handshake on: what runs is an older configuration (`nginx -s reload`), or another server takes this Host.',
  };
}
