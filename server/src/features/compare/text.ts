/** Comparisons for people: the first line says what breaks, the rest what else is not the same. */
import { oneLine, sentence } from '../../analysis/one-line.ts';
import type { Anchor, Refusal } from '../../config/model.ts';
import type { Workspace } from '../../config/workspace.ts';
import { formatVersion, nameOfVersion } from '../../reference/version.ts';
import { breaksOf } from './breaks.ts';
import { headWords, placesText } from './head-text.ts';
import { lineOfIn } from './lines-of.ts';
import type { ChangedFinding, ChangedHandshake, ChangedRefusal, Comparison } from './model.ts';
import type { Versions } from './compare.ts';

/** How the text is to look where it is shown. */
export interface CompareStyle {
  /** A file and its line, from 1. */
  readonly showPlace: (path: string, line: number) => string;
  readonly paint: (how: 'good' | 'bad' | 'title', text: string) => string;
}

/** Of all main files; the first line is the headline. */
export function comparisonText(
  comparisons: readonly Comparison[],
  versions: Versions,
  workspace: Workspace,
  style: CompareStyle,
): string {
  const lineOf = lineOfIn(workspace);
  const show: Show = (at) => style.showPlace(at.path, lineOf.anchor(at));
  const newer = nameOfVersion(versions.to);
  const all = <T>(part: (comparison: Comparison) => readonly T[]): readonly T[] => comparisons.flatMap(part);
  const [refusals, findings] = [all((it) => it.refusals), all((it) => it.findings)];
  const [handshakes, directives] = [all((it) => it.handshakes), all((it) => it.directives)];
  const told = (change: 'appears' | 'vanishes'): readonly string[] => [
    ...refusals.filter((it) => it.change === change).map((it) => refusalLine(it, style)),
    ...findingLines(
      findings.filter((it) => (it.change === 'severity' ? 'appears' : it.change) === change),
      (path, offset) => style.showPlace(path, lineOf.offset(path, offset)),
    ),
  ];
  const refused = comparisons.some((it) => it.refused.from !== undefined || it.refused.to !== undefined);
  const broken = isBroken(comparisons, workspace);
  const once = refused ? ', once both start' : '';
  const sections = [
    section(`New with ${newer}:`, told('appears'), style),
    section(`Gone with ${newer}:`, told('vanishes'), style),
    section(`Handshakes that end otherwise${once}:`, endingLines(handshakes, show), style),
    section(`What backends receive otherwise${once}:`, headLines(handshakes, show), style),
    section('Directives that mean something else:', directiveLines(directives, show), style),
  ];
  return [
    `${style.paint(broken ? 'bad' : 'good', headline(comparisons, versions, workspace, style))}\n`,
    ...sections.filter((it) => it !== ''),
  ].join('\n');
}

/** What breaks, in one line. */
export function headline(
  comparisons: readonly Comparison[],
  { from, to }: Versions,
  workspace: Workspace,
  style: Pick<CompareStyle, 'showPlace'>,
): string {
  const way = `from ${nameOfVersion(from)} to ${nameOfVersion(to)}`;
  const breaks = comparisons.map((it) => breaksOf(it, workspace));
  const refusals = breaks.flatMap((it) => it.refusals);
  const handshakes = breaks.flatMap((it) => it.handshakes);
  const errors = breaks.flatMap((it) => it.errors);
  const [refusal, ...moreRefusals] = refusals;
  const [handshake, ...moreHandshakes] = handshakes;
  const show: Show = (at) => style.showPlace(at.path, lineOfIn(workspace).anchor(at));
  const parts = [
    ...(refusal === undefined
      ? []
      : [`${nameOfVersion(to)} does not start: ${refusalText(refusal, style)}${andMore(moreRefusals.length)}`]),
    ...(handshake === undefined
      ? []
      : [`a WebSocket to ${nameOfHandshake(handshake, show)} ${verdicts(handshake)}${andMore(moreHandshakes.length)}`]),
    ...(errors.length === 0 ? [] : [errors.length === 1 ? '1 new error' : `${errors.length} new errors`]),
  ];
  if (parts.length > 0) return oneLine(`Breaks ${way}: ${parts.join('; ')}.`);
  return oneLine(`Nothing breaks ${way}${restOf(comparisons, { from, to }, style)}`);
}

function isBroken(comparisons: readonly Comparison[], workspace: Workspace): boolean {
  return comparisons
    .map((it) => breaksOf(it, workspace))
    .some(({ refusals, handshakes, errors }) => refusals.length + handshakes.length + errors.length > 0);
}

/** What there is to say where nothing breaks. */
function restOf(comparisons: readonly Comparison[], { from, to }: Versions, style: Pick<CompareStyle, 'showPlace'>): string {
  const refused = comparisons.find((it) => it.refused.from !== undefined)?.refused;
  if (refused?.from !== undefined) {
    const starts =
      refused.to === undefined ? `${nameOfVersion(to)} starts where ${nameOfVersion(from)} does not` : 'neither starts';
    return `, ${refused.to === undefined ? 'and' : 'but'} ${starts}: ${refusalText(refused.to ?? refused.from, style)}.`;
  }
  const better = comparisons.flatMap(({ handshakes }) =>
    handshakes.filter(({ from, to }) => to.verdict === 'connects' && from.verdict !== to.verdict),
  );
  if (better.length > 0)
    return `; ${better.length === 1 ? '1 handshake gets' : `${better.length} handshakes get`} through better.`;
  const heads = comparisons.flatMap(({ handshakes }) => handshakes.filter(({ head }) => hasHeadChange(head)));
  const rest = comparisons.some((it) => it.findings.length + it.handshakes.length + it.directives.length > 0);
  if (heads.length > 0) {
    const whose = heads.length === 1 ? 'the backend of 1 location receives' : `the backends of ${heads.length} locations receive`;
    return `; ${whose} another request head.`;
  }
  return rest ? '; what else changes is below.' : ', and nothing changes.';
}

type Show = (at: Anchor) => string;

function refusalText({ message, path, line }: Refusal, { showPlace }: Pick<CompareStyle, 'showPlace'>): string {
  return path === undefined ? message : `${message} in ${showPlace(path, line ?? 1)}`;
}

/** The words of the editor have those of nginx in them. */
function refusalLine({ message, path, line, finding }: ChangedRefusal, { showPlace }: CompareStyle): string {
  const place = path === undefined ? '' : `${showPlace(path, line ?? 1)}: `;
  if (finding === undefined) return oneLine(`${place}error: nginx does not start: ${message}`);
  return `${place}${finding.severity}: ${sentence(finding.message)} [${finding.rule}]`;
}

/** Those that say the same stand in one line. */
function findingLines(findings: readonly ChangedFinding[], show: (path: string, offset: number) => string): readonly string[] {
  return grouped(findings, ({ finding, before }) =>
    JSON.stringify([finding.rule, finding.severity, before, finding.message]),
  ).map((group) => {
    const [{ finding, before }, ...others] = group;
    const places = group.map((it) => show(it.finding.path, it.finding.start));
    const severity = before === undefined ? finding.severity : `${finding.severity}, was ${before}`;
    const said = `${severity}: ${sentence(finding.message)} [${finding.rule}]`;
    return others.length === 0 ? `${places[0] ?? ''}: ${said}` : `${said}: ${placesText(places)}`;
  });
}

function endingLines(handshakes: readonly ChangedHandshake[], show: Show): readonly string[] {
  const others = handshakes.filter(({ from, to }) => from.verdict !== to.verdict);
  return grouped(others, ({ from, to, head }) => JSON.stringify([from.verdict, to.verdict, to.reason, head])).map((group) => {
    const [first] = group;
    const receives = hasHeadChange(first.head) ? ` The backend receives ${headWords(first.head)}.` : '';
    return `${placesText(group.map((it) => nameOfHandshake(it, show)))} ${verdicts(first)}. ${sentence(first.to.reason)}${receives}`;
  });
}

function headLines(handshakes: readonly ChangedHandshake[], show: Show): readonly string[] {
  const same = handshakes.filter(({ from, to }) => from.verdict === to.verdict);
  return grouped(same, ({ head }) => JSON.stringify(head)).map((group) => {
    const [first] = group;
    return `${oneLine(headWords(first.head))}: ${placesText(group.map((it) => nameOfHandshake(it, show)))}`;
  });
}

function directiveLines(directives: Comparison['directives'], show: Show): readonly string[] {
  return grouped(directives, ({ what }) => what).map((group) => {
    const [{ since, what }] = group;
    return `nginx ${formatVersion(since)} and newer: ${what} ${placesText(group.map(({ at }) => show(at)))}`;
  });
}

function hasHeadChange({ gone, come, moved }: ChangedHandshake['head']): boolean {
  return gone.length + come.length > 0 || moved;
}

function nameOfHandshake({ stated, url, location, at }: ChangedHandshake, show: Show): string {
  const name = stated && url !== undefined ? url : (location ?? url ?? 'a location');
  return oneLine(at === undefined ? name : `${name} (${show(at)})`, longest);
}

const longest = 200;

function verdicts({ from, to }: ChangedHandshake): string {
  return `${from.verdict} → ${to.verdict}`;
}

function andMore(count: number): string {
  return count === 0 ? '' : ` (and ${count} more)`;
}

function section(title: string, lines: readonly string[], { paint }: CompareStyle): string {
  return lines.length === 0 ? '' : `${paint('title', title)}\n${[...new Set(lines)].map((line) => `  ${line}\n`).join('')}`;
}

type Group<T> = readonly [T, ...T[]];

/** In the order of their first ones. */
function grouped<T>(all: readonly T[], keyOf: (it: T) => string): readonly Group<T>[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const it of all) {
    const known = groups.get(keyOf(it));
    if (known === undefined) groups.set(keyOf(it), [it]);
    else known.push(it);
  }
  return [...groups.values()];
}
