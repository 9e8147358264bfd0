/** The configurations and analyses that `check` needs. */
import { createAnalyzer, type Analysis, type AnalyzeOptions, type Analyzer } from '../analysis/analyze.ts';
import type { Rule } from '../analysis/rule.ts';
import { buildConfig } from '../config/build.ts';
import type { Config } from '../config/model.ts';
import type { Workspace } from '../config/workspace.ts';
import { attempt, type Outcome } from '../project/attempt.ts';
import type { Failures } from '../project/failures.ts';

/** Each is `undefined` for a file that failed, which is told of and costs itself. */
export interface Judges {
  readonly configOf: (path: string) => Config | undefined;
  /** Of this moment: files may have been written since the last time. */
  readonly analysisOf: (path: string) => Analysis | undefined;
}

export interface JudgesOptions {
  readonly workspace: Workspace;
  readonly rules: readonly Rule[];
  readonly options: AnalyzeOptions;
  /** Of one main file, from its configuration: the same object as long as it stays the same. */
  readonly optionsOf: (path: string) => AnalyzeOptions;
  readonly failures: Failures;
  /** A file that will be analysed whatever it is: its configuration is then that of its analysis. */
  readonly lone: string | undefined;
}

export function createJudges({ workspace, rules, options, optionsOf, failures, lone }: JudgesOptions): Judges {
  const analyzers = new Map<string, Analyzer>();
  const configs = new Map<string, Config | undefined>();

  const valueOf = <T>(path: string, outcome: Outcome<T>): T | undefined => {
    if ('value' in outcome) return outcome.value;
    failures.other(`the main file \`${path}\``, outcome.error);
    return undefined;
  };

  const analysisOf = (path: string): Analysis | undefined => {
    const analyze = analyzers.get(path) ?? createAnalyzer(rules, failures.rule, true);
    analyzers.set(path, analyze);
    return valueOf(
      path,
      attempt(() => analyze(workspace, path, optionsOf(path))),
    );
  };

  return {
    analysisOf,
    configOf(path) {
      if (path === lone) return analysisOf(path)?.config;
      if (!configs.has(path)) {
        const outcome = attempt(() => buildConfig(workspace, path, options.build));
        configs.set(path, valueOf(path, outcome));
      }
      return configs.get(path);
    },
  };
}
