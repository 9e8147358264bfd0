/** What the rules say about a case, and what its texts become when the fixes of one rule are applied, through the real gate. */
import assert from 'node:assert/strict';
import { createAnalyzer, defaultOptions, type Analysis, type AnalyzeOptions } from '../../server/src/analysis/analyze.ts';
import type { FileFinding } from '../../server/src/analysis/finding.ts';
import { applyEdits } from '../../server/src/analysis/edits.ts';
import { checkedFixes, type CheckedFix, type Gate } from '../../server/src/analysis/gate.ts';
import type { Rule } from '../../server/src/analysis/rule.ts';
import { ignoreEdit, unusedIgnoreId } from '../../server/src/analysis/suppress.ts';
import { isNoVersion, readNginx } from '../../server/src/reference/flavours.ts';
import { oldestSupported } from '../../server/src/reference/releases.ts';
import { newestStable } from '../../server/src/reference/version.ts';
import { rules } from '../../server/src/rules/index.ts';
import type { Parser } from '../../server/src/syntax/tree.ts';
import { defaultVersion, draw, folder, type Case } from './cases.ts';
import { memoryWorkspace } from './workspace.ts';

type Texts = ReadonlyMap<string, string>;

export interface Outcome {
  readonly marked: Texts;
  readonly fixed: Texts;
  readonly findings: readonly FileFinding[];
  /** Every fix offered for a finding of the rule; all passed the gate. */
  readonly offered: readonly CheckedFix[];
}

/** Findings of all rules are drawn, those of `rule` with their fixes; the first fix of each is applied, one after the other. */
export function examine(rule: Rule, { files, options }: Pick<Case, 'files' | 'options'>, parser: Parser): Outcome {
  const { analysis, gate } = analyze(files, options, parser);
  const offers = new Map<FileFinding, readonly CheckedFix[]>();
  for (const finding of analysis.findings) {
    if (finding.rule === rule.id) offers.set(finding, checkedFixes(analysis, finding, gate));
  }
  const drawn = analysis.findings.map((finding) => ({
    ...finding,
    titles: (offers.get(finding) ?? []).map(({ title }) => title),
  }));
  const marked = [...files].map(([name, text]) => [name, draw(folder + name, text, drawn, rule.id)] as const);
  return {
    marked: new Map(marked),
    fixed: fix(rule, files, options, parser),
    findings: analysis.findings,
    offered: [...offers.values()].flat(),
  };
}

/** The same without drawing, and without trying fixes that are not applied. */
export function findAndFix(
  rule: Rule,
  { files, options }: Pick<Case, 'files' | 'options'>,
  parser: Parser,
): Pick<Outcome, 'findings' | 'fixed'> {
  return { findings: analyze(files, options, parser).analysis.findings, fixed: fix(rule, files, options, parser) };
}

/** Is each finding of the rule silenced by the comment that the quick fix puts above it? */
export function isIgnorable(rule: Rule, { files, options }: Pick<Case, 'files' | 'options'>, parser: Parser): boolean {
  const { analysis } = analyze(files, options, parser);
  const own = analysis.findings.filter((it) => it.rule === rule.id && rule.id !== unusedIgnoreId);
  return own.every((finding) => {
    const file = analysis.workspace.open(finding.path);
    assert.ok(!('unreadable' in file));
    const texts = applied(files, { title: 'ignore', safe: false, edits: [ignoreEdit(file.tree, finding)] });
    return analyze(texts, options, parser).analysis.findings.filter((it) => it.rule === rule.id).length < own.length;
  });
}

interface Analyzed {
  readonly analysis: Analysis;
  readonly gate: Gate;
}

function analyze(files: Texts, options: Case['options'], parser: Parser): Analyzed {
  const texts = new Map([...files].map(([name, text]) => [folder + name, text]));
  const workspace = memoryWorkspace(parser, texts);
  const [main = ''] = texts.keys();
  const failed = (id: string, error: unknown): never => {
    throw new Error(`the rule ${id} threw`, { cause: error });
  };
  const given = analyzeOptions(options);
  const analysis = createAnalyzer(rules, failed)(workspace, main, given);
  return { analysis, gate: { parser } };
}

/** The same object for the same options: trials of fixes then share what they can. */
function analyzeOptions(options: Case['options']): AnalyzeOptions {
  const key = JSON.stringify([...options]);
  const made = madeOptions.get(key) ?? makeOptions(options);
  madeOptions.set(key, made);
  return made;
}

const madeOptions = new Map<string, AnalyzeOptions>();

function makeOptions(options: Case['options']): AnalyzeOptions {
  const version = options.get('nginx') ?? defaultVersion;
  const nginx = version === 'assumed' ? oldestSupported : readNginx(version);
  assert.ok(!isNoVersion(nginx), `${version} is no nginx version`);
  const urls = options.get('urls');
  return {
    ...defaultOptions,
    nginx,
    nginxUpTo: version === 'assumed' ? newestStable : undefined,
    websocketUrls: urls === undefined ? [] : urls.split(' ').map((it) => new RegExp(it)),
  };
}

/** The files that change, when the first fix of each finding of the rule has been applied. */
function fix(rule: Rule, files: Texts, options: Case['options'], parser: Parser): Texts {
  let texts = files;
  const before = analyze(files, options, parser);
  let now = before;
  for (let round = 0; round < 50; round++) {
    const first = firstFix(rule, now);
    if (first === undefined) break;
    texts = applied(texts, first);
    now = analyze(texts, options, parser);
  }
  const changed = [...texts].filter(([name, text]) => files.get(name) !== text);
  if (changed.length > 0) assertHealed(rule, before, now);
  return new Map(changed);
}

function firstFix(rule: Rule, { analysis, gate }: Analyzed): CheckedFix | undefined {
  for (const finding of analysis.findings.filter((it) => it.rule === rule.id)) {
    const [first] = checkedFixes(analysis, finding, gate);
    if (first !== undefined) return first;
  }
  return undefined;
}

function applied(texts: Texts, { title, edits }: CheckedFix): Texts {
  const next = new Map(texts);
  for (const { path, edits: changes } of edits) {
    const name = path.slice(folder.length);
    const text = applyEdits(next.get(name) ?? '', changes);
    assert.ok(text !== undefined, `the edits of “${title}” overlap`);
    next.set(name, text);
  }
  return next;
}

/** The fixes took what they could, brought no syntax error, and made no other rule complain. */
function assertHealed(rule: Rule, { analysis: before, gate }: Analyzed, { analysis: after }: Analyzed): void {
  const left = after.findings.filter((it) => it.rule === rule.id).length;
  const hopeless = (): number =>
    before.findings.filter((it) => it.rule === rule.id && checkedFixes(before, it, gate).length === 0).length;
  assert.ok(left === 0 || left <= hopeless(), `${rule.id} still speaks after its fixes`);
  const count = ({ workspace, config }: Analysis): number =>
    config.files.flatMap((path) => {
      const file = workspace.open(path);
      return 'unreadable' in file ? [] : file.tree.errors;
    }).length;
  assert.ok(count(after) <= count(before), 'a fix keeps the syntax valid');
  const serious = ({ findings }: Analysis): readonly string[] =>
    findings.filter((it) => it.rule !== rule.id && (it.severity === 'error' || it.severity === 'warning')).map((it) => it.rule);
  const known = serious(before);
  const brought = serious(after).filter((id) => !known.includes(id));
  assert.deepEqual(brought, [], 'a fix makes no other rule complain');
}
