/** How the logs of a configuration are followed where nginx runs: files of this machine, what a container prints, `tail -F` elsewhere. */
import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { folderOf } from '../config/include.ts';
import { argvOf, shown, type Target } from '../target/model.ts';
import type { Run } from '../target/ask.ts';
import type { NamedLog } from './logs.ts';

export type Source =
  | { readonly kind: 'file'; readonly path: string; readonly log: NamedLog }
  /** A program of which each line of its output is one of the log; of any of `logs` where a container prints them all. */
  | { readonly kind: 'program'; readonly argv: readonly string[]; readonly logs: readonly NamedLog[]; readonly prints: boolean }
  | { readonly kind: 'none'; readonly log: NamedLog; readonly why: string };

export interface Placing {
  readonly target: Target;
  /** The main file on this machine. */
  readonly main: string;
  /** Asks where nginx is; not needed for files of this machine. */
  readonly run: Run;
  readonly signal: AbortSignal;
}

/** One for each log; all that a container prints is one together. */
export async function sourcesOf(logs: readonly NamedLog[], placing: Placing): Promise<readonly Source[]> {
  const { target } = placing;
  if (target.kind === 'local' && target.rights.length === 0) return logs.map((log) => localSource(log, placing));
  const printed: NamedLog[] = [];
  const sources: Source[] = [];
  for (const log of logs) {
    const stream = isStream(log.path) || (target.logs !== undefined && (await isLinkToStream(log.path, placing)));
    if (stream && target.logs !== undefined) printed.push(log);
    else sources.push(stream ? noStream(log) : tailSource(log, target));
  }
  if (printed.length > 0) sources.push({ kind: 'program', argv: target.logs ?? [], logs: printed, prints: true });
  return sources;
}

function localSource(log: NamedLog, { target, main }: Placing): Source {
  if (isStream(log.path)) return noStream(log);
  return { kind: 'file', path: placesOnDisk(log.path, target.prefix, main), log };
}

/** Relative ones count from nginx's prefix: as it is said, else the main file's folder, or the one above a `conf`. */
function placesOnDisk(path: string, prefix: string | undefined, main: string): string {
  if (isAbsolute(path)) return path;
  const folder = folderOf(main);
  const places = (prefix === undefined ? [folder, folderOf(folder)] : [prefix]).map((it) => join(it, path));
  return places.find((it) => existsSync(it)) ?? places[0] ?? path;
}

function tailSource(log: NamedLog, target: Target): Source {
  const path =
    log.path.startsWith('/') || target.prefix === undefined ? log.path : `${target.prefix.replace(/\/$/, '')}/${log.path}`;
  if (!path.startsWith('/'))
    return {
      kind: 'none',
      log,
      why: 'its name counts from a folder that is not known here: `prefix` of `nginxHandshake.target` says it',
    };
  return { kind: 'program', argv: argvOf(target, ['tail', '-n', '0', '-F', path]), logs: [log], prints: false };
}

function noStream(log: NamedLog): Source {
  return { kind: 'none', log, why: 'nginx writes it to its own output, which only who started it has' };
}

function isStream(path: string): boolean {
  return /^\/(?:dev\/std(?:out|err)|proc\/(?:self|1)\/fd\/[12])$/.test(path);
}

/** The images of nginx have links in place of their logs. */
async function isLinkToStream(path: string, { target, run, signal }: Placing): Promise<boolean> {
  const { ended, code, stdout } = await run(argvOf(target, ['readlink', path]), {
    timeout: 10_000,
    signal,
    folder: target.folder,
  });
  return ended === 'exited' && code === 0 && isStream(stdout.trim());
}

/** Where it comes from, for people. */
export function sourceWords(source: Source): string {
  switch (source.kind) {
    case 'file':
      return `\`${source.path}\``;
    case 'program':
      return `\`${shown(source.argv)}\``;
    case 'none':
      return `\`${source.log.path}\``;
  }
}
