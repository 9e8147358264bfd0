/** Files that a template engine makes nginx's configuration of: which problems of theirs stay, whatever is filled in. */
import { isFilledIn, standIn } from '../../config/filled-in.ts';
import type { Config, Placed } from '../../config/model.ts';
import type { Workspace } from '../../config/workspace.ts';
import { derived } from '../../query/derived.ts';
import { builtInVariable } from '../../reference/variables.ts';
import type { Directive, Piece, SyntaxTree, Word } from '../../syntax/tree.ts';
import type { Found } from '../end/found.ts';
import type { ProblemKind } from '../kinds.ts';

/**
 * `values`: by its name, and nothing between the directives is filled in (envsubst). `tags`: some of the text may be there or not.
 */
export type TemplateKind = 'no' | 'values' | 'tags';

/** What is a file that is not here by its name. */
export function templateKind(workspace: Workspace, path: string): TemplateKind {
  const file = workspace.open(path);
  if (!('unreadable' in file) && hasTags(file.tree) === 'yes') return 'tags';
  return named.test(path) ? 'values' : 'no';
}

const named = /\.(?:template|tmpl|s?tpl|tftpl|j2|jinja2?|njk|erb|epp|ejs|mako|twig|ctmpl|gotmpl|mustache|hbs|handlebars)$/i;

/** Does nginx refuse this in whatever the template becomes? Asked of what was found in the text as it stands. */
export function staysIn(kind: TemplateKind, config: Config, workspace: Workspace): (found: Found) => boolean {
  if (kind === 'no') return () => true;
  const [isEven, isKnown] = kind === 'values' ? [always, always] : [evenBraces(workspace), plainHead(workspace)];
  const variables = config.http?.environment.variables;
  const isOpen = (word: Word): boolean =>
    isFilledIn(word) ||
    standIn(word) !== undefined ||
    word.variables.some(({ name }) => builtInVariable(name) === undefined && !variables?.has(name.toLowerCase()));
  return ({ at, within, told }) => {
    if (at === undefined || elsewhere.has(told.kind) || (kind === 'tags' && !ofItself.has(told.kind))) return false;
    // Parts of a template that others put into their blocks.
    if (kind === 'tags' && within === '' && told.kind === 'directive-not-allowed-here') return false;
    const { name, args } = at.directive;
    return !isOpen(name) && isEven(at) && (ofNames.has(told.kind) || (!args.some(isOpen) && isKnown(at)));
  };
}

/** Where the configuration will be, other files may be beside it. */
const elsewhere: ReadonlySet<ProblemKind> = new Set<ProblemKind>(['include-not-found', 'unknown-variable', 'missing-events']);

/** Whatever its arguments are. */
const ofNames: ReadonlySet<ProblemKind> = new Set<ProblemKind>(['unknown-directive', 'directive-not-allowed-here']);

/** A directive has them by itself, whatever stands beside it. */
const ofItself: ReadonlySet<ProblemKind> = new Set<ProblemKind>([
  'unknown-directive',
  'directive-not-allowed-here',
  'wrong-argument-count',
  'missing-block',
  'unexpected-block',
  'invalid-value',
  'invalid-condition',
  'invalid-proxy-scheme',
  'invalid-regex',
  'uri-not-allowed',
]);

const always = (): boolean => true;

/** No branch of the template opens blocks that others close. */
function evenBraces(workspace: Workspace): (placed: Placed) => boolean {
  return ({ path }) => {
    const file = workspace.open(path);
    return !('unreadable' in file) && isUneven(file.tree) === 'no';
  };
}

/** No tag stands in the head of the directive. */
function plainHead(workspace: Workspace): (placed: Placed) => boolean {
  return ({ path, directive }) => {
    const file = workspace.open(path);
    const start = 'unreadable' in file ? undefined : file.tree.startOf(directive);
    if ('unreadable' in file || start === undefined) return false;
    return !inside.test(file.tree.source.slice(start, start + headOf(directive)));
  };
}

const inside = /\{[{%#]|<[%?]|\[\[|%\{|\$\{\w*[^\w}]/;

function headOf({ block, rawBody, end }: Directive): number {
  return block?.open ?? rawBody?.start ?? end;
}

const isUneven = derived(({ root }: SyntaxTree) => {
  const pending = [...root.items];
  for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
    if (item.kind !== 'directive' || item.block === undefined) continue;
    if (item.block.close === undefined) return 'yes';
    for (const inner of item.block.items) pending.push(inner);
  }
  return 'no';
});

/** Tags stand within a line, and pieces of a text are whole lines: of an edited text only what was touched is looked through. */
const hasTags = derived((tree: SyntaxTree) =>
  tree.source.pieces.some((piece) => hasTagsIn(piece) === 'yes') || tree.hasTags() ? 'yes' : 'no',
);

const hasTagsIn = derived(({ text }: Piece) => (searchTags(text) ? 'yes' : 'no'));

function searchTags(text: string): boolean {
  if (!tags.some(([open]) => text.includes(open))) return false;
  return text.split('\n').some((line) => !/^[ \t]*#/.test(line) && tags.some((tag) => hasTag(line, tag)));
}

const tags = [
  ['{{', '}}'],
  ['{%', '%}'],
  ['<%', ''],
] as const;

function hasTag(line: string, [open, close]: (typeof tags)[number]): boolean {
  const at = line.indexOf(open);
  return at >= 0 && line.includes(close, at + open.length);
}
