/** Runs the rules over a configuration; what did not change since the last run is not asked again. */
import { createConfigBuilder, type BuildOptions } from '../config/build.ts';
import type { Config, Environment } from '../config/model.ts';
import type { Workspace } from '../config/workspace.ts';
import type { NginxVersion } from '../reference/version.ts';
import type { FileFinding } from './finding.ts';
import { resolve } from './resolve.ts';
import type { Rule, RuleContext, Severity, UrlPattern } from './rule.ts';
import { createRunMemo, runRules } from './ask-rules.ts';
import { suppress } from './suppress.ts';

export interface AnalyzeOptions {
  readonly nginx: NginxVersion;
  /** True when nobody said the version: messages then name it. */
  readonly nginxAssumed: boolean;
  /** URL paths that carry WebSockets, said by the user. */
  readonly websocketUrls: readonly UrlPattern[];
  /** Only rules that the user set differently. */
  readonly severities: ReadonlyMap<string, Severity | 'off'>;
  readonly build: BuildOptions;
}

export interface Analysis {
  readonly config: Config;
  readonly options: AnalyzeOptions;
  readonly context: RuleContext;
  /** Of all files that take part, sorted by file and place. */
  readonly findings: readonly FileFinding[];
}

/** Analyses one main file again and again. Hand in the same options object as long as they are the same. */
export type Analyzer = (workspace: Workspace, main: string, options: AnalyzeOptions) => Analysis;

export const defaultOptions: Omit<AnalyzeOptions, 'nginx'> = {
  nginxAssumed: true,
  websocketUrls: [],
  severities: new Map(),
  build: {},
};

/** Never throws: a rule that does costs itself alone, and `failed` is told. */
export function createAnalyzer(rules: readonly Rule[], failed: RuleContext['failed'] = () => undefined): Analyzer {
  const build = createConfigBuilder();
  const memo = createRunMemo();
  return (workspace, main, options) => {
    const config = build(workspace, main, options.build);
    const context: RuleContext = {
      config,
      environment: config.http?.environment ?? noEnvironment,
      workspace,
      nginx: options.nginx,
      nginxAssumed: options.nginxAssumed,
      websocketUrls: options.websocketUrls,
      failed,
    };
    const active = rules.filter(({ id }) => options.severities.get(id) !== 'off');
    const found = runRules(active, context, options, memo);
    const findings = resolve(found, workspace, options.severities);
    return { config, options, context, findings: suppress(findings, active, config, workspace, options.severities) };
  };
}

const noEnvironment: Environment = {
  maps: new Map(),
  allMaps: [],
  upstreams: new Map(),
  variables: new Map(),
  partial: true,
  setsUnseen: true,
  foreign: [],
};
