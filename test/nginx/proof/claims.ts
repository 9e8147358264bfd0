/** What the message of a finding says that happens, in a form that a real nginx can be held to. */

export interface Claims {
  /** nginx does not take the configuration. */
  readonly refused: boolean;
  /** Of the answer to the handshake. */
  readonly status: number | undefined;
  /** The target that the backend receives. */
  readonly path: string | undefined;
  /** Header lines that the backend receives. */
  readonly received: readonly { readonly name: string; readonly value: string }[];
  /** Header names that it does not receive. */
  readonly absent: readonly string[];
  readonly httpVersion: string | undefined;
  /** The backend accepts, and the client does not. */
  readonly lostOnTheWayBack: boolean;
}

export function claimsOf(message: string): Claims {
  // What follows is what ought to be, or what it is about.
  const [fact = ''] = message.split(/ instead of | WebSockets are likely here|, so the WebSocket/);
  const statement = /(?:backend|It) receives (.*)$/s.exec(fact)?.[1] ?? '';
  const path = /receives `([^`]*)` for `|sends `([^`]*)` for every URL/.exec(message);
  return {
    refused: /nginx (?:does not start|refuses (?:the|`|it))|several arguments/.test(message),
    status: Number(/(?:gets|answers) `?(301|500|502)/.exec(message)?.[1] ?? 0) || undefined,
    path: path?.[1] ?? path?.[2],
    received: [...statement.matchAll(/`([\w-]+): ([^`]*)`/g)]
      .map(([, name = '', value = '']) => ({ name, value }))
      .filter(({ value }) => value !== '…' && !value.includes('$')),
    absent: [...statement.matchAll(/no `([\w-]+)`/g)].map(([, name = '']) => name),
    httpVersion: statement.includes('HTTP/1.0') ? '1.0' : undefined,
    lostOnTheWayBack: /out of the 101|The 101 reaches the client/.test(message),
  };
}

/** What of the claims a request head does not bear out; addresses in it are those of the stage. */
export function contradictions(claims: Claims, head: string): readonly string[] {
  const [requestLine = '', ...lines] = head.split('\n');
  const values = (name: string): readonly string[] =>
    lines.filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}: `)).map((line) => line.slice(name.length + 2));
  return [
    ...claims.absent.filter((name) => values(name).length > 0).map((name) => `there is a ${name} header`),
    ...claims.received
      .filter(({ name, value }) => name.toLowerCase() !== 'host' && !values(name).includes(value))
      .map(({ name, value }) => `${name} is ${JSON.stringify(values(name))}, not ${value}`),
    ...(claims.httpVersion !== undefined && !requestLine.endsWith(`HTTP/${claims.httpVersion}`)
      ? [`the request line is ${requestLine}`]
      : []),
    ...(claims.path !== undefined && requestLine.split(' ')[1] !== claims.path ? [`the request line is ${requestLine}`] : []),
  ];
}
