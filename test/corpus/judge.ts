/** Compares what was found in a file of the corpus with what its index says. */
import { rules } from '../../server/src/rules/index.ts';
import type { Examined, LineFinding, Mode } from './examine.ts';
import type { CorpusLocation, CorpusRow } from './rows.ts';

export interface Alarm {
  readonly file: string;
  readonly mode: Mode;
  readonly finding: LineFinding;
  /** What the index says of that place. */
  readonly place: string;
}

/** A fault of a broken location, and the rule that names it. */
export interface Fault {
  readonly file: string;
  readonly mode: Mode;
  readonly location: CorpusLocation;
  readonly rule: string;
  /** In the words of the index. */
  readonly cause: string;
  /** Rules that say something of that location. */
  readonly instead: readonly string[];
  /** Its rule speaks of it as a warning or an error. */
  readonly loud: boolean;
}

export interface Judgement {
  /** Warnings and errors where the index knows of nothing broken. */
  readonly alarms: readonly Alarm[];
  /** Faults of broken locations that their rule does not name. */
  readonly misses: readonly Fault[];
  /** Hints and informations on places that are not for WebSockets. */
  readonly whispers: readonly Alarm[];
  /** Faults of broken locations that are named. */
  readonly found: readonly Fault[];
}

export type RowsByPath = ReadonlyMap<string, CorpusRow>;

export function judge(row: CorpusRow, mode: Mode, { findings, extent }: Examined, rows: RowsByPath): Judgement {
  const placed = findings.map((finding) => ({ finding, place: placeOf(finding, rows, extent) }));
  const saidOf = (location: CorpusLocation): readonly LineFinding[] =>
    placed
      .filter(({ finding, place }) =>
        [place.location, ...finding.related.map((it) => placeOf(it, rows, extent).location)].includes(location),
      )
      .map(({ finding }) => finding);
  const ofFile = findings.filter(({ rule, path }) => ofTheWholeFile.has(rule) && path === row.absolute);
  const faults = row.websocket
    .filter(({ verdict }) => verdict === 'broken')
    .flatMap((location) => {
      const said = saidOf(location);
      const instead = [...new Set(said.map(({ rule }) => rule))].sort();
      return expected(location).map((it): Fault => {
        const naming = [...said, ...ofFile].filter(({ rule }) => rule === it.rule);
        return { file: row.file, mode, location, instead, loud: naming.some(isLoud), ...it };
      });
    });
  const isNamed = ({ rule, instead }: Fault): boolean => instead.includes(rule) || ofFile.some((it) => it.rule === rule);
  const alarm = ({ finding, place }: (typeof placed)[number]): Alarm => ({ file: row.file, mode, finding, place: place.name });
  return {
    alarms: placed
      .filter(({ finding, place }) => isLoud(finding) && !place.mayBeBroken && !isRefused(finding, row, rows))
      .map(alarm),
    whispers: placed
      .filter(({ finding, place }) => !isLoud(finding) && !place.websocket && finding.path === row.absolute)
      .filter(({ finding }) => finding.rule !== warnsOfAnything)
      .map(alarm),
    misses: faults.filter((it) => !isNamed(it)),
    found: faults.filter(isNamed),
  };
}

/** nginx refuses the file too, in this release or or the one that includes it, on the machine of the index. */
function isRefused({ rule, path }: LineFinding, row: CorpusRow, rows: RowsByPath): boolean {
  // The index was made with one release; the files are for one release or another.
  if (rule === 'not-in-this-version') return true;
  const accepts = row.nginxAccepts && rows.get(path)?.nginxAccepts !== false;
  return !accepts && rules.some(({ id, problems }) => id === rule && problems !== undefined);
}

/** The rules that have to speak of a location, each with its cause: exactly one for each. Throws on words that it does not know. */
export function expected({ missing }: Pick<CorpusLocation, 'missing'>): readonly Pick<Fault, 'rule' | 'cause'>[] {
  const [upgrade, connection, version] = headers.map((name) => missing.includes(name));
  const others = missing.filter((cause) => !headers.includes(cause));
  const lacking = missing.filter((cause) => headers.includes(cause)).join(', ');
  // Without the headers the version is no fault of its own: one finding says what the backend receives, and over which version.
  const header =
    upgrade && connection
      ? 'missing-websocket-headers'
      : upgrade
        ? 'missing-upgrade-header'
        : connection
          ? 'missing-connection-header'
          : version
            ? 'missing-http-version'
            : undefined;
  return [
    ...(header === undefined ? [] : [{ rule: header, cause: lacking }]),
    ...others.map((cause) => {
      const rule = causes.find(([words]) => words.test(cause))?.[1];
      if (rule === undefined) throw new Error(`No rule is known for “${cause}”`);
      return { rule, cause };
    }),
  ];
}

/** These take the whole file with them, wherever they stand in it. */
const ofTheWholeFile: ReadonlySet<string> = new Set(['missing-semicolon', 'unclosed-block', 'map-outside-http']);

/** Tells what nginx itself warns of, with and without WebSockets. */
const warnsOfAnything = 'deprecated-listen-http2';

const headers: readonly string[] = ['proxy_set_header Upgrade', 'proxy_set_header Connection', 'proxy_http_version 1.1'];

const causes: readonly (readonly [cause: RegExp, rule: string])[] = [
  [/^301/, 'trailing-slash-redirect'],
  [/^proxy_pass with variables|^path:/, 'proxy-pass-changes-path'],
  [/^sticky/, 'socketio-without-affinity'],
  [/^undefined variable/, 'unknown-variable'],
  [/^try_files|^shadowed:/, 'shadowed-websocket-location'],
  [/^missing ;/, 'missing-semicolon'],
  [/^missing }/, 'unclosed-block'],
  [/^quotes:/, 'typographic-quotes'],
  [/^map:/, 'map-outside-http'],
  [/^Connection value:/, 'wrong-connection-value'],
  [/^Upgrade value:/, 'wrong-upgrade-value'],
  [/^dropped:/, 'dropped-inherited-headers'],
  [/^elsewhere:/, 'headers-in-other-location'],
  [/^HTTP\/2 upstream/, 'http2-upstream'],
  [/^scheme:/, 'invalid-proxy-scheme'],
  [/^protocol:/, 'wrong-protocol-pass'],
  [/^hidden:/, 'hidden-upgrade-header'],
  [/^cache:/, 'cached-handshake'],
  [/^unreachable:/, 'unreachable-location-path'],
];

interface Place {
  readonly name: string;
  readonly websocket: boolean;
  readonly mayBeBroken: boolean;
  readonly location: CorpusLocation | undefined;
}

/** The innermost location of the index that holds the line; files that are included have their own rows. */
function placeOf(at: { readonly path: string; readonly line: number }, rows: RowsByPath, extent: Examined['extent']): Place {
  const row = rows.get(at.path);
  const holds = ({ line }: { readonly line: number }): boolean => {
    const [first, last] = extent(at.path, line);
    return at.line >= first && at.line <= last;
  };
  const innermost = <T extends { readonly line: number }>(all: readonly T[]): T | undefined =>
    all.filter(holds).sort((a, b) => b.line - a.line)[0];
  const location = innermost(row?.websocket ?? []);
  const other = innermost(row?.otherProxied ?? []);
  if (location !== undefined && (other === undefined || other.line <= location.line)) {
    return { name: location.verdict, websocket: true, mayBeBroken: location.verdict !== 'ok', location };
  }
  if (other !== undefined) return { name: 'no WebSocket', websocket: false, mayBeBroken: false, location: undefined };
  const websocket = (row?.websocket.length ?? 0) > 0;
  const mayBeBroken = row?.websocket.some(({ verdict }) => verdict !== 'ok') ?? false;
  return { name: websocket ? 'outside of locations' : 'file without WebSockets', websocket, mayBeBroken, location: undefined };
}

function isLoud({ severity }: LineFinding): boolean {
  return severity === 'error' || severity === 'warning';
}
