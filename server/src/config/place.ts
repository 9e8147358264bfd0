/** Directives where nginx reads them: includes followed, unchanged parts kept as the same objects. */
import type { Directive, Item } from '../syntax/tree.ts';
import { folderOf, resolveInclude, type IncludeOptions } from './include.ts';
import type { IncludeProblem, Placed } from './model.ts';
import type { SourceFile, Workspace } from './workspace.ts';

export interface Placement {
  readonly directives: readonly Placed[];
  /** Every file read, in nginx's order, the main one first. */
  readonly files: readonly string[];
  readonly problems: readonly IncludeProblem[];
}

/** Remembers what was placed, so that an unchanged directive is placed as the same object again. */
export interface PlaceMemo {
  readonly placed: WeakMap<Directive, WeakMap<object, Placed>>;
  /** Directives without an include in their blocks: nothing but their own text decides what they are. */
  readonly settled: WeakMap<Directive, Placed>;
}

export function createPlaceMemo(): PlaceMemo {
  return { placed: new WeakMap(), settled: new WeakMap() };
}

/** Follows every include below a file; `alone` when the file is not the main one. Cycles, missing and unreadable files become problems. */
export function place(
  workspace: Workspace,
  file: SourceFile,
  options: IncludeOptions,
  alone: boolean,
  memo: PlaceMemo,
): Placement {
  const files = new Set([file.path]);
  const problems: IncludeProblem[] = [];
  /** Real paths of the files being read, outermost first: an include of one of them never ends. */
  const open = [workspace.realPath(file.path)];

  let includes = 0;
  let depth = 0;

  const placeItems = (items: readonly Item[], path: string, includedBy: Placed | undefined): readonly Placed[] => {
    const out: Placed[] = [];
    for (const item of items) {
      if (item.kind !== 'directive') continue;
      const settled = includedBy === undefined ? memo.settled.get(item) : undefined;
      if (settled?.path === path) {
        out.push(settled);
        continue;
      }
      const before = includes;
      depth++;
      const block = item.block === undefined ? undefined : placeItems(item.block.items, path, undefined);
      depth--;
      const placed = keep(memo, { directive: item, path, block, includedBy });
      out.push(placed);
      if (isInclude(item)) {
        for (const it of follow(placed)) out.push(it);
      } else if (includes === before && includedBy === undefined) memo.settled.set(item, placed);
    }
    return out;
  };

  const follow = (include: Placed): readonly Placed[] => {
    includes++;
    const argument = include.directive.args[0];
    if (argument === undefined) return [];
    const problem = (kind: IncludeProblem['kind'], path: string): void => void problems.push({ at: include, kind, path });
    if (includes > mostIncludes || open.length > deepestInclude || depth > deepestBlock) {
      problem('too-deep', argument.text);
      return [];
    }
    if (argument.placeholder || /\$\{?[A-Z_]+\}?/.test(argument.text)) {
      problem('placeholder', argument.text);
      return [];
    }
    const target = resolveInclude(workspace, file.path, argument.text, options, alone);
    if (target.unseen) problem('empty', argument.text);
    return target.paths.flatMap((path) => {
      const included = workspace.open(path);
      if ('unreadable' in included) {
        if (included.unreadable !== 'missing' || !target.pattern) problem(included.unreadable, path);
        return [];
      }
      const real = workspace.realPath(path);
      if (open.includes(real)) {
        problem('cycle', path);
        return [];
      }
      files.add(included.path);
      open.push(real);
      const placed = placeItems(included.tree.root.items, included.path, include);
      open.pop();
      return placed;
    });
  };

  return { directives: placeItems(file.tree.root.items, file.path, undefined), files: [...files], problems };
}

/** Configurations for people have some hundred; files that include others twice, again and again, would have no end. */
const mostIncludes = 10_000;
/** Files within each other, and blocks around an include. */
const deepestInclude = 100;
const deepestBlock = 200;

export function isInclude(directive: Directive): boolean {
  return directive.name.text === 'include' && directive.block === undefined && directive.args.length === 1;
}

/** What a person calls the file of an include: the argument as written. */
export function includeName(include: Placed): string {
  return include.directive.args[0]?.text ?? '';
}

/** The folder that relative includes of a main file count from. */
export function configurationPrefix(main: string): string {
  return folderOf(main);
}

const notIncluded = {};

function keep(memo: PlaceMemo, next: Placed): Placed {
  const known = memo.placed.get(next.directive) ?? new WeakMap<object, Placed>();
  memo.placed.set(next.directive, known);
  const key = next.includedBy ?? notIncluded;
  const before = known.get(key);
  if (before?.path === next.path && sameList(before.block, next.block)) return before;
  known.set(key, next);
  return next;
}

export function sameList<T>(a: readonly T[] | undefined, b: readonly T[] | undefined): boolean {
  return a === b || (a?.length === b?.length && a?.every((item, index) => item === b?.[index]) === true);
}
