/** What the reading of a block looks up outside of the block: the release, files that are not here, files that are templates. */
import { folderOf, mustBeHere } from '../../config/include.ts';
import { includeName } from '../../config/made.ts';
import { fullName, isAbsolute, modelPath } from '../../config/path.ts';
import type { Config, Placed } from '../../config/model.ts';
import type { Workspace } from '../../config/workspace.ts';
import { isStockFile } from '../../reference/stock-files.ts';
import type { Found } from '../end/found.ts';
import type { IncludeState } from './model.ts';
import type { Release } from './release.ts';
import { staysIn, templateKind } from './template.ts';

export interface Facts {
  readonly release: Release;
  readonly include: (include: Placed) => IncludeState;
  /** The name of a missing file as nginx completes it. */
  readonly fullName: (include: Placed) => string;
  /** Does a template engine make nginx's configuration of this file first? Where it is included, nothing in it is judged. */
  readonly isTemplate: (path: string) => boolean;
  /** Of the main file: does a problem that was found in it stay, whatever is filled in? */
  readonly stays: (found: Found) => boolean;
  /** Is the `}` of this block behind the place where nginx stops reading? */
  readonly isOpen: (placed: Placed) => boolean;
}

export function factsOf(config: Config, workspace: Workspace, release: Release): Facts {
  const templates = new Map<string, boolean>();
  return {
    release,
    include: (include) => stateOf(config, include),
    fullName: (include) => fullName(includeName(include), folderOf(config.main)),
    isTemplate: (path) => {
      const known = templates.get(path) ?? templateKind(workspace, path) !== 'no';
      templates.set(path, known);
      return known;
    },
    stays: staysIn(templateKind(workspace, config.main), config, workspace),
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
  const isDeployed = isOurs && isAbsolute(modelPath(includeName(include)));
  if (isDeployed && problems.every(({ kind }) => kind === 'empty')) return 'followed';
  return problems.every(({ kind, path }) => kind === 'missing' && isStockFile(path)) ? 'stock' : 'unseen';
}
