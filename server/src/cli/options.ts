/** Arguments of the command line as the core wants them. */
import { resolve } from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { defaultOptions, type AnalyzeOptions } from '../analysis/analyze.ts';
import type { FolderMapping } from '../config/include.ts';
import type { FileContext } from '../config/model.ts';
import { installedVersion } from '../files/nginx-binary.ts';
import { slashes } from '../files/node-disk.ts';
import { newestStable, parseVersion } from '../reference/version.ts';
import { Refusal } from './refusal.ts';

/** Options of both commands. */
export const commonOptions = {
  format: { type: 'string', default: 'text' },
  'nginx-version': { type: 'string', default: 'auto' },
  prefix: { type: 'string' },
  map: { type: 'string', multiple: true },
} as const;

interface CommonValues {
  readonly 'nginx-version': string;
  readonly prefix?: string | undefined;
  readonly map?: readonly string[] | undefined;
}

/** `parseArgs`, whose complaints are refusals. */
export function readArguments<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    const [complaint = ''] = (error instanceof Error ? error.message : String(error)).split(/\. |\n/);
    throw new Refusal(`${complaint.replace(/\.$/, '')} (--help shows what there is)`);
  }
}

export async function readAnalyzeOptions(values: CommonValues, context?: FileContext): Promise<AnalyzeOptions> {
  const text = values['nginx-version'];
  const version = parseVersion(text);
  if (version === undefined && text !== 'auto') throw new Refusal(`--nginx-version: ${text} is no version such as 1.28.0`);
  const known = version ?? (await installedVersion());
  return {
    ...defaultOptions,
    nginx: known ?? newestStable,
    nginxAssumed: known === undefined,
    build: { includeMap: readMappings(values), ...(context === undefined ? {} : { context }) },
  };
}

/** One of the words, or a refusal that names them. */
export function readChoice<T extends string>(option: string, value: string, choices: readonly T[]): T {
  const choice = choices.find((it) => it === value);
  if (choice === undefined) throw new Refusal(`--${option}: ${value} is none of ${choices.join(', ')}`);
  return choice;
}

const contexts: readonly FileContext[] = ['main', 'http', 'server', 'location', 'upstream', 'map', 'stream', 'mail'];

/** `http,server`: from the outside in; the last is what includes the file. */
export function readContext(value: string | undefined): FileContext | undefined {
  return value
    ?.split(',')
    .map((word) => readChoice('context', word.trim(), contexts))
    .at(-1);
}

export function absolute(path: string): string {
  return slashes(resolve(path));
}

function readMappings({ prefix, map = [] }: CommonValues): readonly FolderMapping[] {
  const mappings = map.map((text) => {
    const at = text.indexOf('=');
    if (at === -1) throw new Refusal(`--map: ${text} is not FROM=TO`);
    return { from: text.slice(0, at), to: absolute(text.slice(at + 1)) };
  });
  return prefix === undefined ? mappings : [...mappings, { from: '', to: absolute(prefix) }];
}
