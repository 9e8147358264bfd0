/** `check`: the findings of the files named, each read in the context of the one that includes it. */
import { createAnalyzer, type Analysis, type AnalyzeOptions } from '../analysis/analyze.ts';
import type { FileFinding } from '../analysis/finding.ts';
import { checkedFixes } from '../analysis/gate.ts';
import { certainRefusals } from '../analysis/refused.ts';
import { hasForeignBytes } from '../files/bytes.ts';
import { createFiles } from '../files/files.ts';
import { isNamed, isOwn, keepingBack } from '../files/outside.ts';
import { linesOf, type Lines } from '../features/lines.ts';
import { nodeDisk } from '../files/node-disk.ts';
import { loadNodeParser } from '../files/node-parser.ts';
import { rules } from '../rules/index.ts';
import { fix } from './fix.ts';
import { findInputs } from './inputs.ts';
import { absolute, commonOptions, readAnalyzeOptions, readArguments, readChoice, readContext } from './options.ts';
import { ownOf } from './own.ts';
import { Refusal, unreadable } from './refusal.ts';
import type { Report } from './report.ts';
import { toGithub } from './report-github.ts';
import { toJson } from './report-json.ts';
import { toSarif } from './report-sarif.ts';
import { toText } from './report-text.ts';
import type { Parser } from '../syntax/tree.ts';
import { rootsOf, textOf } from './roots.ts';
import type { Output } from './output.ts';
import { lines, printable, shownPath } from './terminal.ts';

/** The exit code: 1 when something is reported at warning or above. */
export async function check(args: readonly string[], output: Output): Promise<number> {
  const { values, positionals } = readArguments({
    args: [...args],
    allowPositionals: true,
    options: { ...commonOptions, context: { type: 'string' }, fix: { type: 'boolean', default: false } },
  });
  const format = readChoice('format', values.format, ['text', 'json', 'sarif', 'github']);
  const options = await readAnalyzeOptions(values, readContext(values.context));
  if (positionals.length === 0) throw new Refusal('check needs a file (--help shows how)');
  const inputs = await findInputs(positionals);
  const parser = await loadNodeParser();
  const own = ownOf(inputs, options.build);
  const workspace = createFiles(
    parser,
    keepingBack(nodeDisk, () => own),
  );
  for (const path of inputs) {
    const file = workspace.open(path);
    if ('unreadable' in file) throw unreadable(file);
  }
  const mains = rootsOf(inputs, workspace, options);
  const analyses = new Map([...mains.keys()].map((main) => [main, createAnalyzer(rules, failed)]));
  const analyse = (): readonly Analysis[] => [...analyses].map(([main, analyze]) => analyze(workspace, main, options));
  if (values.fix) {
    const named = { files: inputs, folders: positionals.map(absolute).filter((path) => !inputs.includes(path)) };
    fix({ workspace, parser, analyse, mayWrite: (path) => isNamed(path, named, nodeDisk.realPath), output });
  }
  const now = analyse();
  const whole = reportOf(now, parser, options);
  const findings = whole.findings.filter(({ path }) => isOwn(path, own, nodeDisk.realPath));
  const report = { ...whole, findings, refusal: values.fix ? refusalIn(now) : undefined };
  const kept = whole.findings.length - findings.length;
  if (kept > 0) output.note(`${kept} ${kept === 1 ? 'finding' : 'findings'} in files outside of the named folders: not shown`);
  for (const path of new Set([...mains.values()].flat())) {
    if (hasForeignBytes(textOf(workspace, path)))
      output.note(`${path}: not all of it is UTF-8; other bytes are kept as they are`);
  }
  output.write({ text: toText, json: toJson, sarif: toSarif, github: toGithub }[format](report, output));
  if (report.refusal !== undefined) {
    if (format !== 'text') output.note(`nginx refuses: ${report.refusal}`);
    return 1;
  }
  return report.findings.some(({ severity }) => severity === 'error' || severity === 'warning') ? 1 : 0;
}

/** What nginx still says of one of the main files: a report without errors is then not the whole truth. */
function refusalIn(analyses: readonly Analysis[]): string | undefined {
  for (const { config, workspace, options } of analyses) {
    const [first] = certainRefusals(config, workspace, options);
    if (first === undefined) continue;
    return first.path === undefined ? first.message : `${first.message} in ${shownPath(first.path)}:${first.line ?? 1}`;
  }
  return undefined;
}

function reportOf(analyses: readonly Analysis[], parser: Parser, { nginx, nginxAssumed }: AnalyzeOptions): Report {
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
      return analysis === undefined ? [] : checkedFixes(analysis, finding, { parser, others: analyses });
    },
    linesIn(path) {
      const known = lines.get(path) ?? linesOf(analyses[0] === undefined ? '' : textOf(analyses[0].workspace, path));
      lines.set(path, known);
      return known;
    },
  };
}

function failed(rule: string, error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${lines(`The rule ${rule} failed: ${text.split('\n').map(printable).join('\n')}`)}\n`);
}
