/** Configurations with what real nginx did with some requests: cases, and the records behind them. */
import { makeSite, type Places } from './places.ts';

/**
 * One case: `# === title`, `# ask: GET / HTTP/1.1 | Host: a` lines (a whole head), `# handshake: /ws | Header: value` lines (the
 * least that RFC 6455 asks for, and more), each with ` tls` or ` port2` behind the key where it comes to another port; `# since: 1.29.8` where older ones are not asked; the
 * configuration (the inside of an http block unless it has one); `# --- file: name`, `# --- folder: name`, `# --- link: name target` for what stands
 * beside it; then what each version did, one record for those that did the same.
 */
export interface ObservedCase {
  readonly title: string;
  readonly asks: readonly Ask[];
  readonly source: string;
  /** The oldest version that is asked (`# since: 1.29.8`). */
  readonly since: string;
  readonly files: readonly CaseFile[];
  readonly records: readonly CaseRecord[];
}

export interface Ask {
  /** As it stands in the case. */
  readonly line: string;
  /** Byte for byte, with CRLF and the blank line. */
  readonly head: string;
  readonly port: 1 | 2 | 3;
}

export interface CaseFile {
  readonly name: string;
  /** `undefined` for a folder and a link. */
  readonly text: string | undefined;
  /** What a link leads to. */
  readonly target: string | undefined;
  /** Octal. */
  readonly mode: number | undefined;
}

export interface CaseRecord {
  readonly versions: readonly string[];
  readonly text: string;
}

/** What came of one request. */
export interface Came {
  readonly status: string;
  /** A browser takes the answer for an open WebSocket. */
  readonly accepted: boolean;
  readonly heads: readonly string[];
}

/** When the files of all cases were changed last, in seconds since 1970: Sun, 09 Sep 2001 01:46:40 GMT. */
export const modified = 1_000_000_000;

export function readObserved(text: string): readonly ObservedCase[] {
  return text
    .split(/^(?=# === )/m)
    .filter((part) => part.startsWith('# === '))
    .map(readCase);
}

/** As the file has it: the case, then its records. */
export function drawObserved({ source }: ObservedCase, records: readonly CaseRecord[]): string {
  return [source, ...records.map(({ versions, text }) => `# --- ${versions.join(' ')}:${text === '' ? '' : `\n${text}`}`)].join(
    '\n',
  );
}

/** The main file, with `__PORT__`, `__BACKEND__`, … filled in. */
export function mainText({ files }: ObservedCase, places: Places): string {
  const text = files.find(({ name }) => name === 'nginx.conf')?.text ?? '';
  return places.fill(/^(?:http|stream) \{/m.test(text) ? text : `events {}\nhttp {\n__SETTINGS__\n${text}\n}\n`);
}

/** What a record says of the requests, in their order; places are written as in the case. */
export function drawCame(it: ObservedCase, came: readonly Came[], places: Places): string {
  return it.asks
    .flatMap(({ line }, index) => {
      const { status, accepted, heads } = came[index] ?? { status: 'nothing', accepted: false, heads: [] };
      const sent = heads.flatMap((head) => head.trimEnd().split('\n')).map((one) => `# > ${places.unfill(one)}`.trimEnd());
      return [`# ${status}${accepted ? ' accepted' : ''} to ${line}`, ...sent];
    })
    .join('\n');
}

/** The record of a version; `undefined` when nobody asked it. */
export function recordOf({ records }: ObservedCase, version: string): string | undefined {
  return records.find(({ versions }) => versions.includes(version))?.text;
}

/**
 * The records with new ones of some versions; those of others stay. Versions that did the same share a record; in the order
 * of the first of them.
 */
export function withRecords(it: ObservedCase, fresh: readonly CaseRecord[]): readonly CaseRecord[] {
  const asked = new Set(fresh.flatMap(({ versions }) => versions));
  const kept = it.records.map(({ versions, text }) => ({ versions: versions.filter((version) => !asked.has(version)), text }));
  const records = [...kept, ...fresh];
  const texts = [...new Set(records.filter(({ versions }) => versions.length > 0).map(({ text }) => text))];
  const all = texts.map((text) => ({
    text,
    versions: records
      .filter((it) => it.text === text)
      .flatMap(({ versions }) => versions)
      .sort((a, b) => a.localeCompare(b, 'en', { numeric: true })),
  }));
  return all.sort((a, b) => (a.versions[0] ?? '').localeCompare(b.versions[0] ?? '', 'en', { numeric: true }));
}

/** Places that nobody listens at, for the simulation. */
export const imagined: Places = makeSite([41_000, 41_005, 41_006], [41_001, 41_002, 41_003], '/case');

function readCase(part: string): ObservedCase {
  const lines = part.trimEnd().split('\n');
  const title = (lines[0] ?? '').slice('# === '.length);
  const end = lines.findIndex((line) => /^# --- [\d. ]+:$/.test(line));
  const source = lines.slice(0, end < 0 ? lines.length : end);
  const asks = source.flatMap((line) => {
    const ask = /^# (ask|handshake)(?: (tls|port2))?: (.*)$/.exec(line);
    if (ask === null) return [];
    const [, kind, where, text = ''] = ask;
    const port = where === 'tls' ? 3 : where === 'port2' ? 2 : 1;
    return [{ line: line.slice(2), head: kind === 'ask' ? headOf(text.split(' | ')) : handshake(text), port } as const];
  });
  const body = source.slice(1).filter((line) => !/^# (?:ask|handshake|since)/.test(line));
  const since = source.find((line) => line.startsWith('# since: '))?.slice('# since: '.length) ?? '0.0.0';
  return {
    title,
    asks,
    since,
    source: source.join('\n').trimEnd(),
    files: filesOf(body.join('\n')),
    records: recordsOf(lines, end),
  };
}

function recordsOf(lines: readonly string[], start: number): readonly CaseRecord[] {
  if (start < 0) return [];
  return lines
    .slice(start)
    .join('\n')
    .split(/^(?=# --- )/m)
    .map((part) => {
      const [head = '', ...rest] = part.trimEnd().split('\n');
      return { versions: head.slice('# --- '.length, -1).split(' '), text: rest.join('\n') };
    });
}

function filesOf(body: string): readonly CaseFile[] {
  const [main = '', ...others] = body.split(/^(?=# --- (?:file|folder|link): )/m);
  const beside = others.map((part): CaseFile => {
    const [head = '', ...lines] = part.split('\n');
    const [, kind, name = '', mode] = /^# --- (file|folder|link): (\S+)(?: mode=(\d+))?/.exec(head) ?? [];
    return {
      name,
      text: kind === 'file' ? `${lines.join('\n').trimEnd()}\n` : undefined,
      target: kind === 'link' ? head.split(' ').at(-1) : undefined,
      mode: mode === undefined ? undefined : Number.parseInt(mode, 8),
    };
  });
  return [{ name: 'nginx.conf', text: main, target: undefined, mode: undefined }, ...beside];
}

function handshake(text: string): string {
  const [target = '/', ...more] = text.split(' | ');
  const host = more.some((line) => /^host:/i.test(line)) ? [] : ['Host: a.test'];
  return headOf([
    `GET ${target} HTTP/1.1`,
    ...host,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ...more,
  ]);
}

function headOf(lines: readonly string[]): string {
  return `${lines.join('\r\n')}\r\n\r\n`;
}
