/** `check`: the findings of the files named, each read in the context of the one that includes it. */
import { writeFileSync } from 'node:fs';
import { createAnalyzer, type Analysis, type AnalyzeOptions, type FileFinding } from '../analysis/analyze.ts';
import { applyEdits } from '../analysis/edits.ts';
import { checkedFixes, type CheckedFix, type Gate } from '../analysis/gate.ts';
import type { FileEdit } from '../analysis/rule.ts';
import { buildConfig } from '../config/build.ts';
import type { Workspace } from '../config/workspace.ts';
import { fixAll } from '../features/fix-all.ts';
import { encode } from '../files/bytes.ts';
import { createFiles } from '../files/files.ts';
import { linesOf, type Lines } from '../features/lines.ts';
import { nodeDisk } from '../files/node-disk.ts';
import { loadNodeParser } from '../files/node-parser.ts';
import type { NginxVersion } from '../reference/version.ts';
import { rules } from '../rules/index.ts';
import { findInputs } from './inputs.ts';
import { commonOptions, readAnalyzeOptions, readArguments, readChoice, readContext } from './options.ts';
import { Refusal, unreadable } from './refusal.ts';
import { toGithub } from './report-github.ts';
import { toJson } from './report-json.ts';
import { toSarif } from './report-sarif.ts';
import { toText } from './report-text.ts';
import type { Output } from './run.ts';

/** What a reporter tells. */
export interface Report {
  readonly nginx: NginxVersion;
  readonly nginxAssumed: boolean;
  readonly findings: readonly FileFinding[];
  readonly fixesOf: (finding: FileFinding) => readonly CheckedFix[];
  readonly linesIn: (path: string) => Lines;
}

/** The exit code: 1 when something is reported at warning or above. */
export async function check(args: readonly string[], output: Output): Promise<number> {
  const { values, positionals } = readArguments({
    args: [...args],
    allowPositionals: true,
    options: { ...commonOptions, context: { type: 'string' }, fix: { type: 'boolean', default: false } },
  });
  const format = readChoice('format', values.format, ['text', 'json', 'sarif', 'github']);
  const options = readAnalyzeOptions(values, readContext(values.context));
  if (positionals.length === 0) throw new Refusal('check needs a file (--help shows how)');
  const inputs = await findInputs(positionals);
  const parser = await loadNodeParser();
  const workspace = createFiles(parser, nodeDisk);
  for (const path of inputs) {
    const file = workspace.open(path);
    if ('unreadable' in file) throw unreadable(file);
  }
  const mains = rootsOf(inputs, workspace, options);
  const gate: Gate = { workspace, parser, rules, options, mains };
  if (values.fix) {
    fix(gate, mains, output);
    workspace.refresh();
  }
  const report = reportOf(mains, gate);
  output.write({ text: toText, json: toJson, sarif: toSarif, github: toGithub }[format](report, output));
  return report.findings.some(({ severity }) => severity === 'error' || severity === 'warning') ? 1 : 0;
}

/** The files that none of the others includes; of files that include each other, the first. */
function rootsOf(inputs: readonly string[], workspace: Workspace, { build }: AnalyzeOptions): readonly string[] {
  if (inputs.length === 1) return inputs;
  const read = inputs.map((path) => new Set(buildConfig(workspace, path, build).files.map(workspace.realPath)));
  const includes = (a: number, b: number): boolean => a !== b && read[a]?.has(workspace.realPath(inputs[b] ?? '')) === true;
  return inputs.filter(
    (_, index) => !inputs.some((__, other) => includes(other, index) && !(includes(index, other) && index < other)),
  );
}

function reportOf(mains: readonly string[], gate: Gate): Report {
  const { nginx, nginxAssumed } = gate.options;
  const analyses = mains.map((main) => createAnalyzer(rules, failed)(gate.workspace, main, gate.options));
  const by = new Map<FileFinding, Analysis>();
  const seen = new Set<string>();
  for (const analysis of analyses) {
    for (const finding of analysis.findings) {
      const key = JSON.stringify([finding.path, finding.start, finding.end, finding.rule, finding.message]);
      if (!seen.has(key)) by.set(finding, analysis);
      seen.add(key);
    }
  }
  const lines = new Map<string, Lines>();
  return {
    nginx,
    nginxAssumed,
    findings: [...by.keys()],
    fixesOf: (finding) => {
      const analysis = by.get(finding);
      return analysis === undefined ? [] : checkedFixes(analysis, finding, gate);
    },
    linesIn(path) {
      const known = lines.get(path) ?? linesOf(textOf(gate.workspace, path));
      lines.set(path, known);
      return known;
    },
  };
}

function failed(rule: string, error: unknown): void {
  process.stderr.write(`The rule ${rule} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
}

function fix(gate: Gate, mains: readonly string[], output: Output): void {
  const { edits, fixed } = fixAll(gate, mains, () => true);
  for (const edit of edits) save(gate.workspace, edit);
  output.note(
    `Fixed ${fixed} ${fixed === 1 ? 'problem' : 'problems'} in ${edits.length} ${edits.length === 1 ? 'file' : 'files'}`,
  );
}

function save(workspace: Workspace, { path, edits }: FileEdit): void {
  const text = applyEdits(textOf(workspace, path), edits);
  if (text === undefined) throw new Refusal(`${path}: its fixes contradict each other; nothing was written`);
  try {
    writeFileSync(path, encode(text));
  } catch (error) {
    throw new Refusal(`${path}: cannot be written (${error instanceof Error ? error.message : String(error)})`);
  }
}

function textOf(workspace: Workspace, path: string): string {
  const file = workspace.open(path);
  return 'unreadable' in file ? '' : file.tree.text;
}
