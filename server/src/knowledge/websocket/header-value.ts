/** Why a header line gives the wrong value: the line, the map behind it, and the ways to put the map right. */
import type { Anchor, Environment, MapBlock, MapEntry, Placed } from '../../config/model.ts';
import type { SyntaxTree, TextEdit, Word } from '../../syntax/tree.ts';
import type { HeaderState } from './header-state.ts';
import { insertLinesAfter, insertLinesInto, replaceWord } from '../../analysis/edits.ts';
import { allOrNone, editIn } from '../../analysis/file-edits.ts';
import { anchorOf, wholeOf } from '../../config/anchor.ts';
import { connectionVariable, connectionVariableName } from './map-fix.ts';
import type { FileEdit, Fix, FixContext, Related, RuleContext } from '../../analysis/rule.ts';

export interface ValueLines {
  /** The value that is wrong; `undefined` when it stands in an included file, which others may share. */
  readonly at: Anchor | undefined;
  readonly related: readonly Related[];
  /** Goes behind ``so the handshake fails``: empty, or a colon and the reason. */
  readonly note: string;
}

export function valueLines({ name, lines }: HeaderState, context: RuleContext): ValueLines {
  const own = lines.find(({ includedBy }) => includedBy === undefined);
  const shared = lines.filter(({ includedBy }) => includedBy !== undefined);
  const value = (own ?? shared[0])?.directive.args[1];
  const used = mapOf(lines, context);
  // The map does its work, for the other header.
  const swapped = name === 'Upgrade' && used !== undefined && used.variable === connectionVariable(context.environment);
  const map = swapped ? undefined : used;
  return {
    at: own === undefined ? undefined : anchorOf(own, value ?? own.directive.name),
    related: [
      ...shared.map((line) => ({ at: anchorOf(line), message: `\`${line.directive.args[0]?.text ?? ''}\` is set here.` })),
      ...(map === undefined ? [] : [{ at: wholeOf(map.at), message: `\`$${map.variable ?? ''}\` gets its value here.` }]),
    ],
    note: swapped
      ? `: \`${value?.text ?? ''}\` is the value for \`Connection\``
      : map === undefined
        ? noteOn(value?.text ?? '', context)
        : `: ${mapFault(map, context).says}`,
  };
}

/** Corrections of the map behind a `Connection` line; none when no map is. */
export function repairMapFixes({ lines, name }: HeaderState, context: RuleContext): readonly Fix[] {
  const map = name === 'Connection' ? mapOf(lines, context) : undefined;
  if (map === undefined || map.unseen.length > 0) return [];
  const { title, repair } = mapFault(map, context);
  return [{ title, safe: true, edits: (now) => repair(now) }];
}

interface Fault {
  readonly says: string;
  readonly title: string;
  readonly repair: (now: FixContext) => readonly FileEdit[] | undefined;
}

function mapFault(map: MapBlock, { environment }: RuleContext): Fault {
  const variable = `\`$${map.variable ?? ''}\``;
  const { source, default: fallback } = map;
  if (source !== undefined && isForeign(source, environment)) {
    const what = source.variables.length === 0 ? 'the fixed text ' : '';
    return {
      says: `the map of ${variable} compares ${what}\`${source.text}\`, not the client's \`Upgrade\``,
      title: 'Compare $http_upgrade in the map',
      repair: (now) => edit(now, [[map.at, (tree) => replaceWord(tree, map.at, source, '$http_upgrade')]]),
    };
  }
  if (fallback === undefined) {
    return {
      says: `the map of ${variable} has no \`default\`, and an empty value removes the header`,
      title: 'Add default upgrade to the map',
      repair: (now) => edit(now, [[map.at, (tree) => insertLinesInto(tree, map.at, ['default upgrade;'])]]),
    };
  }
  const culprit = map.entries.find(({ source: key }) => key.text.toLowerCase() === 'websocket') ?? fallback;
  const given = culprit.value?.text === '' ? 'an empty value, which removes the header,' : 'this';
  return {
    says: `the map of ${variable} gives ${given} to a request with an Upgrade header`,
    title: 'Let the map give upgrade to WebSocket requests',
    repair: (now) => edit(now, [...setValue(culprit, 'upgrade'), ...(culprit === fallback ? plainRequests(map, fallback) : [])]),
  };
}

/** A source from which no map can tell a handshake, unless it is another map. */
function isForeign({ variables }: Word, { maps }: Environment): boolean {
  return !variables.some(({ name }) => name.toLowerCase() === 'http_upgrade' || maps.has(name.toLowerCase()));
}

/** Requests without an Upgrade header shall not get what the default now gives. */
function plainRequests(map: MapBlock, fallback: MapEntry): readonly Change[] {
  const [entry] = map.entries.filter(({ source }) => source.text === '');
  if (entry !== undefined) return entry.value?.text.toLowerCase() === 'upgrade' ? setValue(entry, 'close') : [];
  const width = (fallback.value?.start ?? 0) - fallback.source.start;
  return [[fallback.at, (tree) => insertLinesAfter(tree, fallback.at, [`${"''".padEnd(Math.max(width - 1, 0))} close;`])]];
}

type Change = readonly [Placed, (tree: SyntaxTree) => TextEdit | undefined];

function setValue({ at, value }: MapEntry, text: string): readonly Change[] {
  return value === undefined ? [] : [[at, (tree) => replaceWord(tree, at, value, text)]];
}

function edit({ workspace }: FixContext, changes: readonly Change[]): readonly FileEdit[] | undefined {
  return allOrNone(changes.map(([placed, change]) => editIn(workspace, placed.path, change)));
}

function mapOf(lines: readonly Placed[], { environment }: RuleContext): MapBlock | undefined {
  const names = lines.flatMap(({ directive }) => directive.args[1]?.variables.map(({ name }) => name.toLowerCase()) ?? []);
  return names.map((name) => environment.maps.get(name)).find((map) => map !== undefined);
}

/** Request headers that a handshake has, as the variables that read them. */
const handshakeVariables = /^\$\{?http_(upgrade|connection|host|origin|sec_websocket_\w+)\}?$/i;

function noteOn(value: string, { environment }: RuleContext): string {
  if (value === '') return ': an empty value removes the header';
  if (/^\$\{?(sent_http|upstream_http)_/i.test(value)) return `: \`${value}\` is a header of the answer, which is not there yet`;
  if (/^\$\{?http_\w+\}?$/i.test(value) && !handshakeVariables.test(value)) {
    return `: \`${value}\` reads a header that no browser sends`;
  }
  const isVariable = /^http_\w+$/i.test(value) || value === connectionVariableName || environment.maps.has(value.toLowerCase());
  return isVariable ? ': without a `$` it is plain text' : '';
}
