/** What a caller says about a configuration, as the core wants it. */
import { defaultOptions, type AnalyzeOptions } from '../analysis/analyze.ts';
import { readContext, readDirectives, readVersion } from '../cli/options.ts';
import { Refusal } from '../cli/refusal.ts';
import type { FileContext } from '../config/model.ts';
import { chooseNginx, type NginxChoice } from '../project/nginx-choice.ts';
import { inOwnWords } from './files.ts';

/** How a configuration is to be read. */
export interface ReadOptions {
  /**
   * The file to begin with; one that another file includes is read inside that. A reader needs it. Without it the main files
   * among several are found by what is in them.
   */
  readonly main?: string;
  /**
   * The nginx that runs it: `1.28.0`, or a relative with its own number such as `openresty/1.27.1.2`. Without it each from the
   * oldest that a supported distribution ships to the newest stable one counts.
   */
  readonly nginxVersion?: string;
  /** Where absolute includes lead: `{ '/etc/nginx': 'docker/nginx' }`. */
  readonly includeMap?: Readonly<Record<string, string>>;
  /** Directives of modules that are not known: `my_directive`, `my_directive:http,server`, `my_block{}`. */
  readonly directives?: readonly string[];
  /** What surrounds the file, where no main file includes it and its directives do not tell. */
  readonly context?: FileContext;
}

/** What is made of options. */
export interface Said {
  readonly nginx: NginxChoice;
  readonly options: AnalyzeOptions;
}

/** Throws a `Refusal` that names the option which is wrong. */
export function readOptions(
  { nginxVersion, includeMap = {}, directives = [], context }: ReadOptions,
  pathOf: (name: string) => string,
): Said {
  const nginx = chooseNginx(nginxVersion === undefined ? {} : { said: readVersion('nginx-version', nginxVersion) });
  const mappings = Object.entries(includeMap).map(([from, to]) => ({ from, to: pathOf(to) }));
  const surrounded = readContext(context);
  const build = { includeMap: mappings, ...(surrounded === undefined ? {} : { context: surrounded }) };
  const brought = readDirectives(directives);
  return { nginx, options: { ...defaultOptions, nginx: nginx.nginx, nginxUpTo: nginx.nginxUpTo, brought, build } };
}

/** What is wrong with the input, in the words of a library: `nginxVersion: …` for `--nginx-version: …`. */
export async function refusingInWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const words = error.sentences.map((sentence) => sentence.replace(/^--([a-z-]+)/, (_, option: string) => camelCase(option)));
    throw new Error(inOwnWords(words).join('\n'));
  }
}

function camelCase(option: string): string {
  return option.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
