/** What `check` judges: the inputs read, their main files found, and an analysis of each when it is asked for. */
import type { Analysis, AnalyzeOptions } from '../analysis/analyze.ts';
import type { Rule } from '../analysis/rule.ts';
import { folderOf } from '../config/include.ts';
import type { Config } from '../config/model.ts';
import type { Disk, SlowDisk } from '../files/disk.ts';
import { createFiles, type Files } from '../files/files.ts';
import { nodeDisk, slowNodeDisk } from '../files/node-disk.ts';
import { loadNodeParser } from '../files/node-parser.ts';
import { isNamed, isOwn, keepingBack } from '../files/outside.ts';
import { createFailures, type Failures } from '../project/failures.ts';
import type { NginxChoice } from '../project/nginx-choice.ts';
import { createSearch } from '../project/search.ts';
import { rules } from '../rules/index.ts';
import type { Parser } from '../syntax/tree.ts';
import { createClosed } from './closed.ts';
import { createExpectations, readExpected } from './expect.ts';
import { absolute, findInputs, type Inputs } from './inputs.ts';
import { createJudges } from './judges.ts';
import { readAnalyzeOptions, readContext } from './options.ts';
import type { Output } from './output.ts';
import { ownOf } from './own.ts';
import { Refusal } from './refusal.ts';
import { findScope, type Scope, type ScopeOptions } from './roots.ts';
import { sourceOf, standardInput } from './source.ts';

/** What a command stands on; tests replace some of it. */
export interface CheckWorld {
  readonly disk: Disk;
  readonly slowDisk: SlowDisk;
  readonly loadParser: () => Promise<Parser>;
  readonly rules: readonly Rule[];
}

export const nodeWorld: CheckWorld = { disk: nodeDisk, slowDisk: slowNodeDisk, loadParser: loadNodeParser, rules };

export interface JudgingRequest {
  readonly values: {
    readonly 'nginx-version': string;
    readonly prefix?: string | undefined;
    readonly map?: readonly string[] | undefined;
    readonly directive?: readonly string[] | undefined;
    readonly context?: string | undefined;
    readonly expect?: readonly string[] | undefined;
    readonly 'only-nginx'?: boolean | undefined;
  };
  readonly positionals: readonly string[];
  /** Refused where nothing can be written. */
  readonly mayWrite: boolean;
  /** Analyses will be asked for, and not only configurations. */
  readonly analyses: boolean;
}

export interface Judging {
  readonly workspace: Files;
  readonly parser: Parser;
  readonly nginx: NginxChoice;
  readonly failures: Failures;
  readonly scope: Scope;
  /** Of one main file: its stated URLs are its own. */
  readonly optionsOf: (main: string) => AnalyzeOptions;
  /** `undefined` for a file whose reading failed, which was told. */
  readonly configOf: (path: string) => Config | undefined;
  /** All main files of this moment. */
  readonly analyse: () => readonly Analysis[];
  /** Is the file the user's own, to be told of? */
  readonly own: (path: string) => boolean;
  /** Is it one that was named itself, or in a folder that was? */
  readonly named: (path: string) => boolean;
  readonly source: JudgedSource;
  /** What went wrong so far, each told already. */
  readonly complaints: readonly string[];
}

/** Where what is judged comes from, where that is not files. */
export interface JudgedSource {
  /** The path that stands for standard input; `undefined` where that is not read, or is a dump. */
  readonly standardInput: string | undefined;
  /** The output of `nginx -T`: paths are those that it names. */
  readonly isDump: boolean;
}

/** Refuses bad usage, and where nothing that was named can be read. */
export async function openJudging(request: JudgingRequest, output: Output, world: CheckWorld): Promise<Judging> {
  const { values, positionals } = request;
  const expected = readExpected(values.expect);
  const context = readContext(values.context);
  // The installed nginx says its version while the parser is loaded.
  const reading = findInputs(positionals).then(async (inputs) => ({
    inputs,
    ...(await readAnalyzeOptions(values, inputs, context)),
  }));
  const [read, parser] = await Promise.all([reading, world.loadParser()]);
  const source = sourceOf(positionals, read.inputs, world);
  const { inputs, disk, slowDisk, unwritable } = source;
  if (request.mayWrite && unwritable !== undefined) throw new Refusal(`--fix cannot write: ${unwritable}`);
  const nginx = read.nginx;
  const options = source.isDump ? withoutPlaces(read.options, values, output) : read.options;
  const complaints: string[] = [];
  const complain = (text: string): void => {
    complaints.push(text);
    output.note(text);
  };
  const closed = createClosed(inputs.folders, complain, output.note);
  const failures = createFailures({ failed: complain, remarked: complain });
  let own = ownOf({ ...inputs, files: [...inputs.files, ...source.own] }, options.build);
  const workspace = createFiles(
    parser,
    keepingBack(source.isDump ? disk : closed.read(disk), () => own),
  );
  const judged = await judge({
    ...{ inputs, workspace, options, expected, failures, rules: world.rules, analyses: request.analyses },
    search: createSearch(source.isDump ? slowDisk : closed.walked(slowDisk), {
      most: mostEntries,
      cut: (top) => {
        if (!complaints.includes(tooMany(top))) complain(tooMany(top));
      },
    }),
    onlyNginx: values['only-nginx'] === true && !source.isDump,
    claim(main) {
      own = { ...own, folders: [...new Set([...own.folders, folderOf(main)])] };
    },
    known: [...read.inputs.complaints, ...source.complaints],
    complain,
    remark: output.note,
  });
  return {
    ...{ workspace, parser, nginx, failures, complaints, ...judged },
    own: (path) => isOwn(path, own, workspace.realPath),
    named: (path) => isNamed(path, inputs, disk.realPath),
    source: {
      standardInput: positionals.includes(standardInput) && !source.isDump ? absolute(standardInput) : undefined,
      isDump: source.isDump,
    },
  };
}

/** Whoever names a folder means all of it; what is more than this is no checkout. */
const mostEntries = 5_000_000;

function tooMany(top: string): string {
  return `${top}: more than ${mostEntries.toLocaleString('en')} files and folders are in it: not all were looked at`;
}

/** What there is to judge, wherever it comes from. */
export interface Given extends Pick<ScopeOptions, 'search' | 'onlyNginx' | 'claim' | 'complain' | 'remark'> {
  readonly inputs: Inputs;
  readonly workspace: Files;
  readonly options: AnalyzeOptions;
  /** URLs that must get through. */
  readonly expected: readonly string[];
  readonly rules: readonly Rule[];
  readonly failures: Failures;
  readonly analyses: boolean;
  /** What is known to be wrong with the inputs. */
  readonly known: readonly string[];
}

/** Finds the main files. Refuses where there is nothing to judge. */
export async function judge(given: Given): Promise<Pick<Judging, 'scope' | 'optionsOf' | 'configOf' | 'analyse'>> {
  const { inputs, workspace, options, expected, rules, failures, analyses, known } = given;
  const [lone, ...others] = [...inputs.files, ...inputs.folders];
  const expectations = createExpectations(expected, options);
  const { optionsOf } = expectations;
  const { configOf, analysisOf } = createJudges({
    ...{ workspace, rules, options, optionsOf, failures },
    lone: !analyses || others.length > 0 || expected.length > 0 ? undefined : lone,
  });
  const stated = options.build.context !== undefined;
  const scope = await findScope(inputs, { ...given, configOf, stated, complaints: known });
  expectations.assign([...scope.roots.keys()], configOf);
  const analyse = (): readonly Analysis[] => [...scope.roots.keys()].flatMap((main) => analysisOf(main) ?? []);
  return { scope, optionsOf, configOf, analyse };
}

/** A dump has all its files by their own names, from the main file on. */
function withoutPlaces(options: AnalyzeOptions, values: JudgingRequest['values'], output: Output): AnalyzeOptions {
  const said = (['context', 'prefix', 'map'] as const).filter((name) => values[name] !== undefined).map((name) => `--${name}`);
  if (said.length > 0) output.note(`${said.join(' and ')}: not needed, the output of nginx -T says itself where its files are`);
  return { ...options, build: {} };
}
