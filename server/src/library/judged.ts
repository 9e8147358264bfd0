/** A configuration of a caller, judged: the core with nothing around it. */
import { readExpected } from '../cli/expect.ts';
import { judge, type Judging } from '../cli/judging.ts';
import { Refusal } from '../cli/refusal.ts';
import type { Config } from '../config/model.ts';
import { createFiles } from '../files/files.ts';
import { createLoadedDisk } from '../files/loaded-disk.ts';
import { loadNodeParser } from '../files/node-parser.ts';
import { createFailures } from '../project/failures.ts';
import { createSearch } from '../project/search.ts';
import { rules } from '../rules/index.ts';
import type { Parser } from '../syntax/tree.ts';
import { openConfiguration, type Configuration, type Opened } from './files.ts';
import { readOptions, type ReadOptions } from './options.ts';

export type Judged = Omit<Judging, 'own' | 'named' | 'source'> & Pick<Opened, 'nameOf'>;

let loading: Promise<Parser> | undefined;

/** Loaded once, when somebody needs it for the first time. */
export function parserOnce(): Promise<Parser> {
  return (loading ??= loadNodeParser());
}

/**
 * Gives what `ask` makes of the configuration, once all that it looks at is read: it is asked again until then. Throws a
 * `Refusal` where there is nothing to judge; whatever `ask` and a reader throw is passed on.
 */
export async function judging<T>(
  configuration: Configuration,
  options: ReadOptions & { readonly expect?: readonly string[] },
  ask: (judged: Judged) => T,
): Promise<T> {
  const opened = openConfiguration(configuration);
  const said = readOptions(options, opened.pathOf);
  const expected = readExpected(options.expect);
  const main = options.main === undefined ? undefined : opened.pathOf(options.main);
  if (main === undefined && opened.now === undefined) throw new Refusal('main: a reader needs to be told the file to begin with');
  const parser = await parserOnce();
  let failure: { readonly error: unknown } | undefined;
  const loaded = createLoadedDisk(opened.disk, {
    serves: () => opened.now === undefined,
    arrived: () => undefined,
    failed(error) {
      failure = { error };
    },
  });
  const workspace = createFiles(parser, opened.now ?? loaded);
  for (;;) {
    const found = await judgeOnce(workspace, { opened, main, parser, expected, ...said });
    const answer = 'judged' in found ? { given: ask(found.judged) } : found;
    if (loaded.isPending()) {
      await loaded.idle();
      workspace.refresh();
      continue;
    }
    if (failure !== undefined) throw failure.error;
    if ('given' in answer) return answer.given;
    throw answer.refusal;
  }
}

interface Once extends ReturnType<typeof readOptions> {
  readonly opened: Opened;
  readonly main: string | undefined;
  readonly parser: Parser;
  readonly expected: readonly string[];
}

/** What there is now, or why there is nothing. */
async function judgeOnce(
  workspace: ReturnType<typeof createFiles>,
  { opened, main, parser, expected, nginx, options }: Once,
): Promise<{ readonly judged: Judged } | { readonly refusal: Refusal }> {
  const complaints: string[] = [];
  const complain = (complaint: string): void => void complaints.push(complaint);
  const failures = createFailures({ failed: complain, remarked: complain });
  const [only, ...others] = opened.paths;
  const named = main ?? (others.length === 0 ? only : undefined);
  try {
    const judged = await judge({
      inputs: named === undefined ? { files: [], folders: [opened.folder] } : { files: [named], folders: [] },
      ...{ workspace, options, expected, rules, failures, analyses: false, known: [] },
      search: createSearch(opened.searched),
      onlyNginx: false,
      claim: () => undefined,
      complain,
      remark: () => undefined,
    });
    return { judged: { ...judged, workspace, parser, nginx, failures, complaints, nameOf: opened.nameOf } };
  } catch (error) {
    if (error instanceof Refusal) return { refusal: error };
    throw error;
  }
}

/** The one main file; throws a `Refusal` where there are several. */
export function oneMain({ scope, configOf, nameOf }: Judged): Config {
  const configs = [...scope.roots.keys()].flatMap((root) => configOf(root) ?? []);
  const mains = configs.filter(({ context }) => context === 'main');
  const [first, ...others] = mains.length > 0 ? mains : configs;
  if (first === undefined) throw new Refusal('there is no configuration');
  if (others.length > 0) throw new Refusal(`main: one of ${[first, ...others].map((it) => nameOf(it.main)).join(', ')}`);
  return first;
}
