/** The public way beside the origin: who loses the handshake? */
import type { Judgement } from './judgement.ts';

/** One sentence or two. */
export function againstOrigin(publicWay: Judgement, origin: Judgement): string {
  if (opens(publicWay))
    return opens(origin)
      ? 'Both connect: nothing in front is in the way.'
      : 'The public way connects and the origin does not: they are not the same server.';
  if (!opens(origin)) return 'Neither connects: it is not (only) what stands in front.';
  const { front } = publicWay.answeredBy;
  return front === undefined
    ? 'The origin connects and the public way does not: a proxy or load balancer in front loses the handshake.'
    : `The origin connects and the public way does not: ${front.name} in front loses the handshake. ${front.allow}`;
}

function opens({ verdict }: Judgement): boolean {
  return verdict === 'connected' || verdict === 'closed';
}
