/** One request through a configuration that was named: for `simulate`, and for `probe` beside what really came back. */
import type { Config } from '../config/model.ts';
import type { AnalyzeOptions } from '../analysis/analyze.ts';
import { atEnds, type AtEnds } from '../analysis/ends.ts';
import type { ClientRequest, Connection } from '../handshake/model.ts';
import { simulate as run } from '../handshake/simulate.ts';
import type { VersionRange } from '../handshake/verdict/assumed.ts';
import { tellUnread } from '../project/unread.ts';
import { asRead, firstRefusal, problems } from '../validity/problems.ts';
import { absolute } from './inputs.ts';
import { nodeWorld, openJudging, type CheckWorld, type Judging } from './judging.ts';
import { Refusal } from './refusal.ts';
import type { Output } from './output.ts';
import { shownPath } from './terminal.ts';

export interface Simulating {
  /** A file, a folder with one main file, or `-`. */
  readonly path: string;
  readonly values: Parameters<typeof openJudging>[0]['values'];
  readonly request: ClientRequest;
  readonly connection: Connection;
}

export interface SimulatedIn extends Pick<Judging, 'workspace' | 'nginx' | 'complaints'> {
  readonly ends: AtEnds;
}

/** `undefined` where nothing could be read, which was told. Throws a `Refusal` where it is not clear which main file is meant. */
export async function simulateIn(
  { path, values, request, connection }: Simulating,
  output: Output,
  world: CheckWorld = nodeWorld,
): Promise<SimulatedIn | undefined> {
  const opened = await openMain({ path, values }, output, world);
  if (opened === undefined) return undefined;
  tellUnread(opened.read, output.note);
  return { ...opened, ends: endsOf(opened, request, connection) };
}

/** One request through a configuration, by the versions that may run it. */
export function endsOf(
  { read, range, workspace }: Pick<OpenedMain, 'read' | 'range' | 'workspace'>,
  request: ClientRequest,
  connection: Connection,
): AtEnds {
  return atEnds(range, (version) => {
    const refused = firstRefusal(problems(read, workspace, { nginx: version, brought: range.brought }));
    const refusals = refused === undefined ? [] : [refused];
    return run(read, request, connection, { nginx: version, workspace, refusals });
  });
}

/** A configuration as nginx reads it, and what decides how it is run. */
export interface OpenedMain extends Pick<Judging, 'workspace' | 'nginx' | 'complaints'> {
  readonly read: Config;
  readonly range: VersionRange & Pick<AnalyzeOptions, 'brought'>;
}

/** `undefined` where nothing could be read, which was told. Throws as `simulateIn` does. */
export async function openMain(
  { path, values }: Pick<Simulating, 'path' | 'values'>,
  output: Output,
  world: CheckWorld = nodeWorld,
): Promise<OpenedMain | undefined> {
  const judging = await openJudging({ values, positionals: [path], mayWrite: false, analyses: false }, output, world);
  const { workspace, nginx, complaints } = judging;
  const config = mainConfig(path, judging, output);
  return config === undefined ? undefined : { ...readingOf(config, judging), workspace, nginx, complaints };
}

/** A main file as nginx reads it, and what decides how it is run. */
export function readingOf(
  config: Config,
  { workspace, optionsOf }: Pick<Judging, 'workspace' | 'optionsOf'>,
): Pick<OpenedMain, 'read' | 'range'> {
  const { build, ...range } = optionsOf(config.main);
  return { read: asRead(config, workspace, build), range };
}

/** The one main file of what was named; a file that another one includes is read in that. `undefined` for what failed. */
function mainConfig(path: string, { scope, configOf }: Judging, output: Output): Config | undefined {
  const configs = [...scope.roots.keys()].flatMap((root) => configOf(root) ?? []);
  const mains = configs.filter(({ context }) => context === 'main');
  const [first, ...others] = mains.length > 0 ? mains : configs;
  const named = absolute(path);
  const isFile = scope.isNamed(named);
  if (first === undefined) return undefined;
  if (others.length > 0 && !isFile) {
    const names = [first, ...others].map(({ main }) => shownPath(main));
    throw new Refusal(`${path}: simulate needs one of its ${names.length} main files: ${names.join(', ')}`);
  }
  if (isFile && first.main !== named) output.note(`${shownPath(named)} is read in ${shownPath(first.main)}, which includes it`);
  return first;
}
