/** The `$connection_upgrade` map of nginx's documentation: is there one that serves, and where would a new one go? */
import type { Config, Environment, MapBlock, MapEntry, Placed, Upstream } from '../../config/model.ts';
import { compilePattern } from '../../handshake/text/pattern.ts';
import { tableOf } from '../../handshake/values/map-table.ts';
import { http11ByDefault, isAtLeast } from '../../reference/version.ts';
import type { SyntaxTree, TextEdit } from '../../syntax/tree.ts';
import {
  indentAt,
  indentUnit,
  lineEnding,
  mergeByFile,
  remove,
  startWithComments,
  textWithComments,
  treeOf,
} from '../../analysis/edits.ts';
import type { FileEdit, FixContext } from '../../analysis/rule.ts';

/** The name that nginx's documentation gives the variable, without `$`. */
export const connectionVariableName = 'connection_upgrade';

/**
 * The variable (without `$`) of a map that turns a client's `Upgrade: websocket` into `upgrade` and its absence into
 * something else; `undefined` when no map that can be seen does.
 */
export function connectionVariable(environment: Environment): string | undefined {
  const serving = [...environment.maps.values()].filter(serves).flatMap(({ variable }) => variable ?? []);
  return serving.find((name) => name === connectionVariableName) ?? serving[0];
}

export interface ConnectionMap {
  /** What requests without an Upgrade header get: `''` leaves connections to an upstream with keepalive open. */
  readonly plain: 'close' | '';
  /** Of the variable, without `$`; `connection_upgrade` if not said. */
  readonly name?: string;
}

/** Edits that define the variable at the http level; none when it is defined already, `undefined` where no http level can be seen. */
export function connectionMapEdits(
  now: FixContext,
  { plain, name = connectionVariableName }: ConnectionMap,
): readonly FileEdit[] | undefined {
  if (now.config.http?.environment.variables.has(name) === true) return [];
  return httpLevelEdits(now, (unit) => connectionMapLines({ plain, name }, unit));
}

/** The map as it is written, with a unit of indentation. */
export function connectionMapLines({ plain, name = connectionVariableName }: ConnectionMap, unit: string): readonly string[] {
  return [`map $http_upgrade $${name} {`, `${unit}default upgrade;`, `${unit}''      ${plain === '' ? "''" : plain};`, '}'];
}

/**
 * `''` where an upstream keeps connections open: by `keepalive`, or by default since 1.29.7 (ngx_http_upstream.c);
 * else `close`, as in nginx's documentation. All locations share the map. `''` is right for every version.
 */
export function plainValue({ config, nginx, nginxUpTo = nginx }: Omit<FixContext, 'workspace'>): 'close' | '' {
  const upstreams = [...(config.http?.environment.upstreams.values() ?? [])];
  const keeps = ({ keepalive }: Upstream): boolean =>
    keepalive === undefined ? isAtLeast(nginxUpTo, http11ByDefault) : keepalive.directive.args[0]?.text !== '0';
  return upstreams.some(keeps) ? '' : 'close';
}

/**
 * Edits that move a map with its comments to the http level. Where the same map is there already, it is only taken out;
 * where another one is, and where no http level can be seen, `undefined`.
 */
export function moveToHttp(now: FixContext, map: Placed): readonly FileEdit[] | undefined {
  const tree = treeOf(now.workspace, map.path);
  const taken = tree === undefined ? undefined : removeWithGap(tree, map);
  const text = tree === undefined ? undefined : textWithComments(tree, map, '');
  const variable = map.directive.args[1]?.text.slice(1).toLowerCase();
  if (tree === undefined || taken === undefined || text === undefined || variable === undefined) return undefined;
  const removal = { path: map.path, edits: [taken] };
  const known = httpBody(now.config)?.findLast(
    (it) => isBlockOf('map')(it) && it.directive.args[1]?.text.slice(1).toLowerCase() === variable,
  );
  if (known !== undefined) return sameText(now, known, map) ? [removal] : undefined;
  const insertion = httpLevelEdits(now, () => text.split(/\r?\n/));
  return insertion === undefined ? undefined : mergeByFile([removal, ...insertion]);
}

/**
 * Edits that put lines at the http level: behind the last map written there, else before the first server, upstream or
 * include of one. `lines` gets the file's unit of indentation. `undefined` where no http level can be seen.
 */
function httpLevelEdits(now: FixContext, lines: (unit: string) => readonly string[]): readonly FileEdit[] | undefined {
  const { config, workspace } = now;
  const path = config.http?.at?.path ?? config.main;
  const tree = treeOf(workspace, path);
  const body = httpBody(config);
  if (tree === undefined || body === undefined) return undefined;
  const written = body.filter(({ includedBy }) => includedBy === undefined);
  const lastMap = written.findLast(isBlockOf('map'));
  const before = written.find((placed) => isBlockOf('server', 'upstream')(placed) || bringsServers(placed, body));
  const unit = indentUnit(tree.text);
  if (lastMap !== undefined) return edit(path, linesBehind(tree, lastMap, lines(unit)));
  const anchor = before ?? (config.http?.at === undefined ? written[0] : undefined);
  if (anchor !== undefined) return edit(path, linesBefore(tree, anchor, lines(unit)));
  return config.http?.at === undefined ? undefined : edit(path, linesInto(tree, config.http.at, lines(unit), unit));
}

/** The directives of the http level, wherever they are written; `undefined` when it is not among what can be seen. */
function httpBody(config: Config): readonly Placed[] | undefined {
  if (config.http?.at !== undefined) return config.http.at.block;
  const shows = config.directives.some(isBlockOf('server', 'upstream', 'map'));
  return config.context === 'http' || (config.context === 'unknown' && shows) ? config.directives : undefined;
}

function isBlockOf(...names: readonly string[]): (placed: Placed) => boolean {
  return ({ directive, block }) => block !== undefined && names.includes(directive.name.text);
}

function bringsServers(include: Placed, body: readonly Placed[]): boolean {
  if (include.directive.name.text !== 'include') return false;
  const argument = include.directive.args[0]?.text ?? '';
  return /[*?]/.test(argument) || body.some((placed) => placed.includedBy === include && isBlockOf('server', 'upstream')(placed));
}

/** Does a handshake get `upgrade` from this map, and an ordinary request not? */
function serves(map: MapBlock): boolean {
  const source = map.source?.text.toLowerCase();
  if (source !== '$http_upgrade' && source !== '${http_upgrade}') return false;
  if (map.unseen.length > 0) return false;
  return valueFor(map, 'websocket') === 'upgrade' && valueFor(map, '') !== 'upgrade';
}

/** In lower case; keys as text go first, then patterns in their order (ngx_http_map_find). */
function valueFor(map: MapBlock, subject: string): string {
  const { exact, patterns } = tableOf(map);
  const matches = ({ source: { text } }: MapEntry): boolean => {
    const caseless = text.startsWith('~*');
    const match = compilePattern(text.slice(caseless ? 2 : 1), caseless)?.match(subject);
    return match !== undefined && match !== 'unknown';
  };
  const matched = subject === '' ? undefined : patterns.find(matches);
  return (exact.get(subject) ?? matched ?? map.default)?.value?.text.toLowerCase() ?? '';
}

interface Insertion {
  readonly at: number;
  readonly newText: string;
}

function edit(path: string, insertion: Insertion | undefined): readonly FileEdit[] | undefined {
  if (insertion === undefined) return undefined;
  return [{ path, edits: [{ start: insertion.at, end: insertion.at, newText: insertion.newText }] }];
}

function linesBehind(tree: SyntaxTree, { directive }: Placed, lines: readonly string[]): Insertion | undefined {
  const start = tree.startOf(directive);
  if (start === undefined) return undefined;
  const end = start + directive.end;
  const at = end + (/^[ \t]*#[^\n\r]*/.exec(tree.text.slice(end))?.[0].length ?? 0);
  const eol = lineEnding(tree.text);
  const indent = indentAt(tree.text, start);
  const crowded = /^[ \t]*\r?\n[ \t]*[^\s}]/.test(tree.text.slice(at));
  return { at, newText: eol + lines.map((line) => eol + indented(line, indent)).join('') + (crowded ? eol : '') };
}

function linesBefore(tree: SyntaxTree, { directive }: Placed, lines: readonly string[]): Insertion | undefined {
  const start = tree.startOf(directive);
  if (start === undefined) return undefined;
  const at = startWithComments(tree, start);
  const eol = lineEnding(tree.text);
  const indent = indentAt(tree.text, at);
  const lineStart = at - indent.length;
  const before = tree.text.slice(0, lineStart);
  if (before !== '' && !before.endsWith('\n')) return { at, newText: `${lines.join(eol + indent)}${eol}${eol}${indent}` };
  const gap = /(^|\{[ \t]*\r?\n|\n[ \t]*\r?\n)$/.test(before) ? '' : eol;
  return { at: lineStart, newText: gap + lines.map((line) => indented(line, indent) + eol).join('') + eol };
}

function linesInto(tree: SyntaxTree, { directive }: Placed, lines: readonly string[], unit: string): Insertion | undefined {
  const start = tree.startOf(directive);
  if (start === undefined || directive.block === undefined) return undefined;
  const eol = lineEnding(tree.text);
  const indent = indentAt(tree.text, start) + unit;
  const at = start + directive.block.open + 1;
  const rest = tree.text.slice(at);
  const tail = /^[ \t]*\r?\n/.test(rest) ? '' : eol + indentAt(tree.text, start);
  return { at, newText: lines.map((line) => eol + indented(line, indent)).join('') + tail };
}

function indented(line: string, indent: string): string {
  return line === '' ? '' : indent + line;
}

/** Of the empty lines around a directive that goes, one is enough. */
function removeWithGap(tree: SyntaxTree, placed: Placed): TextEdit | undefined {
  const edit = remove(tree, placed);
  if (edit === undefined) return undefined;
  const before = tree.text.slice(0, edit.start);
  const gap = /(^|\n[ \t]*\r?\n|\{[ \t]*\r?\n)$/.test(before) ? /^[ \t]*\r?\n/.exec(tree.text.slice(edit.end)) : null;
  return { ...edit, end: edit.end + (gap?.[0].length ?? 0) };
}

function sameText({ workspace }: FixContext, a: Placed, b: Placed): boolean {
  const [one, other] = [a, b].map((placed) => {
    const tree = treeOf(workspace, placed.path);
    const start = tree?.startOf(placed.directive);
    return start === undefined ? undefined : tree?.text.slice(start, start + placed.directive.end).replace(/\s+/g, ' ');
  });
  return one !== undefined && one === other;
}
