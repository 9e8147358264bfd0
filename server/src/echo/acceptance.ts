/** RFC 6455 §4.2.1: does a WebSocket server take the request, and what has a strict one against it? */
import type { ClientRequest } from '../handshake/model.ts';

export interface Complaint {
  /** A sentence without its end. */
  readonly what: string;
  /** Backends are known that take the handshake all the same. */
  readonly forgiven: boolean;
  /** What is answered by whoever does not. */
  readonly status: 400 | 405 | 426;
}

/** Does the request want to open a WebSocket, rightly or not? Else it is an ordinary one. */
export function isHandshake({ headers }: ClientRequest): boolean {
  return headers.some(
    ({ name, value }) =>
      /^sec-websocket-(?:key|version)$/i.test(name) || (/^upgrade$/i.test(name) && membersOf([value]).includes('websocket')),
  );
}

/** All that is not as the RFC asks, the decisive first; none for a request that every server takes. */
export function complaintsAbout({ method, httpVersion, headers }: ClientRequest): readonly Complaint[] {
  const of = (name: string): readonly string[] =>
    headers.filter((it) => it.name.toLowerCase() === name).map(({ value }) => value);
  const hosts = of('host');
  const [key = '', ...moreKeys] = of('sec-websocket-key');
  const [version = '', ...moreVersions] = of('sec-websocket-version');
  const coded = of('transfer-encoding').length > 0 || of('content-length').some((it) => /[1-9]/.test(it));
  return [
    ...upgradeComplaints(of('upgrade')),
    ...connectionComplaints(of('connection')),
    ...when(
      !/^[A-Za-z0-9+/]{22}==$/.test(key) || moreKeys.length > 0,
      fatal(`${seen('Sec-WebSocket-Key', of('sec-websocket-key'))}: the key is 16 bytes in base64`),
    ),
    ...when(version === '8', forgiven('`Sec-WebSocket-Version: 8` is of an older draft')),
    ...when(
      (version !== '13' && version !== '8') || moreVersions.length > 0,
      fatal(`${seen('Sec-WebSocket-Version', of('sec-websocket-version'))}: the version is 13`, 426),
    ),
    ...when(method !== 'GET', fatal(`The method is ${method}: a handshake is a GET`, 405)),
    ...when(httpVersion === '1.0', forgiven('The request is HTTP/1.0: a handshake is HTTP/1.1')),
    ...when(hosts.length !== 1, forgiven(`${hosts.length === 0 ? 'There is no' : 'There are several'} Host`)),
    ...when(coded, forgiven('A body comes with the handshake')),
  ];
}

function upgradeComplaints(lines: readonly string[]): readonly Complaint[] {
  const members = membersOf(lines);
  if (!members.includes('websocket')) return [fatal(`${seen('Upgrade', lines)}: it has to be websocket`, 426)];
  return when(members.length > 1, forgiven(`${seen('Upgrade', lines)}: it has to be websocket alone`));
}

function connectionComplaints(lines: readonly string[]): readonly Complaint[] {
  if (!membersOf(lines).includes('upgrade')) return [fatal(`${seen('Connection', lines)}: it has to have the word upgrade`, 426)];
  const all = lines.every((line) => membersOf([line]).includes('upgrade'));
  return when(!all, forgiven(`${seen('Connection', lines)}: one of the lines does not have the word upgrade`));
}

function seen(name: string, values: readonly string[]): string {
  return values.length === 0 ? `There is no ${name}` : values.map((value) => `\`${name}: ${value}\``).join(' and ');
}

function membersOf(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => line.toLowerCase().split(',')).map((it) => it.trim());
}

function when(holds: boolean, complaint: Complaint): readonly Complaint[] {
  return holds ? [complaint] : [];
}

function fatal(what: string, status: Complaint['status'] = 400): Complaint {
  return { what, forgiven: false, status };
}

function forgiven(what: string): Complaint {
  return { what, forgiven: true, status: 400 };
}
