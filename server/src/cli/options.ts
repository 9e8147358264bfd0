/** Arguments of the command line as the core wants them. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { defaultOptions, type AnalyzeOptions } from '../analysis/analyze.ts';
import type { FolderMapping } from '../config/include.ts';
import type { FileContext } from '../config/model.ts';
import { installedNginx } from '../files/nginx-binary.ts';
import { slowNodeDisk } from '../files/node-disk.ts';
import { imagesAround, imagesBelow } from '../project/image-search.ts';
import { chooseNginx, type NginxChoice } from '../project/nginx-choice.ts';
import { readBrought, type Brought } from '../reference/brought.ts';
import { isNoVersion, readNginx } from '../reference/flavours.ts';
import type { NginxVersion } from '../reference/version.ts';
import { absolute, type Inputs } from './inputs.ts';
import { Refusal } from './refusal.ts';

/** Options of both commands. */
export const commonOptions = {
  format: { type: 'string', default: 'text' },
  'nginx-version': { type: 'string', default: 'auto' },
  prefix: { type: 'string' },
  map: { type: 'string', multiple: true },
  directive: { type: 'string', multiple: true },
} as const;

interface CommonValues {
  readonly 'nginx-version': string;
  readonly prefix?: string | undefined;
  readonly map?: readonly string[] | undefined;
  readonly directive?: readonly string[] | undefined;
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

/** Options of the analysis, and where the version in them comes from. */
export interface ReadOptions {
  readonly options: AnalyzeOptions;
  readonly nginx: NginxChoice;
}

/** `inputs` are what is looked around for images, where no nginx is installed. */
export async function readAnalyzeOptions(values: CommonValues, inputs: Inputs, context?: FileContext): Promise<ReadOptions> {
  const nginx = await readNginxVersion(values['nginx-version'], inputs);
  const build = { includeMap: readMappings(values), ...(context === undefined ? {} : { context }) };
  const brought = readDirectives(values.directive);
  return { nginx, options: { ...defaultOptions, nginx: nginx.nginx, nginxUpTo: nginx.nginxUpTo, brought, build } };
}

/** Refuses what does not say a directive. */
export function readDirectives(texts: readonly string[] = []): Brought {
  const { brought, wrong } = readBrought(texts);
  const [first] = wrong;
  if (first !== undefined) throw new Refusal(`--directive: ${first.text} ${first.complaint.replaceAll('`', '')}`);
  return brought;
}

async function readNginxVersion(text: string, { files, folders }: Inputs): Promise<NginxChoice> {
  if (text !== 'auto') return chooseNginx({ said: readVersion('nginx-version', text) });
  const installed = await installedNginx();
  if (installed !== undefined) return chooseNginx({ installed });
  const [first] = files;
  const images = await Promise.all([
    ...folders.map((folder) => imagesBelow(slowNodeDisk, folder)),
    ...(first === undefined ? [] : [imagesAround(slowNodeDisk, first)]),
  ]);
  return chooseNginx({ images: images.flat() });
}

/** A version or a refusal that says what is wrong with it. */
export function readVersion(option: string, text: string): NginxVersion {
  const read = readNginx(text);
  if (isNoVersion(read)) throw new Refusal(`--${option}: ${text} ${read.complaint}`);
  return read;
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

function readMappings({ prefix, map = [] }: CommonValues): readonly FolderMapping[] {
  const mappings = map.map((text) => {
    const at = text.indexOf('=');
    if (at === -1) throw new Refusal(`--map: ${text} is not FROM=TO`);
    return { from: text.slice(0, at), to: absolute(text.slice(at + 1)) };
  });
  return prefix === undefined ? mappings : [...mappings, { from: '', to: absolute(prefix) }];
}
