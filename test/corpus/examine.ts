/** What the analysis says of a file of the corpus, with the lines of its locations. */
import { dirname } from 'node:path';
import { createAnalyzer, defaultOptions, type AnalyzeOptions } from '../../server/src/analysis/analyze.ts';
import type { FileFinding } from '../../server/src/analysis/finding.ts';
import { checkedFixes, type CheckedFix } from '../../server/src/analysis/gate.ts';
import type { Workspace } from '../../server/src/config/workspace.ts';
import type { Files } from '../../server/src/files/files.ts';
import { rules } from '../../server/src/rules/index.ts';
import type { NginxVersion } from '../../server/src/reference/version.ts';
import type { Parser, SyntaxTree } from '../../server/src/syntax/tree.ts';
import type { CorpusRow } from './rows.ts';

export interface LineFinding {
  readonly rule: string;
  readonly severity: FileFinding['severity'];
  readonly message: string;
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** Places that the finding names beside its own. */
  readonly related: readonly { readonly path: string; readonly line: number }[];
  /** Fixes that the rule proposes, and those of them that may be offered. */
  readonly proposed: number;
  readonly offered: readonly CheckedFix[];
}

export interface Examined {
  readonly findings: readonly LineFinding[];
  readonly syntaxErrors: number;
  /** First and last line of the location (or snippet) that begins on a line of a file. */
  readonly extent: (path: string, line: number) => readonly [first: number, last: number];
}

/** Alone: the file as somebody opens it. Included: by a main file that has the http level of its time. */
export type Mode = 'alone' | 'included';

/**
 * `undefined` when the row has no such mode. Throws what a rule throws. Fixes are tried where the file is alone;
 * `files` keeps what was read from one row to the next.
 */
export function examine(row: CorpusRow, mode: Mode, nginx: NginxVersion, parser: Parser, files: Files): Examined | undefined {
  let main = row.absolute;
  if (mode === 'included') {
    const wrapper = row.httpFrom === undefined ? undefined : wrapped(row, row.httpFrom, files);
    if (wrapper === undefined) return undefined;
    main = wrapper.path;
    files.cover(main, wrapper.text);
  }
  const options: AnalyzeOptions = { ...defaultOptions, nginx, build: { includeMap: row.includeMap } };
  const failed = (id: string, error: unknown): never => {
    throw new Error(`the rule ${id} threw on ${row.file}`, { cause: error });
  };
  const analysis = createAnalyzer(rules, failed)(files, main, options);
  const isTried = ({ path }: FileFinding): boolean => mode === 'alone' && path === row.absolute;
  const gate = { workspace: files, parser, rules, options };
  const own = files.open(row.absolute);
  const examined: Examined = {
    findings: analysis.findings.map((finding) => ({
      rule: finding.rule,
      severity: finding.severity,
      message: finding.message,
      path: finding.path,
      line: lineAt(files, finding.path, finding.start),
      related: finding.related.map(({ path, start }) => ({ path, line: lineAt(files, path, start) })),
      proposed: isTried(finding) ? finding.fixes.length : 0,
      offered: isTried(finding) ? checkedFixes(analysis, finding, gate) : [],
    })),
    syntaxErrors: 'unreadable' in own ? 0 : own.tree.errors.length,
    extent: (path, line) => {
      const file = files.open(path);
      return 'unreadable' in file ? [line, line] : extentOf(file.tree, line);
    },
  };
  files.uncover(main);
  return examined;
}

/** A main file beside the one that gives the http level, with its http settings, that includes the row's file. */
function wrapped(
  row: CorpusRow,
  httpFrom: string,
  files: Workspace,
): { readonly path: string; readonly text: string } | undefined {
  const from = files.open(httpFrom);
  if ('unreadable' in from || httpFrom === row.absolute) return undefined;
  const http = from.tree.root.items.find((item) => item.kind === 'directive' && item.name.text === 'http');
  if (http?.kind !== 'directive' || http.block?.close === undefined) return undefined;
  const end = (from.tree.startOf(http) ?? 0) + http.block.close;
  const include = `include ${row.absolute};`;
  const inside = row.kind === 'location-fragment' ? `server { listen 80; ${include} }` : include;
  // Other files of the site have their own rows.
  const text = `${from.tree.text.slice(0, end)}${inside}${from.tree.text.slice(end)}`.replace(/^\s*include .*\*.*;/gm, '');
  return { path: `${dirname(httpFrom)}/wrapper.conf`, text };
}

function lineAt(files: Workspace, path: string, offset: number): number {
  const file = files.open(path);
  return 'unreadable' in file ? 0 : lineOf(file.tree.text, offset);
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** From the location that begins on the line to its `}`; a snippet without one goes on to the end of the file. */
function extentOf(tree: SyntaxTree, line: number): readonly [number, number] {
  const { text } = tree;
  const lines = text.split('\n');
  const start = lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
  const indent = /^[ \t]*/.exec(lines[line - 1] ?? '')?.[0].length ?? 0;
  for (const item of [...tree.pathAt(start + indent)].reverse()) {
    const from = tree.startOf(item);
    if (item.kind !== 'directive' || item.name.text !== 'location' || from === undefined) continue;
    if (lineOf(text, from) === line) return [line, lineOf(text, from + item.end)];
  }
  return [line, lines.length];
}
