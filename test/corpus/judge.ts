/** Compares what was found in a file of the corpus with what its index says. */
import type { Examined, LineFinding, Mode } from './examine.ts';
import type { CorpusLocation, CorpusRow } from './rows.ts';

export interface Alarm {
  readonly file: string;
  readonly mode: Mode;
  readonly finding: LineFinding;
  /** What the index says of that place. */
  readonly place: string;
}

export interface Miss {
  readonly file: string;
  readonly mode: Mode;
  readonly location: CorpusLocation;
}

export interface Judgement {
  /** Warnings and errors where the index knows of nothing broken. */
  readonly alarms: readonly Alarm[];
  /** Broken locations about which nothing is said. */
  readonly misses: readonly Miss[];
  /** Hints and informations on locations that are not for WebSockets. */
  readonly whispers: readonly Alarm[];
  /** Broken locations about which something is said. */
  readonly found: readonly Miss[];
}

export type RowsByPath = ReadonlyMap<string, CorpusRow>;

export function judge(row: CorpusRow, mode: Mode, { findings, extent }: Examined, rows: RowsByPath): Judgement {
  const broken = row.websocket.filter(({ verdict }) => verdict === 'broken');
  const placed = findings.map((finding) => ({ finding, place: placeOf(finding, rows, extent) }));
  const names = (location: CorpusLocation): boolean =>
    placed.some(
      ({ finding, place }) =>
        explains(finding.rule, location) &&
        [place.location, ...finding.related.map((it) => placeOf(it, rows, extent).location)].includes(location),
    );
  const alarm = ({ finding, place }: (typeof placed)[number]): Alarm => ({ file: row.file, mode, finding, place: place.name });
  const miss = (location: CorpusLocation): Miss => ({ file: row.file, mode, location });
  return {
    alarms: placed.filter(({ finding, place }) => isLoud(finding) && !place.mayBeBroken).map(alarm),
    whispers: placed
      .filter(({ finding, place }) => !isLoud(finding) && !place.websocket && finding.path === row.absolute)
      .map(alarm),
    misses: broken.filter((it) => !names(it)).map(miss),
    found: broken.filter(names).map(miss),
  };
}

/** Does the rule speak of what the index says is wrong? */
function explains(rule: string, { missing }: CorpusLocation): boolean {
  return missing.some((cause) => causes.some(([pattern, rules]) => pattern.test(cause) && rules.includes(rule)));
}

const headerRules = [
  'missing-websocket-headers',
  'missing-upgrade-header',
  'missing-connection-header',
  'wrong-upgrade-value',
  'wrong-connection-value',
  'dropped-inherited-headers',
  'headers-in-other-location',
  'typographic-quotes',
];

const causes: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^proxy_set_header/, headerRules],
  [/^proxy_http_version/, ['missing-http-version']],
  [/^301/, ['trailing-slash-redirect']],
  [/^proxy_pass with variables/, ['proxy-pass-changes-path']],
  [/^sticky/, ['socketio-without-affinity']],
  [/^undefined variable/, ['unknown-variable']],
  [/^try_files/, ['shadowed-websocket-location']],
  [/Connection|Upgrade/, headerRules],
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
