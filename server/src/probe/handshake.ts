/** The handshake itself, by a WebSocket client over a connection that stands. */
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { headOf, joined, readAnswer } from './answer.ts';
import { openConversation, type Conversation } from './conversation.ts';
import { webSocketUrl, type Endpoint } from './endpoint.ts';
import type { Answer, Failure, ProbeRequest } from './model.ts';

export interface Shaken {
  readonly answer: Answer | undefined;
  /** Open, and the caller's to end; `undefined` where the handshake failed. */
  readonly conversation: Conversation | undefined;
  readonly failure: Failure | undefined;
}

type ShakeOptions = Pick<ProbeRequest, 'headers' | 'origin' | 'subprotocols' | 'patience'>;

/** Asks as a browser would, with what the caller sets besides. Never rejects; what fails ends the connection. */
export function shake(socket: Socket, endpoint: Endpoint, options: ShakeOptions): Promise<Shaken> {
  const { headers, origin = endpoint.origin, subprotocols, patience } = options;
  return new Promise((resolve) => {
    let answer: Answer | undefined;
    const client = new WebSocket(webSocketUrl(endpoint), [...subprotocols], {
      createConnection: () => socket,
      headers: joined([{ name: 'User-Agent', value: agent }, { name: 'Origin', value: origin }, ...headers]),
    });
    const conversation = openConversation(client);
    // The client's own time limit begins with the connection, which stands already.
    const timer = setTimeout(() => {
      fail('timeout', `no answer to the handshake in ${patience / 1000} s`);
    }, patience);
    const fail = (kind: Failure['kind'], reason: string): void => {
      clearTimeout(timer);
      client.terminate();
      socket.destroy();
      resolve({ answer, conversation: undefined, failure: { step: 'handshake', kind, reason } });
    };
    client.on('upgrade', (response) => {
      answer = headOf(response);
    });
    client.on('unexpected-response', (_request, response) => {
      void readAnswer(response, patience).then((read) => {
        answer = read;
        // Node takes a 101 without Upgrade for an ordinary answer.
        if (read.status === 101) fail('invalid', reasonOf101('Invalid Upgrade header'));
        else fail('refused', `${read.status} ${read.statusText}`.trim());
      });
    });
    client.on('error', (error: NodeJS.ErrnoException) => {
      if (answer !== undefined) fail('invalid', reasonOf101(error.message));
      else if (error.code?.startsWith('HPE_') === true) fail('no-http', 'what comes back is not HTTP');
      else fail('no-http', 'the connection was ended without an answer');
    });
    client.on('open', () => {
      resolve({ answer, conversation, failure: undefined });
    });
  });
}

const agent = 'Mozilla/5.0 (nginx-handshake probe)';

/** What a browser does not accept of a 101, in the words of ws. */
function reasonOf101(message: string): string {
  if (message.includes('Upgrade header'))
    return 'the answer is 101, but without `Upgrade: websocket`: something on the way took it away (`proxy_hide_header Upgrade`)';
  if (message.includes('Sec-WebSocket-Accept')) return 'the answer is 101, but its `Sec-WebSocket-Accept` is not for this key';
  if (/sent a subprotocol but none was requested|Server sent an invalid subprotocol/i.test(message))
    return 'the backend chose a subprotocol that was not asked for';
  if (/sent no subprotocol/i.test(message)) return 'the backend took none of the subprotocols: browsers close such a connection';
  return `the answer is 101, but: ${message}`;
}
