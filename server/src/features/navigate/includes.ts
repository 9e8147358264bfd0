/** Where the includes of a file lead. */
import type { Analysis } from '../../analysis/analyze.ts';
import { treeOf } from '../../analysis/edits.ts';
import { resolveInclude } from '../../config/include.ts';
import { isInclude } from '../../config/made.ts';
import type { Block, Directive, Span } from '../../syntax/tree.ts';

/** The argument of an include, and the files that it brings, in nginx's order; offsets are absolute. */
export interface IncludeAt extends Span {
  readonly paths: readonly string[];
}

/** Every include of a file that leads to files which are here. */
export function includesIn(analysis: Analysis, path: string): readonly IncludeAt[] {
  const tree = treeOf(analysis.workspace, path);
  return tree === undefined
    ? []
    : includesBelow(tree.root, 0).flatMap(({ directive, start }) => leadOf(analysis, directive, start));
}

/** The include whose argument stands at an absolute offset. */
export function includeAt(analysis: Analysis, path: string, offset: number): IncludeAt | undefined {
  const tree = treeOf(analysis.workspace, path);
  const item = tree?.pathAt(offset).at(-1);
  const start = item === undefined ? undefined : tree?.startOf(item);
  if (item?.kind !== 'directive' || start === undefined || !isInclude(item)) return undefined;
  return leadOf(analysis, item, start).find((it) => it.start <= offset && offset <= it.end);
}

function leadOf({ workspace, config, options }: Analysis, { args }: Directive, start: number): readonly IncludeAt[] {
  const [argument] = args;
  if (argument === undefined || argument.placeholder || argument.variables.length > 0) return [];
  const { paths } = resolveInclude(workspace, config.main, argument.text, options.build, config.partial);
  const here = paths.filter((it) => !('unreadable' in workspace.open(it)));
  return here.length === 0 ? [] : [{ start: start + argument.start, end: start + argument.end, paths: here }];
}

interface Found {
  readonly directive: Directive;
  readonly start: number;
}

function includesBelow(block: Block, origin: number): readonly Found[] {
  return block.items.flatMap((item, index) => {
    if (item.kind !== 'directive') return [];
    const start = origin + (block.starts[index] ?? 0);
    if (item.block !== undefined) return includesBelow(item.block, start);
    return isInclude(item) ? [{ directive: item, start }] : [];
  });
}
