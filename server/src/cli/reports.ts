/** The forms that a report has, and the files that one goes to besides: `--report FORMAT=FILE`. */
import { kindOfName } from '../project/recognised.ts';
import { absolute } from './inputs.ts';
import { readChoice } from './options.ts';
import type { Output } from './output.ts';
import { Refusal } from './refusal.ts';
import type { Report } from './report.ts';
import { toGithub } from './report-github.ts';
import { toGitlab } from './report-gitlab.ts';
import { toJson } from './report-json.ts';
import { toSarif } from './report-sarif.ts';
import { toText } from './report-text.ts';
import { writeFile } from './write-file.ts';

type Format = 'text' | 'json' | 'sarif' | 'github' | 'gitlab';

const writers: Readonly<Record<Format, (report: Report, output: Pick<Output, 'colour'>) => string>> = {
  text: toText,
  json: toJson,
  sarif: toSarif,
  github: toGithub,
  gitlab: toGitlab,
};

export interface WantedReports {
  /** What standard output gets. */
  readonly format: Format;
  readonly files: readonly { readonly format: Format; readonly path: string }[];
}

/** Refuses unknown forms, and files that are configurations. */
export function readReports(format: string, files: readonly string[] = []): WantedReports {
  return { format: readFormat('format', format), files: files.map(readFile) };
}

export function writeReports({ format, files }: WantedReports, report: Report, output: Output): void {
  output.write(writers[format](report, output));
  for (const file of files) writeFile('report', file.path, writers[file.format](report, { colour: false }));
}

function readFile(text: string): WantedReports['files'][number] {
  const at = text.indexOf('=');
  const name = text.slice(at + 1);
  if (at === -1 || name === '') throw new Refusal(`--report: ${text} is not FORMAT=FILE, such as sarif=findings.sarif`);
  const format = readFormat('report', text.slice(0, at));
  if (name === '-') throw new Refusal('--report writes a file: --format says what standard output gets');
  const path = absolute(name);
  if (kindOfName(path) !== undefined)
    throw new Refusal(`--report: ${path} has the name of a configuration: it is not written over`);
  return { format, path };
}

function readFormat(option: string, text: string): Format {
  return readChoice(option, text, ['text', 'json', 'sarif', 'github', 'gitlab']);
}
