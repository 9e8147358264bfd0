/** `check --baseline FILE` and `--write-baseline FILE`: the file, and what this run can say of it. */
import type { FileFinding } from '../analysis/finding.ts';
import { treeOf } from '../analysis/edits.ts';
import { folderOf } from '../config/include.ts';
import { isAbsolute } from '../config/path.ts';
import { nodeDisk } from '../files/node-disk.ts';
import { tidy, wayTo } from './artifact.ts';
import { readBaseline, splitByBaseline, writeBaseline, type KnownFinding, type Split } from './baseline.ts';
import { identityOf, placesIn } from './identity.ts';
import { absolute } from './inputs.ts';
import type { Judging } from './judging.ts';
import type { Output } from './output.ts';
import { Refusal, unreadable } from './refusal.ts';
import type { LeftOut } from './report.ts';
import { standardInput } from './source.ts';
import { printable, shownPath } from './terminal.ts';
import { writeFile } from './write-file.ts';

export interface BaselineOptions {
  readonly baseline?: string | undefined;
  readonly 'write-baseline'?: string | undefined;
}

/** What a run makes of the findings that are known. */
export interface Known {
  /** No part of the report. */
  readonly leftOut: ReadonlySet<FileFinding>;
  /** No part of the exit code. */
  readonly uncounted: ReadonlySet<FileFinding>;
  /** `undefined` without a baseline. */
  readonly baseline: LeftOut | undefined;
  /** Says what was left out, and what may be taken out of the file; or what was written. */
  readonly tell: (output: Output) => void;
}

/** Asked once, when the findings are there. Refuses at once what cannot be read, or is no baseline, also where one is to be written over. */
export function openKnown({
  baseline: name,
  'write-baseline': newName,
}: BaselineOptions): (findings: readonly FileFinding[], judged: Judged) => Known {
  if (name !== undefined && newName !== undefined) throw new Refusal('--baseline and --write-baseline: say one of them');
  if (newName !== undefined) {
    const path = absolute(newName);
    refuseOther(path);
    return (findings, judged) => written(path, findings, judged);
  }
  if (name === undefined) return () => ({ leftOut: none, uncounted: none, baseline: undefined, tell: () => undefined });
  const baseline = readKnown(name);
  return (findings, judged) => {
    const split = splitKnown(findings, baseline, judged);
    const known = new Set(split.known);
    return {
      leftOut: known,
      uncounted: known,
      baseline: { known: known.size, gone: split.gone },
      tell: (output) => {
        tellKnown(split, baseline, output);
      },
    };
  };
}

const none: ReadonlySet<FileFinding> = new Set([]);

interface Baseline {
  /** Absolute. */
  readonly path: string;
  readonly entries: readonly KnownFinding[];
}

function readKnown(name: string): Baseline {
  const path = absolute(name);
  const content = nodeDisk.read(path);
  if ('unreadable' in content) {
    const rest = content.unreadable === 'missing' ? ': --write-baseline writes it' : '';
    throw new Refusal(`--baseline: ${unreadable({ path, ...content }).message}${rest}`);
  }
  const read = readBaseline(content.text);
  if ('complaint' in read) throw new Refusal(`--baseline: ${path} ${read.complaint}`);
  return { path, entries: read };
}

function refuseOther(path: string): void {
  const before = nodeDisk.read(path);
  if ('text' in before && before.text.trim() !== '' && 'complaint' in readBaseline(before.text))
    throw new Refusal(`--write-baseline: ${path} is there and is no baseline: it is not written over`);
}

/** Half of what is known is no baseline: it is not written where something went wrong. */
function written(path: string, findings: readonly FileFinding[], judged: Judged): Known {
  const isWhole = judged.complaints.length === 0;
  if (isWhole) writeFile('write-baseline', path, writeBaseline(findings.map((finding) => identify(finding, path, judged))));
  const said = isWhole
    ? `${findings.length} ${nouns(findings.length)} written to`
    : 'Not all could be judged: nothing is written to';
  return {
    leftOut: none,
    uncounted: isWhole ? new Set(findings) : none,
    baseline: undefined,
    tell: (output) => {
      output.note(`${said} ${shownPath(path)}`);
    },
  };
}

type Judged = Pick<Judging, 'workspace' | 'scope' | 'own' | 'source' | 'complaints'>;

/** Entries of files that this run does not judge are neither known nor gone. */
function splitKnown(findings: readonly FileFinding[], { path, entries }: Baseline, judged: Judged): Split<FileFinding> {
  const { workspace, scope, own, source } = judged;
  const real = (entry: KnownFinding): string => workspace.realPath(pathOf(entry, path));
  const places = new Map<string, ReadonlySet<string>>();
  const split = splitByBaseline(findings, entries, {
    identify: (finding) => identify(finding, path, judged),
    isThere: (entry) => {
      const file = real(entry);
      const known = places.get(file) ?? placesIn(treeOf(workspace, file));
      places.set(file, known);
      return known.has(JSON.stringify([entry.in, entry.server ?? null]));
    },
  });
  const isJudged = (entry: KnownFinding): boolean => {
    if (entry.file === standardInput) return source.standardInput !== undefined;
    const file = real(entry);
    const isMissing = !isAbsolute(entry.file) && !source.isDump && workspace.stat(file) === undefined;
    return isMissing || (scope.isNamed(file) && own(file));
  };
  return { ...split, gone: split.gone.filter(isJudged) };
}

function tellKnown({ known, gone }: Split<FileFinding>, baseline: Baseline, output: Output): void {
  const name = shownPath(baseline.path);
  if (known.length > 0) output.note(`${known.length} known ${nouns(known.length)} left out (${name})`);
  if (gone.length === 0) return;
  output.note(`${gone.length} of ${name} ${gone.length === 1 ? 'is' : 'are'} gone: --write-baseline writes it without`);
  for (const { file, rule, in: around } of gone.slice(0, mostNamed))
    output.note(`  ${printable(file)}: ${printable(rule)}${around.length === 0 ? '' : ` in ${printable(around.join(' > '))}`}`);
  if (gone.length > mostNamed) output.note(`  and ${gone.length - mostNamed} more`);
}

const mostNamed = 20;

function nouns(count: number): string {
  return count === 1 ? 'finding' : 'findings';
}

function identify(finding: FileFinding, baseline: string, { workspace, source }: Judged): KnownFinding {
  const { path, severity } = finding;
  const file =
    path === source.standardInput
      ? standardInput
      : source.isDump
        ? tidy(path)
        : wayTo(folderOf(baseline), workspace.realPath(path));
  return { file, severity, ...identityOf(finding, treeOf(workspace, path)) };
}

/** Absolute. */
function pathOf({ file }: KnownFinding, baseline: string): string {
  return isAbsolute(file) ? file : tidy(`${folderOf(baseline)}/${file}`);
}
