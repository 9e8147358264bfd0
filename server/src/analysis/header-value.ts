/** Why a header line gives the wrong value: the line, the map behind it, and the ways to put the map right. */
import type { Anchor, MapBlock, MapEntry, Placed } from '../config/model.ts';
import type { TextEdit } from '../syntax/tree.ts';
import type { HeaderState } from './diagnosis.ts';
import { anchorOf, insertLinesInto, mergeByFile, replaceWord, treeOf, wholeOf } from './edits.ts';
import type { FileEdit, Fix, FixContext, Related, RuleContext } from './rule.ts';

export interface ValueLines {
  /** The value that is wrong; `undefined` when it stands in an included file, which others may share. */
  readonly at: Anchor | undefined;
  readonly related: readonly Related[];
  /** Goes behind ``so the handshake fails``: empty, or a colon and the reason. */
  readonly note: string;
}

export function valueLines({ lines }: HeaderState, context: RuleContext): ValueLines {
  const own = lines.find(({ includedBy }) => includedBy === undefined);
  const shared = lines.filter(({ includedBy }) => includedBy !== undefined);
  const value = own?.directive.args[1];
  const map = mapOf(lines, context);
  return {
    at: own === undefined ? undefined : anchorOf(own, value ?? own.directive.name),
    related: [
      ...shared.map((line) => ({ at: anchorOf(line), message: `\`${line.directive.args[0]?.text ?? ''}\` is set here.` })),
      ...(map === undefined ? [] : [{ at: wholeOf(map.at), message: `\`$${map.variable ?? ''}\` gets its value here.` }]),
    ],
    note: map === undefined ? noteOn(value?.text ?? '') : `: ${mapFault(map).says}`,
  };
}

/** Corrections of the map behind a `Connection` line; none when no map is. */
export function repairMapFixes({ lines, name }: HeaderState, context: RuleContext): readonly Fix[] {
  const map = name === 'Connection' ? mapOf(lines, context) : undefined;
  if (map === undefined || map.unseen.length > 0) return [];
  const { title, repair } = mapFault(map);
  return [{ title, safe: true, edits: (now) => repair(now) }];
}

interface Fault {
  readonly says: string;
  readonly title: string;
  readonly repair: (now: FixContext) => readonly FileEdit[] | undefined;
}

function mapFault(map: MapBlock): Fault {
  const variable = `\`$${map.variable ?? ''}\``;
  const { source, default: fallback } = map;
  if (source !== undefined && source.variables.length === 0) {
    return {
      says: `the map of ${variable} compares the fixed text \`${source.text}\`, not what the client sends`,
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
  return {
    says: `the map of ${variable} gives this to a request with an Upgrade header`,
    title: 'Let the map give upgrade to WebSocket requests',
    repair: (now) =>
      edit(now, [...setValue(fallback, 'upgrade'), ...map.entries.filter(isEmptyKey).flatMap((it) => setValue(it, 'close'))]),
  };
}

type Change = readonly [Placed, (tree: NonNullable<ReturnType<typeof treeOf>>) => TextEdit | undefined];

function setValue({ at, value }: MapEntry, text: string): readonly Change[] {
  return value === undefined ? [] : [[at, (tree) => replaceWord(tree, at, value, text)]];
}

function isEmptyKey({ source }: MapEntry): boolean {
  return source.text === '';
}

function edit({ workspace }: FixContext, changes: readonly Change[]): readonly FileEdit[] | undefined {
  const edits = changes.map(([placed, change]) => {
    const tree = treeOf(workspace, placed.path);
    const made = tree === undefined ? undefined : change(tree);
    return made === undefined ? undefined : { path: placed.path, edits: [made] };
  });
  return edits.every((it) => it !== undefined) ? mergeByFile(edits) : undefined;
}

function mapOf(lines: readonly Placed[], { environment }: RuleContext): MapBlock | undefined {
  const names = lines.flatMap(({ directive }) => directive.args[1]?.variables.map(({ name }) => name.toLowerCase()) ?? []);
  return names.map((name) => environment.maps.get(name)).find((map) => map !== undefined);
}

/** Request headers that a handshake has, as the variables that read them. */
const handshakeVariables = /^\$\{?http_(upgrade|connection|host|origin|sec_websocket_\w+)\}?$/i;

function noteOn(value: string): string {
  if (value === '') return ': an empty value removes the header';
  if (/^\$\{?(sent_http|upstream_http)_/i.test(value)) return `: \`${value}\` is a header of the answer, which is not there yet`;
  if (/^\$\{?http_\w+\}?$/i.test(value) && !handshakeVariables.test(value)) {
    return `: \`${value}\` reads a header that no browser sends`;
  }
  return /^http_\w+$/i.test(value) ? ': without a `$` it is plain text' : '';
}
