/** What an analyzer kept from other texts changes nothing: findings and fixes are those of an analysis from nothing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statementsIn } from '../../server/src/config/weight.ts';
import { createAnalyzer, defaultOptions, type Analysis, type AnalyzeOptions } from '../../server/src/analysis/analyze.ts';
import { fixContext } from '../../server/src/analysis/gate.ts';
import type { SourceFile, Workspace } from '../../server/src/config/workspace.ts';
import { newestStable } from '../../server/src/reference/version.ts';
import { rules } from '../../server/src/rules/index.ts';
import { testParser } from '../support/parser.ts';
import { sampleOf } from '../support/kept/sample.ts';
import { drawFailure, shrink, type Failure, type Step } from '../support/kept/steps.ts';
import { memoryWorkspace } from '../support/workspace.ts';

const parser = await testParser();
const mains = ['/one/nginx.conf', '/one/nginx.conf', '/one/conf.d/app.conf'];
const options: AnalyzeOptions = { ...defaultOptions, nginx: newestStable };
const failed = (rule: string, error: unknown): never => {
  throw new Error(`${rule}: ${String(error)}`);
};

/** Each with some fifteen steps. */
const seeds = 150;

test('findings and fixes do not depend on what was analysed before', async () => {
  for (let seed = 1; seed <= seeds; seed++) {
    const { files, steps } = sampleOf(seed);
    const main = mains[seed % mains.length] ?? '';
    const run = (some: readonly Step[]): Failure | undefined => runSteps(files, main, some);
    const failure = run(steps);
    if (failure !== undefined) assert.fail(drawFailure(`seed ${seed}, ${main}`, await shrink(failure, 20_000, run)));
  }
});

function runSteps(files: Readonly<Record<string, string>>, main: string, steps: readonly Step[]): Failure | undefined {
  const texts = new Map(Object.entries(files).map(([name, text]) => [`/${name}`, text]));
  const kept = growingWorkspace(texts);
  const analyze = createAnalyzer(rules, failed);
  const done: Step[] = [];
  for (const step of [undefined, ...steps]) {
    if (step !== undefined && !kept.carryOut(step)) continue;
    if (step !== undefined) done.push(step);
    const fresh = memoryWorkspace(parser, texts);
    const left = shown(analyze(kept.workspace, main, options), kept.workspace);
    const right = shown(createAnalyzer(rules, failed)(fresh, main, options), fresh);
    try {
      assert.deepEqual(left, right);
    } catch (error) {
      return { steps: done, difference: String(error) };
    }
  }
  return undefined;
}

function shown(analysis: Analysis, workspace: Workspace): unknown {
  const now = fixContext({ ...analysis, workspace });
  return analysis.findings.map(({ path, start, end, rule, severity, message, related, fixes }) => ({
    ...{ path, start, end, rule, severity, message, related },
    fixes: fixes.map(({ title, safe, edits }) => ({ title, safe, edits: edits(now) })),
  }));
}

interface Growing {
  readonly workspace: Workspace;
  /** False when it changes no text. */
  readonly carryOut: (step: Step) => boolean;
}

/** Changes `texts`, and keeps the object of each file that does not change; a file that does is read again with what it was. */
function growingWorkspace(texts: Map<string, string>): Growing {
  const files = new Map<string, SourceFile>();
  const around = memoryWorkspace(parser, texts);
  const set = (path: string, start: number, end: number, newText: string): boolean => {
    const before = texts.get(path);
    if (before === undefined || before.slice(start, end) === newText) return false;
    const after = before.slice(0, start) + newText + before.slice(end);
    const file = files.get(path);
    texts.set(path, after);
    if (file !== undefined) {
      const tree = parser.parse(after, file.tree, [{ start, end, newText }]);
      files.set(path, { path, tree, statements: statementsIn(after) });
    }
    return true;
  };
  const remove = (path: string): boolean => {
    files.delete(path);
    return texts.delete(path);
  };
  return {
    workspace: {
      list: around.list,
      realPath: (path) => path,
      stat: around.stat,
      open(path) {
        const text = texts.get(path);
        // Folders and missing files have no object to keep.
        if (text === undefined) return memoryWorkspace(parser, texts).open(path);
        const file = files.get(path) ?? { path, tree: parser.parse(text), statements: statementsIn(text) };
        files.set(path, file);
        return file;
      },
    },
    carryOut(step) {
      if (!('file' in step)) return false;
      const path = `/${step.file}`;
      const text = texts.get(path) ?? '';
      if (step.do === 'write') {
        if (texts.has(path)) return set(path, 0, text.length, step.text);
        texts.set(path, step.text);
        return true;
      }
      if (step.do === 'delete') return remove(path);
      if (step.do === 'rename') {
        if (!texts.has(path) || texts.has(`/${step.to}`) || step.to === step.file) return false;
        texts.set(`/${step.to}`, text);
        return remove(path);
      }
      if (step.do === 'replace') {
        const at = text.indexOf(step.from);
        return at !== -1 && set(path, at, at + step.from.length, step.to);
      }
      if (step.do === 'type') {
        const start = step.at % (text.length + 1);
        return set(path, start, Math.min(text.length, start + step.remove), step.text);
      }
      if (step.do !== 'lines') return false;
      const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
      const line = step.line % starts.length;
      return set(path, starts[line] ?? 0, starts[line + step.remove] ?? text.length, step.text === '' ? '' : `${step.text}\n`);
    },
  };
}
