/** `check --compare A,B`: what changes, and what breaks, when another release runs the same configuration. */
import { styleText } from 'node:util';
import { normalize } from 'node:path';
import { breaksSomething } from '../features/compare/breaks.ts';
import { compareVersions, type Versions } from '../features/compare/compare.ts';
import type { Comparison } from '../features/compare/model.ts';
import { comparisonText, type CompareStyle } from '../features/compare/text.ts';
import { attempt } from '../project/attempt.ts';
import { isSameVersion, nameOfVersion, writeVersion } from '../reference/version.ts';
import { openJudging, type CheckWorld, type JudgingRequest } from './judging.ts';
import { readChoice, readVersion } from './options.ts';
import type { Output } from './output.ts';
import { Refusal } from './refusal.ts';
import { comparisonToJson } from './report-compare.ts';
import { lines, shownPath } from './terminal.ts';

interface CompareRequest extends Omit<JudgingRequest, 'mayWrite' | 'analyses'> {
  readonly values: JudgingRequest['values'] & {
    readonly format: string;
    readonly fix: boolean;
    readonly report?: readonly string[] | undefined;
    readonly baseline?: string | undefined;
    readonly 'write-baseline'?: string | undefined;
    readonly 'relative-to'?: string | undefined;
  };
}

/** The exit code: 1 when something breaks in the second version; 2 when something failed, after all else was reported. */
export async function compare(text: string, request: CompareRequest, output: Output, world: CheckWorld): Promise<number> {
  const { values } = request;
  const versions = readVersions(text);
  const format = readChoice('format', values.format, ['text', 'json']);
  for (const name of ['baseline', 'write-baseline', 'report', 'relative-to'] as const)
    if (values[name] !== undefined) throw new Refusal(`--compare judges by itself: leave out --${name}`);
  if (values.fix) throw new Refusal('--compare writes nothing: leave out --fix');
  if (values['nginx-version'] !== 'auto') throw new Refusal('--compare says both versions: leave out --nginx-version');
  const said = {
    ...request,
    mayWrite: false,
    analyses: false,
    values: { ...values, 'nginx-version': writeVersion(versions.from) },
  };
  const { workspace, scope, optionsOf, failures, complaints } = await openJudging(said, output, world);
  const comparisons = [...scope.roots.keys()].flatMap((main) => {
    const outcome = attempt(() =>
      compareVersions({ workspace, main, options: optionsOf(main) }, versions, { rules: world.rules, failed: failures.rule }),
    );
    if ('value' in outcome) return [onlyNamed(outcome.value, scope.isNamed)];
    failures.other(`the main file \`${main}\``, outcome.error);
    return [];
  });
  output.write(
    format === 'json'
      ? comparisonToJson(comparisons, versions, workspace)
      : lines(comparisonText(comparisons, versions, workspace, styleOf(output))),
  );
  if (complaints.length > 0) return 2;
  return comparisons.some((it) => breaksSomething(it, workspace)) ? 1 : 0;
}

/** What makes nginx refuse counts wherever it stands; the rest is told of what was named. */
function onlyNamed(comparison: Comparison, isNamed: (path: string) => boolean): Comparison {
  return {
    ...comparison,
    findings: comparison.findings.filter(({ finding }) => isNamed(finding.path)),
    handshakes: comparison.handshakes.filter(({ at, stated }) => stated || at === undefined || isNamed(at.path)),
    directives: comparison.directives.filter(({ at }) => isNamed(at.path)),
  };
}

function readVersions(text: string): Versions {
  const [from, to, ...more] = text.split(',').map((it) => it.trim());
  if (from === undefined || to === undefined || more.length > 0 || from === '' || to === '')
    throw new Refusal(`--compare: ${text} is not two versions such as 1.28.0,1.31.3`);
  const versions = { from: readVersion('compare', from), to: readVersion('compare', to) };
  if (isSameVersion(versions.from, versions.to)) throw new Refusal(`--compare: both are ${nameOfVersion(versions.to)}`);
  return versions;
}

function styleOf({ colour }: Pick<Output, 'colour'>): CompareStyle {
  const colours = { good: ['green', 'bold'], bad: ['red', 'bold'], title: ['bold'] } as const;
  return {
    showPlace: (path, line) => `${shownPath(normalize(path))}:${line}`,
    paint: (how, words) => (colour ? styleText([...colours[how]], words) : words),
  };
}
