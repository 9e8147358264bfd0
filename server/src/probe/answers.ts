/** What an answer to a handshake says about its cause: by nginx's own pages, and by the texts of backends. */
import type { Answer } from './model.ts';

/** A sentence on a page of nginx's own; empty where its status says no more than itself. */
export function reasonOfNginx({ status, body }: Answer): string {
  if (/plain HTTP request was sent to HTTPS port/i.test(body)) return 'The port speaks TLS only: wss:// instead of ws://.';
  if (/No required SSL certificate was sent/i.test(body)) return 'It wants a certificate of the client.';
  return ofNginx[status] ?? '';
}

/** Statuses of nginx's own (ngx_http_request.h, ngx_http_special_response.c). */
const ofNginx: Readonly<Partial<Record<number, string>>> = {
  301: 'A location for a path with a slash at its end, or a `return`, sends the client elsewhere.',
  302: 'A `return` or `rewrite` sends the client elsewhere.',
  400: 'It did not take the request: a malformed Host or header, or one that is too long.',
  401: '`auth_basic` or `auth_request` wants to know who asks.',
  403: '`deny`, `auth_request` or the permissions of a file forbid it.',
  404: 'No location passes this path on, so it looked for a file.',
  405: 'It takes the path for a file, or `limit_except` forbids GET.',
  426: 'A `return 426` is in the way: it looks for `Upgrade` in the wrong place.',
  429: '`limit_req` or `limit_conn` is reached.',
  500: 'It lost itself: a redirect in a circle, a variable without value, or a missing resolver; its error log says which.',
  502: 'No backend answers at the address of `proxy_pass`, or not with HTTP: it is down, or speaks TLS (https://).',
  503: '`limit_req` or `limit_conn` is reached, or a `return 503` says so.',
  504: 'The backend did not answer in time (`proxy_connect_timeout`, `proxy_read_timeout`).',
};

/** A sentence on what a backend says; empty where it gives no hint. */
export function reasonOfBackend(answer: Answer): string {
  if (lostUpgrade(answer)) return 'It did not see `Upgrade: websocket` with `Connection: Upgrade`: they were lost on the way.';
  const found = texts.find(([pattern]) => pattern.test(answer.body));
  if (found !== undefined) return found[1];
  return ofBackend[answer.status] ?? '';
}

/** Does the answer say, in the words of a known server, that the headers of the handshake did not arrive? */
export function lostUpgrade({ status, body }: Answer): boolean {
  return status === 426 || upgradeTexts.some((it) => it.test(body));
}

const upgradeTexts: readonly RegExp[] = [
  /Can ["“]?Upgrade["”]? only to ["“]?WebSocket/i,
  /["“]?Connection["”]? must be ["“]?Upgrade/i,
  /upgrade' token not found in '(?:Connection|Upgrade)' header/i,
  /No WebSocket UPGRADE hdr/i,
  /(?:missing|invalid|no) (?:or invalid )?["'`]?(?:Upgrade|Connection)["'`]? header/i,
  /not a (?:valid )?websocket (?:handshake|request|upgrade)/i,
  /(?:expected|requires?) (?:a )?websocket (?:upgrade|connection|handshake)/i,
  /upgrade required/i,
  /Connection header did not include ["']?upgrade/i,
  /WebSocket protocol (?:error|violation).*(?:upgrade|connection)/i,
];

/** Texts of servers, and what they mean. */
const texts: readonly (readonly [RegExp, string])[] = [
  [/Session ID unknown/i, 'The session is on another server: Socket.IO behind several backends needs `ip_hash` or `hash`.'],
  [
    /"code":\s*0\b[^]*Transport unknown/i,
    'It is Socket.IO, and was asked without a transport: --socketio asks as its client does.',
  ],
  [
    /"code":\s*3\b[^]*Bad request/i,
    'Socket.IO did not see an upgrade where the WebSocket transport was asked for: `Upgrade` or `Connection` was lost, or HTTP/1.0 came.',
  ],
  [
    /Connection ID required|No Connection with that ID/i,
    'It is SignalR, and wants a negotiation first: --signalr asks as its client does; behind several backends it needs stickiness.',
  ],
  [
    /cross[- ]?origin|origin (?:is )?not allowed|(?:invalid|bad|forbidden) origin|request origin|Cross origin websockets not allowed|CSRF/i,
    'It does not take this Origin: what it compares with is the Host that nginx sends (`proxy_set_header Host $http_host`), or a list of its own.',
  ],
  [
    /Blocked host|Invalid Host header|DisallowedHost|Invalid HTTP_HOST/i,
    'It does not know the Host that nginx sends: `proxy_set_header Host $host`, or its list of hosts.',
  ],
];

const ofBackend: Readonly<Partial<Record<number, string>>> = {
  200: 'It takes the handshake for an ordinary request, or a page answers in its place: wrong path, or `Upgrade` was lost.',
  400: 'It does not take the handshake: `Upgrade` or `Connection` was lost, HTTP/1.0 came, or it wants something of its own.',
  401: 'It wants to know who asks: a cookie, a token or `Authorization` is missing.',
  403: 'It forbids it: mostly the Origin, which it compares with the Host that nginx sends; or a token is missing.',
  404: 'It has no WebSocket at this path: `proxy_pass` changed the path, or `Upgrade` was lost and it has no page there.',
  405: 'It takes no GET there: `Upgrade` was lost, or the path is another one.',
  500: 'It failed while it answered: its own log says why.',
  501: 'It does not know this kind of request.',
  502: 'It is a proxy itself, and reached nobody.',
  503: 'It is not ready, or a proxy behind nginx has nobody to ask.',
};
