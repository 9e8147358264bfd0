/** The files that an include brings, or why it brings none. */
import type { Directive } from '../syntax/tree.ts';
import { resolveInclude, type IncludeOptions } from './include.ts';
import type { Look, Looking } from './looking.ts';
import type { IncludeProblem } from './model.ts';
import { weightOfFile } from './weight.ts';
import { includeLimits, type SourceFile, type Workspace } from './workspace.ts';

export interface Target {
  readonly files: readonly SourceFile[];
  readonly problems: readonly Omit<IncludeProblem, 'at'>[];
  /** All that was looked at. */
  readonly looks: readonly Look[];
}

/** How far the reading of one main file is. */
export interface Search {
  readonly workspace: Workspace;
  readonly main: string;
  readonly options: IncludeOptions;
  /** The file is not the main one. */
  readonly alone: boolean;
  readonly looking: Looking;
  /** Real paths of the files being read, outermost first: an include of one of them never ends. */
  readonly open: readonly string[];
  /** Includes followed so far, and the weight of what was read: what is over the limit counts, so nothing more is opened. */
  includes: number;
  size: number;
}

export function lookFor(include: Directive, search: Search): Target {
  const [argument] = include.args;
  const only = (kind: IncludeProblem['kind']): Target => ({
    files: [],
    problems: [{ kind, path: argument?.text ?? '' }],
    looks: [],
  });
  if (argument === undefined || argument.placeholder || /\$\{?[A-Z_]+\}?/.test(argument.text)) return only('placeholder');
  search.includes++;
  const isOver = search.includes > includeLimits.includes || search.open.length > includeLimits.depth;
  if (isOver || search.size >= includeLimits.size) return only('over-limit');
  const { workspace, main, options, alone, looking } = search;
  looking.begin();
  const files: SourceFile[] = [];
  const problems: Omit<IncludeProblem, 'at'>[] = [];
  const target = resolveInclude(workspace, main, argument.text, options, alone);
  if (target.unseen) problems.push({ kind: 'empty', path: argument.text });
  for (const path of target.paths) {
    if (search.size >= includeLimits.size) {
      problems.push({ kind: 'over-limit', path });
      break;
    }
    const file = workspace.open(path);
    if ('unreadable' in file) {
      if (file.unreadable !== 'missing' || !target.pattern) problems.push({ kind: file.unreadable, path });
    } else if (search.open.includes(workspace.realPath(path))) problems.push({ kind: 'cycle', path });
    else if ((search.size += weightOfFile(file)) > includeLimits.size) problems.push({ kind: 'over-limit', path });
    else files.push(file);
  }
  return { files, problems, looks: looking.end() };
}
