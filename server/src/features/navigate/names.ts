/** Names in a configuration, and everything that means the same one: across files, and only within what nginx takes for one namespace. */
import type { Analysis } from '../../analysis/analyze.ts';
import { treeOf } from '../../analysis/edits.ts';
import type { Placed } from '../../config/model.ts';
import type { Workspace } from '../../config/workspace.ts';
import { derived } from '../../query/derived.ts';
import type { Span } from '../../syntax/tree.ts';
import { mentionsOf, nameInValue, type Mention } from './mentions.ts';

/** A name at a place; offsets are absolute. */
export interface NameAt extends Span {
  readonly path: string;
  readonly mention: Mention;
  /** Of the name alone. */
  readonly core: Span;
}

/** Every place that means what stands at an absolute offset of a file; empty where nothing there is a name. */
export function sameNames(analysis: Analysis, path: string, offset: number): readonly NameAt[] {
  const directive = treeOf(analysis.workspace, path)?.pathAt(offset).at(-1);
  const start = directive === undefined ? undefined : treeOf(analysis.workspace, path)?.startOf(directive);
  if (start === undefined) return [];
  const all = occurrencesOf(analysis);
  const here = all.filter(
    ({ placed, mention }) =>
      placed.directive === directive && placed.path === path && start + mention.start <= offset && offset <= start + mention.end,
  );
  const keys = new Set(here.map(keyOf));
  return placesOf(
    analysis,
    all.filter((it) => keys.has(keyOf(it))),
  );
}

/** The name at an absolute offset of a file itself. */
export function nameAt(names: readonly NameAt[], path: string, offset: number): NameAt | undefined {
  return names.find((it) => it.path === path && it.start <= offset && offset <= it.end);
}

/** Is something of this kind defined by this name, anywhere in the configuration? */
export function isTaken(analysis: Analysis, { kind }: Mention, name: string): boolean {
  return occurrencesOf(analysis).some(({ mention }) => mention.kind === kind && mention.isDefinition && mention.name === name);
}

interface Occurrence {
  readonly placed: Placed;
  readonly mention: Mention;
  /** `http`, `stream` or `mail`, and for named locations the server: the same name elsewhere is another one. */
  readonly scope: string;
}

function keyOf({ mention: { kind, name }, scope }: Occurrence): string {
  return `${kind} ${scope} ${name}`;
}

const occurrencesOf = derived((analysis: Analysis): readonly Occurrence[] => {
  const { config, workspace } = analysis;
  const found: Occurrence[] = [];
  const values: (Occurrence & { readonly variable: string })[] = [];
  let servers = 0;
  const walk = (placed: Placed, block: Placed | undefined, around: Around): void => {
    const { part, server, names } = around;
    for (const mention of mentionsOf(placed, names, textOf(workspace, placed)))
      found.push({
        placed,
        mention,
        scope: mention.kind === 'zone' ? '' : mention.kind === 'named location' ? `${server}` : part,
      });
    const value = nameInValue(placed, block);
    if (value !== undefined) values.push({ placed, ...value, scope: part });
    const name = placed.directive.name.text;
    if (placed.block === undefined) return;
    if (name === 'server') servers++;
    const inner = { part: parts.has(name) ? name : part, server: name === 'server' ? servers : server, names: [...names, name] };
    for (const it of placed.block) walk(it, placed, inner);
  };
  const outermost = config.context === 'stream' || config.context === 'mail' ? config.context : 'http';
  for (const placed of config.directives) walk(placed, undefined, { part: outermost, server: 0, names: none });
  return [...found, ...values.filter(passedOn(found))];
});

interface Around {
  readonly part: string;
  readonly server: number;
  readonly names: readonly string[];
}

const none: readonly never[] = [];

/** Values of variables that some line passes requests on to, where an upstream has such a name. */
function passedOn(found: readonly Occurrence[]): (value: { readonly variable: string; readonly mention: Mention }) => boolean {
  const variables = new Set<string>();
  const upstreams = new Set<string>();
  for (const { placed, mention } of found) {
    if (mention.kind === 'upstream' && mention.isDefinition) upstreams.add(mention.name);
    else if (mention.kind === 'variable' && placed.directive.name.text.endsWith('_pass')) variables.add(mention.name);
  }
  return ({ variable, mention }) => variables.has(variable) && upstreams.has(mention.name);
}

function textOf(workspace: Workspace, { path, directive }: Placed): (span: Span) => string {
  return ({ start, end }) => {
    const tree = treeOf(workspace, path);
    const origin = tree?.startOf(directive) ?? 0;
    return tree?.source.slice(origin + start, origin + end) ?? '';
  };
}

const parts = new Set(['http', 'stream', 'mail']);

/** Each place once, though a file may be included in several ones. */
function placesOf({ workspace }: Analysis, occurrences: readonly Occurrence[]): readonly NameAt[] {
  const places = new Map<string, NameAt>();
  for (const { placed, mention } of occurrences) {
    const start = treeOf(workspace, placed.path)?.startOf(placed.directive);
    if (start === undefined) continue;
    const { core } = mention;
    const at = { path: placed.path, mention, start: start + mention.start, end: start + mention.end };
    const name = { ...at, core: { start: start + core.start, end: start + core.end } };
    places.set(`${at.path}:${at.start}`, places.get(`${at.path}:${at.start}`) ?? name);
  }
  return [...places.values()];
}
