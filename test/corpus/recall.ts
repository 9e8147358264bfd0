/** How much of what is broken is named, and how much is said where nothing is, by the project that the files come from. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { root } from '../support/parts.ts';
import type { CorpusRow } from './rows.ts';
import type { CorpusReport } from './run.ts';

export interface Recall {
  readonly project: string;
  readonly files: number;
  /** Of broken locations, each once alone and once included. */
  readonly faults: number;
  /** By their rule, however loudly. */
  readonly named: number;
  /** By their rule, as a warning or an error. */
  readonly loud: number;
  /** Warnings and errors where nothing is broken. */
  readonly alarms: number;
  /** Hints on places that are not for WebSockets. */
  readonly whispers: number;
}

/** One line for each project, most files first. */
export function recallOf(rows: readonly CorpusRow[], report: CorpusReport): readonly Recall[] {
  const projects = new Map(rows.map(({ file, project }) => [file, project]));
  const lines = [...new Set(projects.values())].map((project): Recall => {
    const count = (list: readonly { readonly file: string }[]): number =>
      list.filter(({ file }) => projects.get(file) === project).length;
    return {
      project,
      files: count(rows),
      faults: count([...report.found, ...report.misses]),
      named: count(report.found),
      loud: count(report.found.filter(({ loud }) => loud)),
      alarms: count(report.alarms),
      whispers: count(report.whispers),
    };
  });
  return lines.sort((a, b) => b.files - a.files);
}

/** The sum of the lines. */
export function total(lines: readonly Recall[]): Recall {
  const sum = (key: Exclude<keyof Recall, 'project'>): number => lines.reduce((all, line) => all + line[key], 0);
  const [files, faults, named, loud] = [sum('files'), sum('faults'), sum('named'), sum('loud')];
  return { project: 'all', files, faults, named, loud, alarms: sum('alarms'), whispers: sum('whispers') };
}

/** The same in a process of its own whose list of applications is empty: names and sockets of applications tell nothing there. */
export function recallWithoutApps(folder: string, version: string): readonly Recall[] {
  const script = fileURLToPath(new URL('without-apps.ts', import.meta.url));
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', 'tsx', script, folder, version], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`Without the list of applications the corpus cannot be examined: ${stderr}`);
  return JSON.parse(stdout) as readonly Recall[];
}
