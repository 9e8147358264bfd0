/** The fix gate: a fix is tried in memory, and offered only if it takes its finding away and makes nothing worse. */
import { buildConfig } from '../config/build.ts';
import type { Config } from '../config/model.ts';
import type { Workspace } from '../config/workspace.ts';
import type { Parser, SyntaxTree } from '../syntax/tree.ts';
import { createAnalyzer, type Analysis, type AnalyzeOptions, type Analyzer } from './analyze.ts';
import type { FileFinding } from './finding.ts';
import { applyEdits, fromEnd } from './edits.ts';
import { certainRefusals } from './refused.ts';
import type { FileEdit, Fix, Rule } from './rule.ts';
import { unusedIgnoreId } from './suppress.ts';
import { verdictsOf } from './verdicts.ts';

/** A fix that passed the gate, with its edits for the texts of the analysis. */
export interface CheckedFix {
  readonly title: string;
  readonly safe: boolean;
  readonly edits: readonly FileEdit[];
}

/** What the gate needs beside the analysis: the rules to ask again, and every main file that may include the one edited. */
export interface Gate {
  readonly workspace: Workspace;
  readonly parser: Parser;
  readonly rules: readonly Rule[];
  readonly options: AnalyzeOptions;
  /** Other main files of the workspace; the analysed one need not be named. */
  readonly mains?: readonly string[];
}

/** The fixes of a finding that may be offered, their edits made for this moment. */
export function checkedFixes(analysis: Analysis, finding: FileFinding, gate: Gate): readonly CheckedFix[] {
  return finding.fixes.flatMap((fix) => {
    const edits = editsOf(fix, analysis, gate.workspace);
    return edits !== undefined && passes(analysis, finding, edits, gate) ? [{ title: fix.title, safe: fix.safe, edits }] : [];
  });
}

/** Does the fix take its finding away, bring no syntax error and no refusal, and leave no handshake worse in any main file? */
export function passes(analysis: Analysis, finding: FileFinding, edits: readonly FileEdit[], gate: Gate): boolean {
  const workspace = edited(gate.workspace, edits, gate.parser);
  if (workspace === undefined) return false;
  const after = trialAnalyzer(gate, analysis.config.main, finding.rule)(workspace, analysis.config.main, gate.options);
  const same = (it: FileFinding): boolean => it.rule === finding.rule && it.path === finding.path;
  if (after.findings.filter(same).length >= analysis.findings.filter(same).length) return false;
  if (edits.some(({ path }) => syntaxErrors(workspace, path) > syntaxErrors(gate.workspace, path))) return false;
  const refused = (config: Config, files: Workspace): boolean => certainRefusals(config, files, gate.options).length > 0;
  if (refused(after.config, workspace) && !refused(analysis.config, gate.workspace)) return false;
  const touched = new Set(edits.map(({ path }) => path));
  const others = (gate.mains ?? [])
    .filter((main) => main !== analysis.config.main)
    .map((main) => buildConfig(gate.workspace, main, gate.options.build))
    .filter(({ files }) => files.some((path) => touched.has(path)));
  return (
    notWorse(analysis.config, after.config, gate) &&
    others.every((config) => notWorse(config, buildConfig(workspace, config.main, gate.options.build), gate))
  );
}

/**
 * Only the rule in question is asked again; what an ignore silences takes all of them. Trials share what no edit touched,
 * as long as rules and options are the same objects.
 */
function trialAnalyzer({ rules, options }: Gate, main: string, rule: string): Analyzer {
  const byOptions = trials.get(rules) ?? new WeakMap<AnalyzeOptions, Map<string, Analyzer>>();
  const analyzers = byOptions.get(options) ?? new Map<string, Analyzer>();
  const key = `${rule} ${main}`;
  const known = analyzers.get(key) ?? createAnalyzer(rule === unusedIgnoreId ? rules : rules.filter(({ id }) => id === rule));
  trials.set(rules, byOptions.set(options, analyzers.set(key, known)));
  return known;
}

const trials = new WeakMap<readonly Rule[], WeakMap<AnalyzeOptions, Map<string, Analyzer>>>();

/** The workspace as it would be after the edits; `undefined` when they overlap or a file is gone. */
export function edited(workspace: Workspace, edits: readonly FileEdit[], parser: Parser): Workspace | undefined {
  const files = new Map<string, string>();
  const parse = (path: string, text: string): SyntaxTree => {
    const before = workspace.open(path);
    const changes = edits.filter((it) => it.path === path);
    if ('unreadable' in before || changes.length !== 1) return parser.parse(text);
    return parser.parse(text, before.tree, fromEnd(changes[0]?.edits ?? []));
  };
  for (const { path, edits: changes } of edits) {
    const file = workspace.open(path);
    const before = files.get(path) ?? ('unreadable' in file ? undefined : file.tree.text);
    const text = before === undefined ? undefined : applyEdits(before, changes);
    if (text === undefined) return undefined;
    files.set(path, text);
  }
  const opened = new Map([...files].map(([path, text]) => [path, { path, tree: parse(path, text) }]));
  return { ...workspace, open: (path) => opened.get(path) ?? workspace.open(path) };
}

function editsOf(fix: Fix, { config, context }: Analysis, workspace: Workspace): readonly FileEdit[] | undefined {
  const edits = fix.edits({ config, workspace, nginx: context.nginx });
  return edits?.some((it) => it.edits.length > 0) === true ? edits : undefined;
}

function syntaxErrors(workspace: Workspace, path: string): number {
  const file = workspace.open(path);
  return 'unreadable' in file ? 0 : file.tree.errors.length;
}

function notWorse(before: Config, after: Config, { options }: Gate): boolean {
  const ranks = verdictsOf(after, options.nginx);
  return [...verdictsOf(before, options.nginx)].every(([place, rank]) => (ranks.get(place) ?? rank) >= rank);
}
