/** RFC 6455 §4.2.1: is what the backend receives a request that a WebSocket server accepts? */
import type { Anchor } from '../../config/model.ts';
import { wholeOf } from '../../config/anchor.ts';
import { isUnknown } from '../values/exchange.ts';
import { headerValue } from '../request/headers.ts';
import { receivedLines } from '../upstream/head.ts';
import type { ClientRequest, DroppedHeader, SentHeader, UpstreamRequest } from '../model.ts';
import { depends, fails, unknown, type Remark } from './remark.ts';
import { whoRefuses } from './tolerance.ts';

/** Everything that is not as the RFC asks, the decisive things first. */
export function receivedRemarks(upstream: UpstreamRequest, request: ClientRequest): readonly Remark[] {
  const got = receiver(upstream);
  return [
    ...switchRemarks(got),
    ...keyRemarks(got, request),
    ...methodRemarks(upstream),
    ...versionRemarks(upstream),
    ...hostRemarks(got),
    ...bodyRemarks(got),
  ];
}

interface Received {
  readonly upstream: UpstreamRequest;
  /** Lines of that name (lower case), in the order in which they are sent. */
  readonly lines: (name: string) => readonly SentHeader[];
}

function receiver(upstream: UpstreamRequest): Received {
  const all = receivedLines(upstream);
  const gateway = upstream.kind === 'uwsgi' || upstream.kind === 'scgi';
  const nameOf = (name: string): string => (gateway ? `http_${name.replaceAll('-', '_')}` : name);
  return { upstream, lines: (name) => all.filter((line) => line.name.toLowerCase() === nameOf(name)) };
}

/** Upgrade and Connection together: what the backend sees of them decides. */
function switchRemarks(got: Received): readonly Remark[] {
  const upgrade = upgradeState(got);
  const connection = connectionState(got);
  const broken = [upgrade, connection].filter(({ kind }) => kind === 'wrong');
  if (broken.length > 0) {
    const seen = `${describe(got, 'Upgrade')} and ${describe(got, 'Connection')}`;
    const causes = [
      ...(upgrade.kind === 'wrong' ? causesOf(got, 'Upgrade') : []),
      ...(connection.kind === 'wrong' ? causesOf(got, 'Connection') : []),
    ];
    return [fails(`The backend receives ${seen}, and answers as to an ordinary request (400, 404 or 426)`, causes)];
  }
  return [upgrade, connection].flatMap(({ remark }) => (remark === undefined ? [] : [remark]));
}

interface State {
  readonly kind: 'right' | 'wrong' | 'other';
  readonly remark: Remark | undefined;
}

function upgradeState(got: Received): State {
  const lines = got.lines('upgrade');
  const unseen = lines.map(({ value }) => value).find(isUnknown);
  if (unseen !== undefined) return { kind: 'other', remark: unknown(unseen.unknown) };
  const protocols = lines.flatMap(({ value }) => tokens(value));
  if (!protocols.includes('websocket')) return { kind: 'wrong', remark: undefined };
  const anchors = lines.flatMap(anchorsOf);
  if (lines.length > 1) {
    return {
      kind: 'other',
      remark: depends(`The backend receives ${lines.length} Upgrade lines: ${whoRefuses('several Upgrade lines')}`, anchors),
    };
  }
  if (protocols.length > 1) {
    const shape = whoRefuses('more than websocket in Upgrade');
    return { kind: 'other', remark: depends(`The backend receives ${describe(got, 'Upgrade')}: ${shape}`, anchors) };
  }
  return { kind: 'right', remark: undefined };
}

function connectionState(got: Received): State {
  const lines = got.lines('connection');
  const known = lines.filter(({ value }) => !isUnknown(value));
  const asking = known.filter(({ value }) => tokens(value).includes('upgrade'));
  const unseen = lines.map(({ value }) => value).find(isUnknown);
  if (unseen !== undefined) return { kind: 'other', remark: unknown(unseen.unknown) };
  if (asking.length === 0) return { kind: 'wrong', remark: undefined };
  if (asking.length === lines.length) return { kind: 'right', remark: undefined };
  const shape = whoRefuses('some Connection lines without upgrade');
  const seen = describe(got, 'Connection');
  return { kind: 'other', remark: depends(`The backend receives ${seen}: ${shape}`, lines.flatMap(anchorsOf)) };
}

/** List members in lower case; RFC 9110 §5.6.1 allows blanks and empty members. */
function tokens(value: SentHeader['value']): readonly string[] {
  return isUnknown(value)
    ? []
    : value
        .split(',')
        .map((it) => it.trim().toLowerCase())
        .filter((it) => it !== '');
}

function keyRemarks(got: Received, request: ClientRequest): readonly Remark[] {
  return [
    ...exactly(got, request, 'Sec-WebSocket-Key', (value) => /^[A-Za-z0-9+/]{22}==$/.test(value.trim())),
    ...versionKeyRemarks(got, request),
  ];
}

/** 8 is of an older draft that some servers still speak. */
function versionKeyRemarks(got: Received, request: ClientRequest): readonly Remark[] {
  const name = 'Sec-WebSocket-Version';
  if (got.lines(name.toLowerCase()).some(({ value }) => !isUnknown(value) && value.trim() === '8')) {
    const shape = whoRefuses('Sec-WebSocket-Version 8');
    return [depends(`The backend receives ${describe(got, name)}: ${shape}`, causesOf(got, name))];
  }
  return exactly(got, request, name, (value) => value.trim() === '13');
}

function exactly(got: Received, request: ClientRequest, name: string, test: (value: string) => boolean): readonly Remark[] {
  const lines = got.lines(name.toLowerCase());
  const unseen = lines.map(({ value }) => value).find(isUnknown);
  if (unseen !== undefined) return [unknown(unseen.unknown)];
  if (lines.length === 1 && lines.every(({ value }) => !isUnknown(value) && test(value))) return [];
  const sent = headerValue(request, name.toLowerCase()) !== undefined;
  const missing = lines.length === 0 ? (sent ? `no ${name}` : `no ${name}, as the client sends none`) : describe(got, name);
  return [fails(`The backend receives ${missing}, and answers 400`, causesOf(got, name))];
}

function methodRemarks({ kind, method, pass }: UpstreamRequest): readonly Remark[] {
  if (kind !== 'proxy' || method === 'GET') return [];
  if (isUnknown(method)) return [unknown(method.unknown)];
  return [fails(`The backend receives the method ${method}, but a handshake is a GET`, [wholeOf(pass)])];
}

function versionRemarks({ kind, httpVersion, httpVersionFrom }: UpstreamRequest): readonly Remark[] {
  if (kind !== 'proxy' || httpVersion === '1.1') return [];
  const causes = httpVersionFrom.kind === 'set' ? [httpVersionFrom.at] : [];
  if (isUnknown(httpVersion)) return [unknown(httpVersion.unknown)];
  if (httpVersion === '2') return [fails('The backend is spoken to in HTTP/2, through which nginx opens no tunnel', causes)];
  return [depends(`The backend receives an HTTP/1.0 request: ${whoRefuses('HTTP/1.0')}`, causes)];
}

function hostRemarks(got: Received): readonly Remark[] {
  if (got.upstream.kind !== 'proxy') return [];
  const lines = got.lines('host');
  if (lines.length === 0) return [depends(`The backend receives no Host: ${whoRefuses('no Host')}`, causesOf(got, 'Host'))];
  if (lines.length === 1) return [];
  return [
    depends(`The backend receives ${lines.length} Host lines: ${whoRefuses('several Host lines')}`, lines.flatMap(anchorsOf)),
  ];
}

function bodyRemarks(got: Received): readonly Remark[] {
  if (got.upstream.kind !== 'proxy') return [];
  const coded = got.lines('transfer-encoding');
  const long = got.lines('content-length').filter(({ value }) => isUnknown(value) || /[1-9]/.test(value));
  return [
    ...(coded.length === 0
      ? []
      : [
          depends(
            `The backend receives ${describe(got, 'Transfer-Encoding')}: ${whoRefuses('Transfer-Encoding')}`,
            coded.flatMap(anchorsOf),
          ),
        ]),
    ...(long.length === 0
      ? []
      : [depends(`The backend receives a body with the handshake: ${whoRefuses('a request body')}`, long.flatMap(anchorsOf))]),
  ];
}

/** `Connection: close` or `no Connection`, in backticks, with the user's spelling. */
function describe(got: Received, name: string): string {
  const lines = got.lines(name.toLowerCase());
  if (lines.length === 0) return `no \`${name}\``;
  return lines.map((line) => `\`${line.name}: ${isUnknown(line.value) ? '…' : line.value}\``).join(' and ');
}

function anchorsOf({ from, through }: SentHeader): readonly Anchor[] {
  return from.kind === 'set' ? [from.at, ...through] : through;
}

/** The lines that set it, or those that took it away. */
function causesOf(got: Received, name: string): readonly Anchor[] {
  const lines = got.lines(name.toLowerCase());
  const sent = lines.flatMap(anchorsOf);
  if (sent.length > 0) return sent;
  return got.upstream.dropped.filter((it) => it.name.toLowerCase() === name.toLowerCase()).flatMap(lostBy);
}

function lostBy({ because }: DroppedHeader): readonly Anchor[] {
  return because.kind === 'default' ? [] : [because.by];
}
