/** What arrives at an echo backend: a request head as it came, or bytes that are none. */
import type { ClientRequest } from '../handshake/model.ts';

export type Arrived =
  | {
      readonly kind: 'request';
      readonly request: ClientRequest;
      /** As it came, lines ended by LF, without the empty one. */
      readonly head: string;
      /** Bytes of the head with its empty line. */
      readonly length: number;
    }
  /** Something else than HTTP/1: a sentence says what, and which line of a configuration makes nginx speak so. */
  | { readonly kind: 'other'; readonly what: string }
  /** The head is not complete yet. */
  | { readonly kind: 'part' };

/** No head that nginx sends is longer: its buffers for those of clients end far below. In bytes. */
export const longestHead = 256 * 1024;

/** Reads what came on a connection so far, one character for each byte. Bytes of values above ASCII are read as UTF-8. */
export function readArrived(bytes: string): Arrived {
  const other = others.find(({ starts }) => starts.test(bytes));
  if (other !== undefined) return { kind: 'other', what: other.what };
  const end = /\r?\n\r?\n/.exec(bytes);
  if (end === null) {
    return bytes.length > longestHead ? { kind: 'other', what: 'A request head longer than 256 kB' } : { kind: 'part' };
  }
  const head = fromBytes(bytes.slice(0, end.index)).replaceAll('\r\n', '\n');
  const request = requestIn(head);
  return request === undefined
    ? { kind: 'other', what: 'Bytes that are no HTTP request' }
    : { kind: 'request', request, head: `${head}\n`, length: end.index + end[0].length };
}

/** The first line with its two blanks, then `name: value` as it stands, blanks around the value aside. */
function requestIn(head: string): ClientRequest | undefined {
  const [first = '', ...lines] = head.split('\n');
  const [, method = '', target = '', httpVersion] = /^([^\s:]+) (.*) HTTP\/(\d\.\d)$/s.exec(first) ?? [];
  if (httpVersion === undefined) return undefined;
  return { method, target, httpVersion, headers: lines.map(headerIn) };
}

function headerIn(line: string): ClientRequest['headers'][number] {
  const colon = line.indexOf(':');
  return colon < 0 ? { name: line, value: '' } : { name: line.slice(0, colon), value: line.slice(colon + 1).trim() };
}

function fromBytes(bytes: string): string {
  return new TextDecoder().decode(Uint8Array.from(bytes, (it) => it.charCodeAt(0)));
}

const others: readonly { readonly starts: RegExp; readonly what: string }[] = [
  { starts: /^\x16\x03/, what: 'The start of a TLS handshake: `proxy_pass` says https:// where this backend speaks http://' },
  {
    starts: /^PRI \* HTTP\/2/,
    what: 'HTTP/2, as `grpc_pass` and `proxy_http_version 2` speak it: no WebSocket opens through it',
  },
  {
    starts: /^(?:PROXY (?:TCP|UNKNOWN)|\r\n\r\n\0\r\nQUIT\n)/,
    what: 'A PROXY line in front of the request: `proxy_protocol on` sends it',
  },
  { starts: /^\x01[\x01-\x0b]\0/, what: 'FastCGI, as `fastcgi_pass` speaks it: no WebSocket opens through it' },
  { starts: /^\0..\0.\0[A-Z_]/s, what: 'The uwsgi protocol, as `uwsgi_pass` speaks it: a WebSocket needs `proxy_pass`' },
  { starts: /^\d{1,7}:CONTENT_LENGTH\0/, what: 'SCGI, as `scgi_pass` speaks it: no WebSocket opens through it' },
];
