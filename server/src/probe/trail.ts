/** What a probe has seen so far: filled as it goes, and read at the end. */
import type { Socket } from 'node:net';
import { ask } from './answer.ts';
import type { Conversation } from './conversation.ts';
import { dial } from './dial.ts';
import type { Endpoint } from './endpoint.ts';
import { shake } from './handshake.ts';
import { statusLine, type Answer, type Failure, type ProbeRequest, type Step, type StepName } from './model.ts';

export interface Trail {
  readonly request: ProbeRequest;
  readonly steps: Step[];
  address: string | undefined;
  answer: Answer | undefined;
  failure: Failure | undefined;
}

export function startTrail(request: ProbeRequest): Trail {
  return { request, steps: [], address: undefined, answer: undefined, failure: undefined };
}

/** Notes a step that ended the way. */
export function end(trail: Trail, failure: Failure): void {
  trail.failure = failure;
}

/** Notes how long a piece of work took. */
export async function timed<T>(trail: Trail, name: StepName, work: () => Promise<readonly [T, detail: string]>): Promise<T> {
  const start = performance.now();
  const [value, detail] = await work();
  trail.steps.push({ name, ms: performance.now() - start, detail });
  return value;
}

/** A connection; `undefined` where there is none, which the trail then knows. The way there is noted the first time. */
export async function reach(trail: Trail, endpoint: Endpoint): Promise<Socket | undefined> {
  const { steps, address, socket, failure } = await dial(endpoint, trail.request);
  if (trail.address === undefined || failure !== undefined) trail.steps.push(...steps);
  trail.address = address;
  if (failure !== undefined) end(trail, failure);
  return socket;
}

/** The WebSocket at an endpoint; `name` is the step that it is noted as. */
export async function reachSocket(
  trail: Trail,
  endpoint: Endpoint,
  name: 'handshake' | 'upgrade' = 'handshake',
): Promise<Conversation | undefined> {
  const socket = await reach(trail, endpoint);
  if (socket === undefined) return undefined;
  return timed(trail, name, async () => {
    const { answer, conversation, failure } = await shake(socket, endpoint, trail.request);
    trail.answer = answer;
    if (failure !== undefined) end(trail, { ...failure, step: name });
    return [conversation, answer === undefined ? (failure?.reason ?? '') : statusLine(answer)];
  });
}

/** An ordinary request beside the socket; `undefined` where no HTTP answer comes. */
export async function reachPage(
  trail: Trail,
  endpoint: Endpoint,
  name: 'polling' | 'negotiate',
  method: 'GET' | 'POST',
): Promise<Answer | undefined> {
  const socket = await reach(trail, endpoint);
  if (socket === undefined) return undefined;
  const { origin = endpoint.origin, headers, patience } = trail.request;
  return timed(trail, name, async () => {
    try {
      const sent = [{ name: 'Origin', value: origin }, { name: 'Content-Length', value: '0' }, ...headers];
      trail.answer = await ask(socket, endpoint, {
        method,
        headers: method === 'GET' ? sent.filter(isNoLength) : sent,
        patience,
      });
      return [trail.answer, statusLine(trail.answer)];
    } catch (error) {
      const { code = '', message } = error as NodeJS.ErrnoException;
      const kind = code === 'ETIMEDOUT' ? 'timeout' : 'no-http';
      const reason = code.startsWith('HPE_') ? 'what comes back is not HTTP' : message;
      end(trail, { step: name, kind, reason });
      return [undefined, reason];
    }
  });
}

/** The first words of a protocol on an open socket; `undefined` where they are not answered as they should be, and the socket is closed. */
export function replied(
  trail: Trail,
  socket: Conversation,
  { said, isRight, detail }: { readonly said: string; readonly isRight: (heard: string) => boolean; readonly detail: string },
): Promise<Conversation | undefined> {
  return timed(trail, 'upgrade', async () => {
    socket.say(said);
    const heard = await socket.hear(trail.request.patience);
    if (heard !== undefined && isRight(heard)) return [socket, detail];
    const shown = said.replace(/[^ -~]+$/, '');
    const reason = heard === undefined ? `${shown} is not answered` : `${shown} is answered by ${heard.slice(0, 80)}`;
    await socket.hold(0);
    end(trail, { step: 'upgrade', kind: 'invalid', reason });
    return [undefined, reason];
  });
}

function isNoLength({ name }: { readonly name: string }): boolean {
  return name !== 'Content-Length';
}
