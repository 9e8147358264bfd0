/** Where a URL leads: host, port, TLS or not, and the target of the request. */

export interface Endpoint {
  readonly secure: boolean;
  /** Without the brackets of an IPv6 address. */
  readonly host: string;
  readonly port: number;
  /** `host[:port]`, as a Host header has it. */
  readonly authority: string;
  /** Path and query. */
  readonly target: string;
  /** What a browser's page from there would send. */
  readonly origin: string;
}

/** A sentence without its subject where the text is no URL that a WebSocket can be opened to. */
export function readEndpoint(text: string): Endpoint | string {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (url === undefined || !/^(?:ws|http)s?:$/.test(url.protocol)) return 'is no URL such as wss://example.com/ws';
  if (url.hostname === '') return 'names no host';
  if (url.username !== '' || url.password !== '') return "has a password in it: say it with --header 'Authorization: …'";
  const secure = ['wss:', 'https:'].includes(url.protocol);
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  // ws://host:443 keeps its port, which http://host:443 has too: URL drops only the default of its own scheme.
  return {
    secure,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port,
    authority: url.host,
    target: `${url.pathname}${url.search}`,
    origin: `${secure ? 'https' : 'http'}://${url.host}`,
  };
}

/** The endpoint with another target; `query` is added to what the target asks for already. */
export function withTarget(endpoint: Endpoint, path: string, query: Readonly<Record<string, string>>): Endpoint {
  const [, said = ''] = /\?(.*)$/s.exec(endpoint.target) ?? [];
  const asked = new URLSearchParams(said);
  for (const [name, value] of Object.entries(query)) asked.set(name, value);
  return { ...endpoint, target: `${path}?${asked.toString()}` };
}

/** The URL of an endpoint for a WebSocket. */
export function webSocketUrl({ secure, authority, target }: Endpoint): string {
  return `${secure ? 'wss' : 'ws'}://${authority}${target}`;
}
