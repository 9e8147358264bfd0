/** The fix of all header rules: makes a location forward the handshake, in the file's own style, and nothing else differently. */
import { effective, effectiveLevel } from '../../config/inherit.ts';
import type { Level, Placed } from '../../config/model.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { HeaderState } from './header-state.ts';
import type { UpstreamRequest } from '../../handshake/model.ts';
import { insertLinesAbove, insertLinesAfter, insertLinesInto, replaceIn, treeOf } from '../../analysis/edits.ts';
import { allOrNone, editIn } from '../../analysis/file-edits.ts';
import { sampleOf, styled, type Line } from './line-style.ts';
import { connectionMapEdits, connectionVariable, plainValue } from './map-fix.ts';
import type { FileEdit, Fix, FixContext } from '../../analysis/rule.ts';
import { broughtBy } from './wording.ts';

/**
 * Sets what is missing, and corrects what is wrong, where the location takes its headers from. `models` are lines elsewhere
 * that already do it right: their values are taken over. `lost` are lines that are to count here again, as they are.
 */
export function forwardFix(
  title: string,
  diagnosis: Diagnosis,
  models: readonly Placed[] = [],
  lost: readonly Placed[] = [],
): Fix {
  return { title, safe: true, edits: (now) => forwardEdits(now, diagnosis, models, lost) };
}

function forwardEdits(
  now: FixContext,
  diagnosis: Diagnosis,
  models: readonly Placed[],
  lost: readonly Placed[],
): readonly FileEdit[] | undefined {
  const model = (name: string): string | undefined =>
    models.find(({ directive }) => directive.args[0]?.text.toLowerCase() === name)?.directive.args[1]?.raw;
  const copied = model('connection');
  const connection = copied === undefined ? connectionValue(now) : { value: copied, edits: [] };
  const wanted: readonly (readonly [HeaderState, string])[] = [
    [diagnosis.upgrade, model('upgrade') ?? '$http_upgrade'],
    [diagnosis.connection, connection.value],
  ];
  const bad = wanted.filter(([{ good }]) => !good);
  const home = homeOf(diagnosis);
  const inPlace = home === effectiveLevel(diagnosis.target.level, 'proxy_set_header');
  const corrected = bad.flatMap(([{ lines }, value]) => {
    const word = inPlace ? lineToCorrect(lines) : undefined;
    return word === undefined ? [] : [{ line: word, value }];
  });
  const missing = bad
    .filter(([{ lines }]) => !corrected.some(({ line }) => lines.includes(line)))
    .map(([{ name }, value]) => ['proxy_set_header', name, value] as const);
  const repeated = missing.length > 0 && !inPlace ? repeatedLines(now, diagnosis) : [];
  const edits = [
    ...corrected.map(({ line, value }) => replaceIn(now.workspace, line, line.directive.args[1] ?? line.directive.name, value)),
    ...insertions(now, diagnosis, home, [...repeated, ...missing, ...written(lost)]),
    ...(bad.some(([{ name }]) => name === 'Connection') ? connection.edits : []),
  ];
  return allOrNone(edits);
}

/**
 * The level that gets the lines. Where it is the author's intent that an outer level sets the pair, that level is put
 * right, for all who inherit it; else the location gets lines of its own.
 */
function homeOf({ cause, target }: Diagnosis): Level {
  const own = target.location.level;
  const source = effectiveLevel(target.level, 'proxy_set_header');
  const isElsewhere =
    cause === 'missing-websocket-headers' || cause === 'headers-in-other-location' || cause === 'http2-upstream';
  return source === undefined || isElsewhere ? own : source;
}

/** The line whose value is replaced. An empty one of an included file stays: it sends nothing, and others may need it. */
function lineToCorrect(lines: readonly Placed[]): Placed | undefined {
  return (
    lines.find(({ includedBy }) => includedBy === undefined) ?? lines.find(({ directive }) => directive.args[1]?.text !== '')
  );
}

/** A map's variable where there is one or can be one; the bare word in a fragment that shows no http level. */
function connectionValue(now: FixContext): { readonly value: string; readonly edits: readonly FileEdit[] } {
  const environment = now.config.http?.environment;
  const variable = environment === undefined ? undefined : connectionVariable(environment);
  if (variable !== undefined) return { value: `$${variable}`, edits: [] };
  const edits = connectionMapEdits(now, { plain: plainValue(now) });
  return edits === undefined || edits.length === 0 ? { value: '"upgrade"', edits: [] } : { value: '$connection_upgrade', edits };
}

/** A `proxy_set_header` in the location will cut off those of outer levels: the ones that still counted are repeated. */
function repeatedLines({ workspace }: FixContext, { target, upgrade, connection }: Diagnosis): readonly Line[] {
  const bad = [upgrade, connection].filter(({ good }) => !good).map(({ name }) => name.toLowerCase());
  const still = effective(target.level, 'proxy_set_header').filter(
    ({ directive: { args }, path }) => !bad.includes(args[0]?.text.toLowerCase() ?? '') && treeOf(workspace, path) !== undefined,
  );
  return written(still);
}

/** Header lines as they are to be written once more. */
function written(lines: readonly Placed[]): readonly Line[] {
  return lines.flatMap(({ directive: { args } }): Line[] => {
    const [name, value] = args;
    return name === undefined || value === undefined ? [] : [['proxy_set_header', name.raw, value.raw]];
  });
}

/** The header lines at their level, and the version where it is needed: with them, above the pair, or corrected where it stands. */
function insertions(
  now: FixContext,
  diagnosis: Diagnosis,
  home: Level,
  headers: readonly Line[],
): readonly (FileEdit | undefined)[] {
  const { target, upstream, upgrade, connection } = diagnosis;
  const version: Line = ['proxy_http_version', '1.1'];
  if (!needsVersion(now, upstream)) return [insert(now, diagnosis, home, headers)];
  const own = target.location.level.own.get('proxy_http_version')?.at(-1);
  if (own !== undefined) {
    const [word] = own.directive.args;
    const replaced = word === undefined || own.includedBy !== undefined ? undefined : replaceIn(now.workspace, own, word, '1.1');
    return [replaced, insert(now, diagnosis, home, headers)];
  }
  const level = home.own.has('proxy_http_version') ? target.location.level : home;
  const pair = [...upgrade.lines, ...connection.lines].filter((line) => isWrittenAt(level, line));
  const first = (level.own.get('proxy_set_header') ?? []).find((line) => pair.includes(line));
  if (first !== undefined) return [insertAbove(now, diagnosis, first, version), insert(now, diagnosis, home, headers)];
  if (level === home) return [insert(now, diagnosis, home, [version, ...headers])];
  return [insert(now, diagnosis, level, [version]), insert(now, diagnosis, home, headers)];
}

/** Not by default in the version that is assumed, or not in all of those that may run. */
function needsVersion({ nginxAssumed }: FixContext, { httpVersion, httpVersionFrom }: UpstreamRequest): boolean {
  return httpVersion === '1.0' || httpVersion === '2' || (nginxAssumed && httpVersionFrom.kind === 'default');
}

function insertAbove({ workspace }: FixContext, { target }: Diagnosis, line: Placed, added: Line): FileEdit | undefined {
  return editIn(workspace, line.path, (tree) => insertLinesAbove(tree, line, [styled(added, sampleOf(tree, target))]));
}

function insert({ workspace }: FixContext, diagnosis: Diagnosis, level: Level, lines: readonly Line[]): FileEdit | undefined {
  const { target } = diagnosis;
  const { location, pass } = target;
  const anchor = anchorAt(level, diagnosis);
  const place = anchor ?? location.at ?? pass;
  if (lines.length === 0) return { path: place.path, edits: [] };
  const addTo = anchor === undefined && location.at !== undefined ? insertLinesInto : insertLinesAfter;
  return editIn(workspace, place.path, (tree) => {
    const texts = lines.map((line) => styled(line, sampleOf(tree, target)));
    return addTo(tree, place, texts);
  });
}

/** Behind one of the pair, else the last header line of the level, else its version, else the pass, else the include of headers. */
function anchorAt(level: Level, { target, upgrade, connection }: Diagnosis): Placed | undefined {
  const headers = level.own.get('proxy_set_header');
  const written = (name: string): Placed | undefined => level.own.get(name)?.findLast((line) => isWrittenAt(level, line));
  const isOfLocation = level === target.location.level;
  return (
    headers?.findLast((line) => isWrittenAt(level, line) && [...upgrade.lines, ...connection.lines].includes(line)) ??
    written('proxy_set_header') ??
    written('proxy_http_version') ??
    (isOfLocation ? written('proxy_pass') : undefined) ??
    (isOfLocation ? undefined : headers?.map(broughtBy).at(-1))
  );
}

/** Is the line written in the block of the level itself, in the same file? */
function isWrittenAt(level: Level, line: Placed): boolean {
  return line.includedBy === undefined && level.own.get(line.directive.name.text)?.includes(line) === true;
}
