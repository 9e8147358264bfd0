/** The fix of all header rules: makes a location forward the handshake, in the file's own style, and nothing else differently. */
import { effective, effectiveLevel } from '../../config/inherit.ts';
import type { Level, Placed } from '../../config/model.ts';
import type { Cause, Diagnosis } from './diagnosis.ts';
import type { HeaderState } from './header-state.ts';
import type { UpstreamRequest } from '../../handshake/model.ts';
import { insertLinesAbove, insertLinesAfter, insertLinesInto, replaceIn, treeOf } from '../../analysis/edits.ts';
import { allOrNone, editIn } from '../../analysis/file-edits.ts';
import { saysUpgrade, servesPlainRequests } from './plain-requests.ts';
import { sampleOf, styled, type Line } from './line-style.ts';
import { connectionMapEdits, connectionVariable, connectionVariableName, plainValue } from './map-fix.ts';
import type { FileEdit, FixContext } from '../../analysis/rule.ts';
import { broughtBy } from './wording.ts';

/** A place that passes requests on, and what becomes of a handshake there. */
export interface Forwarding extends Pick<Diagnosis, 'target' | 'upstream' | 'upgrade' | 'connection'> {
  /** Without one, nobody began to forward the handshake. */
  readonly cause?: Cause;
}

/** What is written beside the lines that the handshake needs. */
export interface Additions {
  /** Lines elsewhere that already do it right: their values are taken over. */
  readonly models?: readonly Placed[];
  /** Lines further out that are to count here again, as they are. */
  readonly lost?: readonly Placed[];
  /** More `proxy_set_header` lines. */
  readonly headers?: readonly Line[];
  /** Other lines for the level that gets the headers. */
  readonly settings?: readonly Line[];
  /** A literal `upgrade` of the author's that goes out with plain requests too gives way to a map. */
  readonly withMap?: boolean;
}

/**
 * Sets what is missing, and corrects what is wrong, where the location takes its headers from; nothing else differs.
 * `undefined` where that cannot be done, no edits where there is nothing to do.
 */
export function forwardEdits(
  now: FixContext,
  diagnosis: Forwarding,
  { models = [], lost = [], headers = [], settings = [], withMap = false }: Additions,
): readonly FileEdit[] | undefined {
  const model = (name: string): string | undefined =>
    models.find(({ directive }) => directive.args[0]?.text.toLowerCase() === name)?.directive.args[1]?.raw;
  const connection = connectionFor(now, diagnosis, model('connection'));
  const wanted: readonly (readonly [HeaderState, string])[] = [
    [diagnosis.upgrade, model('upgrade') ?? '$http_upgrade'],
    [diagnosis.connection, connection.value],
  ];
  const bad = wanted.filter(
    ([state, value]) => !state.good || (withMap && value.startsWith('$') && isHardcoded(diagnosis, state)),
  );
  const home = homeOf(diagnosis);
  const inPlace = home === effectiveLevel(diagnosis.target.level, 'proxy_set_header');
  const corrected = bad.flatMap(([{ lines }, value]) => {
    const word = inPlace ? lineToCorrect(lines) : undefined;
    return word === undefined ? [] : [{ line: word, value }];
  });
  const missing = bad
    .filter(([{ lines }]) => !corrected.some(({ line }) => lines.includes(line)))
    .map(([{ name }, value]) => ['proxy_set_header', name, value] as const);
  const repeated = missing.length + headers.length + lost.length > 0 && !inPlace ? repeatedLines(now, diagnosis) : [];
  const lines = [...repeated, ...missing, ...written(lost), ...headers];
  const edits = [
    ...corrected.map(({ line, value }) => replaceIn(now.workspace, line, line.directive.args[1] ?? line.directive.name, value)),
    ...insertions(now, diagnosis, home, [...lines, ...settings]),
    ...(bad.some(([{ name }]) => name === 'Connection') ? connection.edits : []),
  ];
  return allOrNone(edits);
}

/**
 * The lines of a location that is yet to be written: what is missing of the pair, the version where it is needed, and the headers
 * of outer levels that these lines would cut off. `edits` bring the map that they need.
 */
export function freshLines(
  now: FixContext,
  forwarding: Forwarding,
  { headers = [], settings = [] }: Pick<Additions, 'headers' | 'settings'>,
): { readonly lines: readonly Line[]; readonly edits: readonly FileEdit[] } {
  const connection = connectionFor(now, forwarding, undefined);
  const values = { Upgrade: '$http_upgrade', Connection: connection.value };
  const bad = [forwarding.upgrade, forwarding.connection].filter(({ good }) => !good);
  const missing = bad.map(({ name }) => ['proxy_set_header', name, values[name]] as const);
  const repeated = missing.length + headers.length > 0 ? repeatedLines(now, forwarding) : [];
  const { upstream } = forwarding;
  // Around a fragment nobody knows who sets it.
  const needs = typeof upstream.httpVersion !== 'string' || needsVersion(now, upstream);
  const version: readonly Line[] = needs ? [['proxy_http_version', '1.1']] : [];
  return {
    lines: [...version, ...repeated, ...missing, ...headers, ...settings],
    edits: bad.some(({ name }) => name === 'Connection') ? connection.edits : [],
  };
}

/** Is it good for a handshake, and for nothing else that comes to the location? */
export function isHardcoded({ target }: Forwarding, { name, lines }: HeaderState): boolean {
  const [line, ...more] = lines;
  const isOwn = line !== undefined && more.length === 0 && line.includedBy === undefined && saysUpgrade(line);
  return name === 'Connection' && isOwn && servesPlainRequests(target.location);
}

/**
 * The level that gets the lines. Where it is the author's intent that an outer level sets the pair, that level is put
 * right, for all who inherit it; else the location gets lines of its own.
 */
export function homeOf({ cause, target }: Forwarding): Level {
  const own = target.location.level;
  const source = effectiveLevel(target.level, 'proxy_set_header');
  return source === undefined || cause === undefined || elsewhere.has(cause) ? own : source;
}

const elsewhere: ReadonlySet<Cause> = new Set(['missing-websocket-headers', 'headers-in-other-location', 'http2-upstream']);

/** The line whose value is replaced. An empty one of an included file stays: it sends nothing, and others may need it. */
function lineToCorrect(lines: readonly Placed[]): Placed | undefined {
  return (
    lines.find(({ includedBy }) => includedBy === undefined) ?? lines.find(({ directive }) => directive.args[1]?.text !== '')
  );
}

/** A model's value, but for a literal that would go out with plain requests too. */
function connectionFor(now: FixContext, { target }: Forwarding, copied: string | undefined): ConnectionValue {
  if (copied === undefined) return connectionValue(now);
  const literal = /^["']?upgrade["']?$/i.test(copied) && servesPlainRequests(target.location);
  const chosen = literal ? connectionValue(now) : undefined;
  return chosen?.value.startsWith('$') === true ? chosen : { value: copied, edits: [] };
}

interface ConnectionValue {
  readonly value: string;
  readonly edits: readonly FileEdit[];
}

/** A map's variable where there is one or can be one; the bare word in a fragment that shows no http level. */
function connectionValue(now: FixContext): ConnectionValue {
  const environment = now.config.http?.environment;
  const variable = environment === undefined ? undefined : connectionVariable(environment);
  if (variable !== undefined) return { value: `$${variable}`, edits: [] };
  for (const name of [connectionVariableName, anotherName]) {
    const edits = connectionMapEdits(now, { plain: plainValue(now), name });
    if (edits !== undefined && edits.length > 0) return { value: `$${name}`, edits };
  }
  return { value: '"upgrade"', edits: [] };
}

/** Where the usual name is another map's. */
const anotherName = 'websocket_connection';

/** A `proxy_set_header` in the location will cut off those of outer levels: the ones that still counted are repeated. */
function repeatedLines({ workspace }: FixContext, { target, upgrade, connection }: Forwarding): readonly Line[] {
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
  diagnosis: Forwarding,
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
function needsVersion({ nginxUpTo }: FixContext, { httpVersion, httpVersionFrom }: UpstreamRequest): boolean {
  return httpVersion === '1.0' || httpVersion === '2' || (nginxUpTo !== undefined && httpVersionFrom.kind === 'default');
}

function insertAbove({ workspace }: FixContext, { target }: Forwarding, line: Placed, added: Line): FileEdit | undefined {
  return editIn(workspace, line.path, (tree) => insertLinesAbove(tree, line, [styled(added, sampleOf(tree, target))]));
}

function insert({ workspace }: FixContext, diagnosis: Forwarding, level: Level, lines: readonly Line[]): FileEdit | undefined {
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
function anchorAt(level: Level, { target, upgrade, connection }: Forwarding): Placed | undefined {
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
