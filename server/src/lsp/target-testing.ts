/** A test of the configuration where nginx runs: what is tested, what is said of it, and where that is here. */
import type { DumpResult, TestParams, TestResult } from '../../../protocol/target.ts';
import {
  dump,
  reload,
  reloadArgv,
  test,
  type Run,
  type Start,
  type TargetFacts,
  type Tested,
  type Unreachable,
} from '../target/ask.ts';
import type { Analysis } from '../analysis/analyze.ts';
import { disagreementOf, type Disagreement } from '../target/disagreement.ts';
import { shown, type Target } from '../target/model.ts';
import type { Mapping } from '../target/paths.ts';
import type { Ran } from '../target/run.ts';
import { nameOf, refusalOf, verdictOf } from '../target/sentences.ts';
import type { Folders } from './folders.ts';
import type { PlacedMessage, TestDiagnostics } from './target-diagnostics.ts';
import type { TargetPlaces } from './target-places.ts';
import type { Targets } from './targets.ts';
import { isForeign, pathOf, uriOf } from './uris.ts';

export interface TestingOptions {
  readonly run: Run;
  readonly targets: Targets;
  readonly folders: Folders;
  readonly tests: Pick<TestDiagnostics, 'record' | 'rangeOf'>;
  readonly places: TargetPlaces;
  /** Writes to the output channel. */
  readonly log: (text: string) => void;
  /** Something else is said of a file now. */
  readonly changed: () => void;
}

export interface Testing {
  readonly test: (params: TestParams, signal: AbortSignal) => Promise<TestResult>;
  readonly dump: (uri: string, signal: AbortSignal) => Promise<DumpResult>;
}

/** What is asked of which nginx, about which configuration. */
interface Task {
  readonly target: Target;
  readonly facts: TargetFacts;
  readonly start: Start;
  /** The main file here; `undefined` where nobody knows it. */
  readonly main: string | undefined;
  readonly mapping: Mapping;
  /** Files of the configuration here. */
  readonly files: readonly string[];
  /** What the request is about. */
  readonly path: string;
}

export function createTesting(options: TestingOptions): Testing {
  const { run, targets, folders, tests, places, log, changed } = options;

  const taskFor = async (uri: string, signal: AbortSignal): Promise<Task | Unreachable> => {
    const path = pathOf(uri);
    const target = targets.of(path);
    const [facts, { main, files }] = await Promise.all([targets.facts(target, signal), places.configurationOf(uri)]);
    if ('unreachable' in facts) return facts;
    const mapping = await places.mappingFor(path, target, { there: facts.configuration, here: main }, signal);
    return { target, facts, main, files, path, mapping, start: startOf(target, facts, main) };
  };

  const disagreement = async (
    task: Task,
    passed: boolean,
    first: PlacedMessage | undefined,
    signal: AbortSignal,
  ): Promise<Disagreement | undefined> => {
    const { version } = task.facts;
    if (version === undefined) return undefined;
    const between = (analysis: Analysis): Disagreement | undefined =>
      disagreementOf({ analysis, passed, first: first && { ...first, line: first.line + 1 }, version });
    const differs = (analysis: Analysis): boolean => between(analysis) !== undefined;
    const analysis = await places.testedHere(task, task.target, differs, { run, signal });
    return analysis && between(analysis);
  };

  /** What is told of a test, in the output, as diagnostics and in the answer. */
  const tell = async (task: Task, outcome: Tested, signal: AbortSignal): Promise<TestResult> => {
    const output = printed(outcome.ran);
    log(output);
    const messages = await places.placed(outcome.said, task);
    tests.record(task.main ?? task.target.words, messages.filter(isProblem));
    changed();
    const first = messages.find(({ said }) => said.level === 'emerg' && said.path !== undefined);
    return {
      outcome: outcome.passed ? 'passed' : 'refused',
      reloaded: false,
      sentence: outcome.passed ? verdictOf(task, outcome.said) : refusalOf(task, outcome.said),
      output,
      place: first === undefined ? null : { uri: uriOf(first.path), range: tests.rangeOf(first) },
      doubt: null,
      unmapped: places.unmapped(outcome.said, messages, task),
      disagreement: (await disagreement(task, outcome.passed, first, signal)) ?? null,
    };
  };

  const failed = ({ unreachable, ran }: Unreachable): TestResult => {
    const output = printed(ran);
    log(output);
    return {
      outcome: ran.ended === 'cancelled' ? 'cancelled' : 'unreachable',
      ...{ reloaded: false, sentence: unreachable, output, place: null, doubt: null, unmapped: [], disagreement: null },
    };
  };

  const reloaded = async (
    task: Task,
    { uri, sure }: TestParams,
    tested: TestResult,
    signal: AbortSignal,
  ): Promise<TestResult> => {
    const command = folders.of(pathOf(uri)).reloadCommand;
    const doubt = command === undefined && sure !== true ? doubtOf(task) : null;
    if (doubt !== null) return { ...tested, doubt };
    const { problem, ran } = await reload(task.target, reloadArgv(task.target, task.start, command), { run, signal });
    log(printed(ran));
    const output = tested.output + printed(ran);
    if (problem !== undefined) return { ...tested, output, sentence: `${tested.sentence} It was not reloaded: ${problem}` };
    return { ...tested, output, reloaded: true, sentence: `${tested.sentence} It was told to reload.` };
  };

  return {
    async test(params, signal) {
      const task = await taskFor(params.uri, signal);
      if ('unreachable' in task) return failed(task);
      const outcome = await test(task.target, task.start, { run, signal });
      if ('unreachable' in outcome) return failed(outcome);
      const result = await tell(task, outcome, signal);
      return params.reload === true && outcome.passed ? reloaded(task, params, result, signal) : result;
    },
    async dump(uri, signal) {
      const task = await taskFor(uri, signal);
      if ('unreachable' in task) return { ...failed(task), text: null };
      const outcome = await dump(task.target, task.start, { run, signal });
      if ('unreachable' in outcome) return { ...failed(outcome), text: null };
      return { ...(await tell(task, outcome, signal)), text: outcome.passed ? outcome.ran.stdout : null };
    },
  };
}

/**
 * A nginx of this machine is asked about the main file that is open, unless it would begin with that by itself; any other one
 * starts as it does by itself, for its files are elsewhere. What the target says goes first.
 */
function startOf({ kind, configuration, prefix }: Target, facts: TargetFacts, main: string | undefined): Start {
  const isOther = kind === 'local' && main !== undefined && !isForeign(main) && main !== facts.configuration;
  return { configuration: configuration ?? (isOther ? main : undefined), prefix };
}

/** A nginx that runs reads the file that it was started with: a test of another one says nothing of it. */
function doubtOf({ target, start, facts }: Task): string | null {
  if (target.configuration !== undefined || start.configuration === undefined) return null;
  const usual = facts.configuration === undefined ? '' : `, such as ${facts.configuration}`;
  return (
    `${start.configuration} was tested, and ${nameOf(target, facts.version)} reads again whatever it was started with${usual}. ` +
    'If it was started with the tested file, say so with "configuration" in nginxHandshake.target.'
  );
}

function isProblem({ said }: PlacedMessage): boolean {
  return said.level === 'emerg' || said.level === 'crit' || said.level === 'error' || said.level === 'warn';
}

/** The files of a dump go into a document. */
function printed({ argv, stderr }: Ran): string {
  return `$ ${shown(argv)}\n${stderr}`;
}
