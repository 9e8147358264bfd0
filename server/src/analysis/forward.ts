/** The fix of all header rules: makes a location forward the handshake, in the file's own style, and nothing else differently. */
import { effective, effectiveLevel } from '../config/inherit.ts';
import type { Placed } from '../config/model.ts';
import type { ProxyTarget } from '../handshake/model.ts';
import type { SyntaxTree, TextEdit } from '../syntax/tree.ts';
import type { Diagnosis, HeaderState } from './diagnosis.ts';
import { insertLinesAfter, insertLinesInto, mergeByFile, replaceWord, treeOf } from './edits.ts';
import { connectionMapEdits, connectionVariable } from './map-fix.ts';
import type { FileEdit, Fix, FixContext } from './rule.ts';

/** Sets what is missing, and corrects what is wrong, where the location takes its headers from. */
export function forwardFix(title: string, diagnosis: Diagnosis, models: readonly Placed[] = []): Fix {
  return { title, safe: true, edits: (now) => forwardEdits(now, diagnosis, models) };
}

/** `models` are lines elsewhere that already do it right: their values are taken over. */
function forwardEdits(now: FixContext, diagnosis: Diagnosis, models: readonly Placed[]): readonly FileEdit[] | undefined {
  const model = (name: string): string | undefined =>
    models.find(({ directive }) => directive.args[0]?.text.toLowerCase() === name)?.directive.args[1]?.raw;
  const copied = model('connection');
  const connection = copied === undefined ? connectionValue(now, diagnosis) : { value: copied, edits: [] };
  const wanted: readonly [HeaderState, string][] = [
    [diagnosis.upgrade, model('upgrade') ?? '$http_upgrade'],
    [diagnosis.connection, connection.value],
  ];
  const bad = wanted.filter(([state]) => !state.good);
  // With one of the pair at its place, the level as it stands is meant: the other one's value is corrected there.
  const inPlace = bad.every(([{ lines }]) => lines.length > 0) || isOwn(diagnosis.target);
  const replaced = inPlace ? bad.filter(([{ lines }]) => lines.some((line) => line.includedBy === undefined)) : [];
  const replacements = replaced.map(([{ lines }, value]) => replaceValue(now, lines, value));
  const missing = bad
    .filter((it) => !replaced.includes(it))
    .map(([{ name }, value]) => ['proxy_set_header', name, value] as const);
  const insertion = insertInto(now, diagnosis, missing);
  const map = bad.some(([{ name }]) => name === 'Connection') ? connection.edits : [];
  const edits = [...replacements, insertion, ...map];
  return edits.every((it) => it !== undefined) ? mergeByFile(edits) : undefined;
}

/** A map's variable where there is one or can be one; the bare word in a fragment that shows no http level. */
function connectionValue(
  now: FixContext,
  { target }: Diagnosis,
): { readonly value: string; readonly edits: readonly FileEdit[] } {
  const environment = now.config.http?.environment;
  const variable = environment === undefined ? undefined : connectionVariable(environment);
  if (variable !== undefined) return { value: `$${variable}`, edits: [] };
  const edits = connectionMapEdits(now, { plain: keepsConnections(now, target) ? '' : 'close' });
  return edits === undefined || edits.length === 0 ? { value: '"upgrade"', edits: [] } : { value: '$connection_upgrade', edits };
}

function keepsConnections({ config }: FixContext, { pass }: ProxyTarget): boolean {
  const name = /^https?:\/\/([^/:]+)/i.exec(pass.directive.args[0]?.text ?? '')?.[1]?.toLowerCase() ?? '';
  return config.http?.environment.upstreams.get(name)?.keepalive !== undefined;
}

function replaceValue({ workspace }: FixContext, lines: readonly Placed[], value: string): FileEdit | undefined {
  const line = lines.find(({ includedBy }) => includedBy === undefined);
  const word = line?.directive.args[1];
  const tree = line === undefined ? undefined : treeOf(workspace, line.path);
  if (line === undefined || word === undefined || tree === undefined) return undefined;
  const edit = replaceWord(tree, line, word, value);
  return edit === undefined ? undefined : { path: line.path, edits: [edit] };
}

/** Are the headers that count set in the location itself? */
function isOwn({ level, location }: ProxyTarget): boolean {
  return effectiveLevel(level, 'proxy_set_header') === location.level;
}

type Line = readonly [directive: string, ...args: string[]];

function insertInto(now: FixContext, diagnosis: Diagnosis, missing: readonly Line[]): FileEdit | undefined {
  const { target, upstream } = diagnosis;
  const { location } = target;
  const place = location.at ?? target.pass;
  const tree = treeOf(now.workspace, place.path);
  if (tree === undefined) return undefined;
  const version = upstream.httpVersion === '1.1' ? [] : [['proxy_http_version', '1.1'] as const];
  const ownVersion = location.level.own.get('proxy_http_version')?.at(-1);
  const corrected = version.length > 0 && ownVersion !== undefined ? versionEdit(tree, ownVersion) : undefined;
  const repeated = missing.length > 0 && !isOwn(target) ? repeatedLines(now, diagnosis) : [];
  const lines: readonly Line[] = [...(corrected === undefined ? version : []), ...repeated, ...missing];
  const anchor = anchorFor(target);
  const texts = lines.map((line) => styled(line, sampleOf(tree, target)));
  const inserted =
    texts.length === 0
      ? undefined
      : anchor === undefined
        ? insertLinesInto(tree, place, texts)
        : insertLinesAfter(tree, anchor, texts);
  const edits = [corrected, inserted].filter((it) => it !== undefined);
  if (texts.length > 0 && inserted === undefined) return undefined;
  return { path: place.path, edits };
}

/** A `proxy_set_header` in the location will cut off those of outer levels: the ones that still counted are repeated. */
function repeatedLines({ workspace }: FixContext, { target, upgrade, connection }: Diagnosis): readonly Line[] {
  const bad = [upgrade, connection].filter(({ good }) => !good).map(({ name }) => name.toLowerCase());
  return effective(target.level, 'proxy_set_header').flatMap((line): Line[] => {
    const [name, value] = line.directive.args;
    if (name === undefined || value === undefined || bad.includes(name.text.toLowerCase())) return [];
    return treeOf(workspace, line.path) === undefined ? [] : [['proxy_set_header', name.raw, value.raw]];
  });
}

function versionEdit(tree: SyntaxTree, line: Placed): TextEdit | undefined {
  const word = line.directive.args[0];
  return word === undefined || line.includedBy !== undefined ? undefined : replaceWord(tree, line, word, '1.1');
}

/** Behind the last header line of the location, else behind its version, else behind its pass; never behind an included line. */
function anchorFor({ location, pass }: ProxyTarget): Placed | undefined {
  const own = (name: string): Placed | undefined => location.level.own.get(name)?.findLast(isWrittenHere);
  const isWrittenHere = ({ includedBy }: Placed): boolean => includedBy === undefined;
  const inBody = (it: Placed | undefined): it is Placed => it !== undefined && isWrittenHere(it) && location.body.includes(it);
  return (
    [own('proxy_set_header'), own('proxy_http_version'), pass].find(inBody) ?? (location.at === undefined ? pass : undefined)
  );
}

/** How the author writes `proxy_set_header`: the white space behind the directive, and the column of the value. */
interface Sample {
  readonly gap: string;
  readonly column: number;
}

function sampleOf(tree: SyntaxTree, { location, server }: ProxyTarget): Sample {
  const line = [...(location.level.own.get('proxy_set_header') ?? []), ...(server.level.own.get('proxy_set_header') ?? [])].find(
    ({ directive }) => tree.startOf(directive) !== undefined,
  );
  const [name, value] = line?.directive.args ?? [];
  const start = line === undefined ? undefined : tree.startOf(line.directive);
  if (line === undefined || start === undefined || name === undefined || value === undefined) return { gap: ' ', column: 0 };
  const gap = tree.text.slice(start + line.directive.name.end, start + name.start);
  const aligned = value.start - name.end > 1;
  return { gap: /^[ \t]+$/.test(gap) ? gap : ' ', column: aligned ? value.start - name.start : 0 };
}

function styled([directive, ...args]: Line, { gap, column }: Sample): string {
  if (directive !== 'proxy_set_header') return `${[directive, ...args].join(' ')};`;
  const [name = '', ...values] = args;
  return `${directive}${gap}${name.padEnd(Math.max(column - 1, 0))} ${values.join(' ')};`;
}
