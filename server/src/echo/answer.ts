/** What an echo backend answers to a request head, by what it was told to be. */
import type { ClientRequest } from '../handshake/model.ts';
import { complaintsAbout, isHandshake, type Complaint } from './acceptance.ts';

/** How the backend behaves to handshakes; all others get a page. */
export interface Manner {
  /** Every handshake is answered with this instead of 101. */
  readonly status?: number | undefined;
  /** Each WebSocket is closed so many seconds after it opened. */
  readonly closeAfter?: number | undefined;
  /** What RFC 6455 does not allow is refused, also where most backends forgive it. */
  readonly strict: boolean;
  /** The only Origin that is let in. */
  readonly origin?: string | undefined;
}

export interface EchoAnswer {
  readonly status: number;
  /** A sentence without its end: why it is this one. */
  readonly why: string;
  readonly handshake: boolean;
  /** What a strict server has against the handshake, told also where it is let in. */
  readonly complaints: readonly Complaint[];
}

export function answerTo(request: ClientRequest, manner: Manner): EchoAnswer {
  if (!isHandshake(request)) return { status: 200, why: 'an ordinary request', handshake: false, complaints: [] };
  const complaints = complaintsAbout(request);
  const answer = (status: number, why: string): EchoAnswer => ({ status, why, handshake: true, complaints });
  const refused = complaints.find(({ forgiven }) => manner.strict || !forgiven);
  if (refused !== undefined) return answer(refused.status, refused.what);
  const origin = request.headers.find(({ name }) => name.toLowerCase() === 'origin')?.value;
  if (manner.origin !== undefined && origin !== manner.origin)
    return answer(
      403,
      origin === undefined ? 'There is no Origin' : `The Origin is ${origin}, and only ${manner.origin} is let in`,
    );
  if (manner.status !== undefined) return answer(manner.status, `every handshake is to get ${manner.status}`);
  const lenient = complaints.length > 0 ? ', which a strict server refuses' : '';
  return answer(101, `the WebSocket opens${lenient}`);
}
