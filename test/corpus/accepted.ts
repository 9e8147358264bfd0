/** In what the findings may differ from an index, each with the reason that defends it; all of it must be needed. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Accepted {
  /** Errors and warnings where nothing is broken. */
  readonly alarms: readonly { readonly file: string; readonly line: number; readonly rule: string; readonly reason: string }[];
  /** Faults that their rule does not name. */
  readonly misses: readonly { readonly file: string; readonly line: number; readonly rule: string; readonly reason: string }[];
  /** By version of nginx: how many hints there are on places that are not for WebSockets. It may only fall. */
  readonly whispers: Readonly<Record<string, number>>;
  /** On nginx 1.22.1: how many faults are named, and how many of them as a warning or an error. It may only rise. */
  readonly recall: Readonly<Record<'withApps' | 'withoutApps', { readonly named: number; readonly loud: number }>>;
}

/** The list that a corpus brings; else the one beside this file, which is for the larger corpus. */
export function readAccepted(folder: string): Accepted {
  const own = join(folder, 'accepted.json');
  const file = existsSync(own) ? own : new URL('accepted.json', import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Accepted;
}
