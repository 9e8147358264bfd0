/** Request heads as clients send them: read from text, and made for a browser's WebSocket and for an ordinary GET. */
import type { Client, ClientRequest, HeaderLine } from '../model.ts';
import { trimOf } from '../text/trim.ts';

/** The sample key of RFC 6455 §1.3: any 16 bytes do. */
const key = 'dGhlIHNhbXBsZSBub25jZQ==';

const chromeAgent = 'Mozilla/5.0 (X11; Linux x86_64) Chrome/130';
const firefoxAgent = 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0';

/**
 * Reads a raw request head; lines end with CRLF or LF, what stands behind the empty line is not looked at.
 * `undefined` when the first line is no HTTP/1.x request line. Header values lose the blanks around them, as in nginx.
 */
export function parseRequest(text: string): ClientRequest | undefined {
  const [head = ''] = text.replace(/^(?:\r?\n)+/, '').split(/\r?\n\r?\n/, 1);
  const [first = '', ...lines] = head.split(/\r?\n/);
  const line = /^([A-Z_-]+) +(?:(\S+) +)?HTTP\/(\d\.\d) *$/.exec(first);
  if (line === null) return undefined;
  const [, method = '', target = '', httpVersion = ''] = line;
  return { method, target, httpVersion, headers: lines.filter((it) => it !== '').map(readHeader) };
}

/**
 * The head that a browser sends for a WebSocket to `url`, or for an ordinary GET (`plain`).
 * `url` is `ws://`, `wss://`, `http://` or `https://`, or a bare path, whose host is then app.example.com.
 */
export function browserRequest(client: Client, url: string): ClientRequest {
  const { secure, host, target } = readUrl(url);
  return { method: 'GET', target, httpVersion: '1.1', headers: heads[client](host, `${secure ? 'https' : 'http'}://${host}`) };
}

/** Scheme, host with port, and path with query of a URL as `browserRequest` takes it. */
export function readUrl(url: string): { readonly secure: boolean; readonly host: string; readonly target: string } {
  const parts = /^(wss?|https?):\/\/([^/?#]*)([^#]*)/i.exec(url.trim());
  const [, scheme = 'ws', host = 'app.example.com', rest = url.trim().replace(/#.*$/s, '')] = parts ?? [];
  const secure = /s$/i.test(scheme) && !/^ws$/i.test(scheme);
  const target = rest.startsWith('/') ? rest : `/${rest}`;
  return { secure, host: withoutDefaultPort(host, secure), target: target.replaceAll(' ', '%20') };
}

function withoutDefaultPort(host: string, secure: boolean): string {
  return host.replace(secure ? /:443$/ : /:80$/, '');
}

function readHeader(line: string): HeaderLine {
  const colon = line.indexOf(':');
  return colon < 0 ? { name: line, value: '' } : { name: line.slice(0, colon), value: trimOf(line.slice(colon + 1), ' ') };
}

const heads: Readonly<Record<Client, (host: string, origin: string) => readonly HeaderLine[]>> = {
  chrome: (host, origin) =>
    lines([
      ['Host', host],
      ['Connection', 'Upgrade'],
      ['Pragma', 'no-cache'],
      ['Cache-Control', 'no-cache'],
      ['User-Agent', chromeAgent],
      ['Upgrade', 'websocket'],
      ['Origin', origin],
      ['Sec-WebSocket-Version', '13'],
      ['Accept-Encoding', 'gzip, deflate'],
      ['Cookie', 'sid=abc'],
      ['Sec-WebSocket-Key', key],
      ['Sec-WebSocket-Extensions', 'permessage-deflate; client_max_window_bits'],
    ]),
  firefox: (host, origin) =>
    lines([
      ['Host', host],
      ['User-Agent', firefoxAgent],
      ['Accept', '*/*'],
      ['Accept-Encoding', 'gzip, deflate'],
      ['Sec-WebSocket-Version', '13'],
      ['Origin', origin],
      ['Sec-WebSocket-Extensions', 'permessage-deflate'],
      ['Sec-WebSocket-Key', key],
      ['Connection', 'keep-alive, Upgrade'],
      ['Cookie', 'sid=abc'],
      ['Pragma', 'no-cache'],
      ['Cache-Control', 'no-cache'],
      ['Upgrade', 'websocket'],
    ]),
  plain: (host) =>
    lines([
      ['Host', host],
      ['Connection', 'keep-alive'],
      ['User-Agent', chromeAgent],
      ['Accept', '*/*'],
      ['Accept-Encoding', 'gzip, deflate'],
      ['Cookie', 'sid=abc'],
    ]),
};

function lines(pairs: readonly (readonly [string, string])[]): readonly HeaderLine[] {
  return pairs.map(([name, value]) => ({ name, value }));
}
