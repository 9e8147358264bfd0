/** One thing that speaks against a handshake, or that cannot be seen: verdicts are made of these. */
import type { Anchor } from '../../config/model.ts';

export interface Remark {
  readonly kind: 'fails' | 'unknown' | 'depends';
  /** A sentence without its full stop. */
  readonly reason: string;
  /** What nginx itself then answers; `undefined` when the backend or nobody does. */
  readonly status: number | undefined;
  readonly causes: readonly Anchor[];
}

export function fails(reason: string, causes: readonly Anchor[] = [], status?: number): Remark {
  return { kind: 'fails', reason, status, causes };
}

export function depends(reason: string, causes: readonly Anchor[] = []): Remark {
  return { kind: 'depends', reason, status: undefined, causes };
}

export function unknown(what: string, causes: readonly Anchor[] = []): Remark {
  return { kind: 'unknown', reason: `It depends on ${what}`, status: undefined, causes };
}
