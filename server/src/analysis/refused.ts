/** What makes `nginx -t` refuse, for all who tell or ask it: `check`, the editor, the fix gate, `simulate`. */
import type { BuildOptions } from '../config/build.ts';
import type { Config } from '../config/model.ts';
import type { Workspace } from '../config/workspace.ts';
import { problemsAtEnds, type PartialProblem, type Range, type Validity } from '../validity/both-ends.ts';
import type { Problem } from '../validity/problem.ts';
import { asRead, newProblems } from '../validity/problems.ts';

interface Options extends Range {
  readonly build: BuildOptions;
}

/** Problems of a configuration as its author seems to mean it, and as nginx reads it: the same list where these are one. */
export interface Problems {
  readonly meant: readonly Problem[];
  readonly read: readonly Problem[];
  /** What is meant and only some of the releases refuse, where nobody said which one it is; in none of the other lists. */
  readonly some: readonly PartialProblem[];
}

export function problemsOf(config: Config, workspace: Workspace, options: Options, kept: Validity): Problems {
  const { both, some } = problemsAtEnds(config, workspace, options, kept);
  const literal = asRead(config, workspace, options.build);
  const meant = forReaders(both, config);
  const read = literal === config ? meant : forReaders(problemsAtEnds(literal, workspace, options, kept).both, literal);
  return { meant, read, some };
}

/** Of what a question or an article shows nobody wants to be told that it lacks the lines that a main file begins with. */
function forReaders(problems: readonly Problem[], config: Config): readonly Problem[] {
  if (!problems.some(({ kind }) => kind === 'missing-events') || !isExcerpt(config)) return problems;
  return problems.filter(({ kind }) => kind !== 'missing-events');
}

/**
 * A part of a configuration: its blocks, as a question or an article shows them, without what a main file begins with; or
 * only such lines, which a main file includes.
 */
function isExcerpt({ directives }: Config): boolean {
  const blocks = directives.filter(({ block }) => block !== undefined).length;
  return blocks === 0 || blocks === directives.length;
}

/** What is to be told: the text as it is meant, and where nginx stops reading it. */
export function toTell({ meant, read }: Problems): readonly Problem[] {
  return meant === read ? meant : [...meant, ...read.filter(({ stops }) => stops)];
}

/**
 * What nginx objects to after an edit and did not before, whatever it objected to already. What stood behind a mistake at
 * which nginx stopped reading was there too, and what it makes of mistakes that are left belongs to them.
 */
export function newRefusals(before: Problems, after: Problems): readonly Problem[] {
  const partly = after.some.length === 0 ? after.some : newProblems(before.some, after.some);
  return [...newSureRefusals(before, after), ...partly];
}

function newSureRefusals(before: Problems, after: Problems): readonly Problem[] {
  if (after.read.length === 0) return after.read;
  const brought = newProblems(before.read === before.meant ? before.meant : [...before.meant, ...before.read], after.read);
  if (after.read === after.meant) return brought;
  const ofMistakes = new Set(newProblems(after.meant, brought));
  return brought.filter((it) => !ofMistakes.has(it));
}

/** The sentence that ends a finding about a refusal. */
export function refusal({ message }: Pick<Problem, 'message'>): string {
  return `nginx does not start: \`${message}\`.`;
}
