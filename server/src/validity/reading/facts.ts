/** What the reading of a block looks up outside of the block: the release, files that are not here, files that are templates. */
import { folderOf, mustBeHere } from '../../config/include.ts';
import { includeName } from '../../config/made.ts';
import type { Config, Placed } from '../../config/model.ts';
import type { Workspace } from '../../config/workspace.ts';
import { derived } from '../../query/derived.ts';
import { isStockFile } from '../../reference/stock-files.ts';
import type { Piece, SyntaxTree } from '../../syntax/tree.ts';
import type { IncludeState } from './model.ts';
import type { Release } from './release.ts';

export interface Facts {
  readonly release: Release;
  readonly include: (include: Placed) => IncludeState;
  /** The name of a missing file as nginx completes it. */
  readonly fullName: (include: Placed) => string;
  /** Does a template engine make nginx's configuration of this file first? Then nothing in it is judged. */
  readonly isTemplate: (path: string) => boolean;
  /** Is the `}` of this block behind the place where nginx stops reading? */
  readonly isOpen: (placed: Placed) => boolean;
}

export function factsOf(config: Config, workspace: Workspace, release: Release): Facts {
  const templates = new Map<string, boolean>();
  return {
    release,
    include: (include) => stateOf(config, include),
    fullName: (include) => {
      const name = includeName(include);
      return name.startsWith('/') ? name : `${folderOf(config.main)}/${name}`;
    },
    isTemplate: (path) => {
      const known = templates.get(path) ?? isTemplate(workspace, path);
      templates.set(path, known);
      return known;
    },
    isOpen: (placed) =>
      config.stop !== undefined && (config.stop.open.has(placed) || placed.directive.block?.close === undefined),
  };
}

function stateOf({ main, partial }: Config, include: Placed): IncludeState {
  const { problems } = include.holds;
  if (problems.length === 0) return 'followed';
  const isOurs = mustBeHere(main, includeName(include), partial);
  if (isOurs && problems.some(({ kind }) => kind === 'missing')) return 'refused';
  // A pattern that matches nothing: an absolute one below the main file's folder is where it is deployed, any other may be a checkout.
  const isDeployed = isOurs && includeName(include).startsWith('/');
  if (isDeployed && problems.every(({ kind }) => kind === 'empty')) return 'followed';
  return problems.every(({ kind, path }) => kind === 'missing' && isStockFile(path)) ? 'stock' : 'unseen';
}

function isTemplate(workspace: Workspace, path: string): boolean {
  if (/\.(?:template|tmpl|s?tpl|tftpl|j2|jinja2?|njk|erb|epp|ejs|mako|twig|ctmpl|gotmpl|mustache|hbs|handlebars)$/i.test(path))
    return true;
  const file = workspace.open(path);
  return !('unreadable' in file) && hasTags(file.tree) === 'yes';
}

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
