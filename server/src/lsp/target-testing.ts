/** A test of the configuration where nginx runs: what is tested, what is said of it, and where that is here. */
import type { DumpResult, TestParams, TestResult, UnmappedFile } from '../../../protocol/target.ts';
import type { SlowDisk } from '../files/disk.ts';
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
import { shown, type Target } from '../target/model.ts';
import { foldersOf, pathHere, type Mapping } from '../target/paths.ts';
import type { Ran } from '../target/run.ts';
import type { Said } from '../target/said.ts';
import { nameOf, refusalOf, verdictOf } from '../target/sentences.ts';
import type { Folders } from './folders.ts';
import type { Session } from './session.ts';
import type { PlacedMessage, TestDiagnostics } from './target-diagnostics.ts';
import type { Targets } from './targets.ts';
import { isForeign, uriOf } from './uris.ts';

export interface TestingOptions {
  readonly run: Run;
  readonly targets: Targets;
  readonly folders: Folders;
  readonly session: Session;
  readonly tests: Pick<TestDiagnostics, 'record' | 'rangeOf'>;
  readonly disk: SlowDisk;
  /** The file, or the folder, that a request is about. */
  readonly pathOf: (uri: string) => string;
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
  readonly folder: string | undefined;
}

export function createTesting(options: TestingOptions): Testing {
  const { run, targets, folders, session, tests, disk, pathOf, log, changed } = options;

  /** The main file that a document takes part in, or the only one of a folder; and all files that are read with it. */
  const configurationOf = async (
    uri: string,
  ): Promise<{ readonly main: string | undefined; readonly files: readonly string[] }> => {
    const document = session.documents.byUri(uri);
    if (document !== undefined) {
      await session.settle([document]);
      const configs = session.viewOf(document).isDump ? [] : session.analysesOf(document).map(({ config }) => config);
      const main = configs.find(({ context }) => context === 'main')?.main;
      return { main, files: configs.flatMap(({ files }) => files) };
    }
    const { mainFile, folder } = folders.of(`${pathOf(uri)}/`);
    const found = mainFile !== undefined ? [mainFile] : folder === undefined ? [] : session.mainFiles.below(folder);
    return { main: found.length === 1 ? found[0] : undefined, files: found };
  };

  const taskFor = async (uri: string, signal: AbortSignal): Promise<Task | Unreachable> => {
    const path = pathOf(uri);
    const target = targets.of(path);
    const [facts, mounts, { main, files }] = await Promise.all([
      targets.facts(target, signal),
      targets.mounts(target, signal),
      configurationOf(uri),
    ]);
    if ('unreachable' in facts) return facts;
    const { options: settings, folder } = folders.of(path);
    const isHere = target.kind === 'local';
    const like = isHere || main === undefined || facts.configuration === undefined ? [] : [foldersOf(facts.configuration, main)];
    const mapping = { isHere, mappings: [...(settings.build.includeMap ?? []), ...mounts, ...like] };
    return { target, facts, main, files, folder, mapping, start: startOf(target, facts, main) };
  };

  const isFile = async (path: string): Promise<boolean> => (await disk.stat(path))?.kind === 'file';

  const placed = async (said: readonly Said[], { mapping, main }: Task): Promise<readonly PlacedMessage[]> => {
    const messages = await Promise.all(
      said.map(async (it): Promise<PlacedMessage | undefined> => {
        const path = it.path === undefined ? main : await pathHere(it.path, mapping, isFile);
        if (path === undefined) return undefined;
        const content = await disk.read(path);
        const line = Math.max(0, (it.line ?? 1) - 1);
        return { said: it, path, line, text: 'text' in content ? content.text : undefined };
      }),
    );
    return messages.filter((it) => it !== undefined);
  };

  const unmapped = (said: readonly Said[], messages: readonly PlacedMessage[], { files, folder }: Task): UnmappedFile[] => {
    const lost = said.filter((it) => it.path !== undefined && !messages.some((other) => other.said === it));
    const here = [...files, ...session.documents.all().map(({ path }) => path)].filter((path) => !isForeign(path));
    return [...new Set(lost.map(({ path = '' }) => path))].map((path) => {
      const name = path.slice(path.lastIndexOf('/'));
      const candidates = [...new Set(here)].filter((it) => it.endsWith(name)).slice(0, mostCandidates);
      return {
        path,
        candidates: candidates.map((it) => {
          const { from, to } = foldersOf(path, it);
          const isInside = folder !== undefined && to.startsWith(`${folder}/`);
          return { uri: uriOf(it), from, to: isInside ? to.slice(folder.length + 1) : to };
        }),
      };
    });
  };

  /** What is told of a test, in the output, as diagnostics and in the answer. */
  const tell = async (task: Task, outcome: Tested): Promise<TestResult> => {
    const output = printed(outcome.ran);
    log(output);
    const messages = await placed(outcome.said, task);
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
      unmapped: unmapped(outcome.said, messages, task),
    };
  };

  const failed = ({ unreachable, ran }: Unreachable): TestResult => {
    const output = printed(ran);
    log(output);
    return {
      outcome: ran.ended === 'cancelled' ? 'cancelled' : 'unreachable',
      ...{ reloaded: false, sentence: unreachable, output, place: null, doubt: null, unmapped: [] },
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
      const result = await tell(task, outcome);
      return params.reload === true && outcome.passed ? reloaded(task, params, result, signal) : result;
    },
    async dump(uri, signal) {
      const task = await taskFor(uri, signal);
      if ('unreachable' in task) return { ...failed(task), text: null };
      const outcome = await dump(task.target, task.start, { run, signal });
      if ('unreachable' in outcome) return { ...failed(outcome), text: null };
      return { ...(await tell(task, outcome)), text: outcome.passed ? outcome.ran.stdout : null };
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

const mostCandidates = 20;
