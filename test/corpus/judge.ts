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

export function judge(row: CorpusRow, mode: Mode, { findings, extent }: Examined): Judgement {
  const broken = row.websocket.filter(({ verdict }) => verdict === 'broken');
  const within = ({ line }: { readonly line: number }, at: number): boolean => {
    const [first, last] = extent(line);
    return at >= first && at <= last;
  };
  /** The innermost location of the index that holds the line. */
  const holder = <T extends { readonly line: number }>(all: readonly T[], at: number): T | undefined =>
    all.filter((it) => within(it, at)).sort((a, b) => b.line - a.line)[0];
  const places = [...row.websocket, ...row.otherProxied.map((it) => ({ ...it, verdict: 'no WebSocket' as const }))];
  const told = findings.map((finding) => ({
    finding,
    place: finding.path === row.absolute ? holder(places, finding.line) : undefined,
  }));
  const speaksOf = (location: CorpusLocation) =>
    findings.some(
      ({ path, line, relatedLines, rule }) =>
        rule !== 'short-websocket-timeout' &&
        [...(path === row.absolute ? [line] : []), ...relatedLines].some((it) => holder(row.websocket, it) === location),
    );
  const alarm = ({ finding, place }: (typeof told)[number]): Alarm => ({
    file: row.file,
    mode,
    finding,
    place: place?.verdict ?? (row.websocket.length === 0 ? 'file without WebSockets' : 'outside of locations'),
  });
  const loud = ({ finding }: (typeof told)[number]): boolean => finding.severity === 'error' || finding.severity === 'warning';
  const innocent = ({ place }: (typeof told)[number]): boolean =>
    place === undefined ? broken.length === 0 : place.verdict === 'ok' || place.verdict === 'no WebSocket';
  const miss = (location: CorpusLocation): Miss => ({ file: row.file, mode, location });
  return {
    alarms: told.filter((it) => loud(it) && innocent(it)).map(alarm),
    whispers: told.filter((it) => !loud(it) && (it.place?.verdict === 'no WebSocket' || row.websocket.length === 0)).map(alarm),
    misses: broken.filter((it) => !speaksOf(it)).map(miss),
    found: broken.filter(speaksOf).map(miss),
  };
}
