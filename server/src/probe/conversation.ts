/** An open WebSocket: what came, what is said, and how it ends. */
import { setTimeout as wait } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import type { Closed } from './model.ts';

export interface Conversation {
  readonly subprotocol: () => string;
  readonly extensions: () => string;
  readonly say: (text: string) => void;
  /** The next message that has not been heard yet; `undefined` where none comes in `patience` ms, or the connection ends. */
  readonly hear: (patience: number) => Promise<string | undefined>;
  /** Waits in silence, then closes; sooner where the other side ends it. Times are seconds. */
  readonly hold: (seconds: number, tick?: (passed: number) => void) => Promise<Closed>;
}

/** Listens from now on: nothing is missed that comes along with the 101. */
export function openConversation(client: WebSocket): Conversation {
  const heard: string[] = [];
  let received = 0;
  let start = performance.now();
  let wake = (): void => undefined;
  let end: { readonly code: number; readonly reason: string } | undefined;
  client.on('open', () => {
    start = performance.now();
  });
  client.on('message', (data) => {
    received++;
    // Of a talkative server the beginning is enough.
    if (heard.length < most) heard.push(textOf(data));
    wake();
  });
  client.on('ping', () => {
    received++;
  });
  client.on('close', (code, reason) => {
    end = { code, reason: reason.toString() };
    wake();
  });

  const ended = (by: Closed['by']): Closed => {
    const after = (performance.now() - start) / 1000;
    return { code: end?.code ?? 1006, reason: end?.reason ?? '', after, by, received };
  };
  const untilWoken = async (ms: number): Promise<void> => {
    const stop = new AbortController();
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    await Promise.race([woken, wait(ms, undefined, { signal: stop.signal }).catch(() => undefined)]);
    stop.abort();
  };
  const close = async (): Promise<Closed> => {
    client.close(1000);
    for (let waited = 0; end === undefined && waited < 10; waited++) await untilWoken(100);
    const closed = ended('us');
    client.terminate();
    return closed;
  };

  return {
    subprotocol: () => client.protocol,
    extensions: () => client.extensions,
    say: (text) => {
      client.send(text);
    },
    hear: async (patience) => {
      const until = performance.now() + patience;
      while (heard.length === 0 && end === undefined && performance.now() < until) await untilWoken(until - performance.now());
      return heard.shift();
    },
    hold: async (seconds, tick) => {
      const until = start + seconds * 1000;
      for (let left = until - performance.now(); left > 0 && end === undefined; left = until - performance.now()) {
        await untilWoken(Math.min(left, 1000));
        tick?.((performance.now() - start) / 1000);
      }
      return end === undefined ? close() : ended('them');
    },
  };
}

const most = 100;

function textOf(data: Buffer | ArrayBuffer | Buffer[]): string {
  return Array.isArray(data) ? Buffer.concat(data).toString() : Buffer.from(data as Buffer).toString();
}
