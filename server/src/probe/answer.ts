/** HTTP responses as a probe keeps them, and a single request over a connection. */
import { request, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Endpoint } from './endpoint.ts';
import type { Answer, Header } from './model.ts';

/** Of a body, what is kept and shown: 2 kB. */
const kept = 2048;

/** Reads as much of the body as is kept, then lets the connection go. Never rejects. */
export async function readAnswer(response: IncomingMessage, patience: number): Promise<Answer> {
  const body = await readBody(response, patience);
  response.destroy();
  return { ...headOf(response), body };
}

/** The answer without its body. */
export function headOf(response: IncomingMessage): Answer {
  const raw = response.rawHeaders;
  const headers = raw.flatMap((name, index): readonly Header[] =>
    index % 2 === 0 ? [{ name, value: raw[index + 1] ?? '' }] : [],
  );
  const { httpVersion, statusCode: status = 0, statusMessage: statusText = '' } = response;
  return { httpVersion, status, statusText, headers, body: '' };
}

/** One request over a connection that is then ended. Rejects where no HTTP answer comes within `patience` ms. */
export function ask(
  socket: Socket,
  { authority, target }: Endpoint,
  {
    method,
    headers,
    patience,
  }: { readonly method: 'GET' | 'POST'; readonly headers: readonly Header[]; readonly patience: number },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({
      method,
      path: target,
      headers: joined([{ name: 'Host', value: authority }, ...headers]),
      createConnection: () => socket,
      setHost: false,
    });
    // The client's own time limit begins with the connection, which stands already.
    const timer = setTimeout(() => asked.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })), patience);
    asked.on('response', (response) => {
      clearTimeout(timer);
      void readAnswer(response, patience).then(resolve);
    });
    asked.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    asked.end();
  });
}

/** The object that a body is in JSON; `undefined` where it is none. */
export function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

/** As Node takes headers; the last of a name wins, whatever its case. */
export function joined(headers: readonly Header[]): Record<string, string> {
  const byName = new Map(headers.map((it) => [it.name.toLowerCase(), it] as const));
  return Object.fromEntries([...byName.values()].map(({ name, value }) => [name, value]));
}

function readBody(response: IncomingMessage, patience: number): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const done = (): void => {
      clearTimeout(timer);
      resolve(new TextDecoder().decode(Buffer.concat(chunks).subarray(0, kept)));
    };
    const timer = setTimeout(done, Math.min(patience, 2000));
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= kept) done();
    });
    response.on('error', done).on('close', done).on('end', done);
  });
}
