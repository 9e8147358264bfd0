/** Asks a long row of questions, in parts that can be hours apart, and counts what is the same on both sides. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Numbers by their names. */
export type Counts = Readonly<Record<string, number>>;

export interface Answer {
  /** By the name of a row. */
  readonly counts: Readonly<Record<string, Counts>>;
  /** What differs, to be read, once for each answer of nginx. */
  readonly differences: readonly string[];
}

/** Questions that are the same in the same order each time they are made. */
export interface Survey<Question> {
  readonly questions: () => Iterable<Question>;
  /** How many are asked at once. `again`: it differed before, and gets all the time it needs. */
  readonly seats: number;
  readonly ask: (question: Question, seat: number, again: boolean) => Promise<Answer>;
  readonly end: () => Promise<void>;
  /** The one of the counts that says how often nginx answered. */
  readonly answers: string;
  readonly table: (rows: Readonly<Record<string, Counts>>) => string;
}

/** What is kept between two parts. */
export interface Progress {
  readonly asked: number;
  readonly rows: Readonly<Record<string, Counts>>;
  /** The questions that differed, by their place in the row, with what was told; not counted in `rows`. */
  readonly differed: readonly (readonly [index: number, ...told: readonly string[]])[];
}

export interface Result {
  /** False when the time was over before. */
  readonly complete: boolean;
  readonly rows: Readonly<Record<string, Counts>>;
  /** How many questions differed when they were asked first, and do not any more. */
  readonly agreeNow: number;
  readonly differences: readonly string[];
}

const batch = 100;
const nothing: Progress = { asked: 0, rows: {}, differed: [] };

/** `file` keeps the progress; `until` is when to stop, in ms as `Date.now()` counts. Those that differed are asked once more at the end. */
export async function conduct<Question>(survey: Survey<Question>, file: string, until: number): Promise<Result> {
  let progress = readProgress(file);
  const ask = async (part: readonly Question[]): Promise<void> => {
    if (part.length === 0) return;
    progress = await askAll(survey, part, progress);
    writeProgress(file, progress);
  };
  let complete = true;
  let part: Question[] = [];
  for (const [index, question] of numbered(survey.questions())) {
    if (index < progress.asked) continue;
    part.push(question);
    if (part.length < batch) continue;
    await ask(part);
    part = [];
    complete = Date.now() < until;
    if (!complete) break;
  }
  if (complete) await ask(part);
  let { rows } = progress;
  const differences: string[] = [];
  let agreeNow = 0;
  const differed = new Set(progress.differed.map(([index]) => index));
  for (const [index, question] of differed.size === 0 ? [] : numbered(survey.questions())) {
    if (!differed.has(index)) continue;
    const answer = await survey.ask(question, 0, true);
    rows = added(rows, answer.counts);
    differences.push(...answer.differences);
    agreeNow += Number(answer.differences.length === 0);
  }
  return { complete, rows, agreeNow, differences };
}

function* numbered<T>(items: Iterable<T>): Generator<readonly [index: number, item: T]> {
  let index = 0;
  for (const item of items) yield [index++, item];
}

async function askAll<Question>(
  survey: Survey<Question>,
  part: readonly Question[],
  { asked, rows, differed }: Progress,
): Promise<Progress> {
  const answers: Answer[] = [];
  let next = 0;
  const seat = async (_: unknown, number: number): Promise<void> => {
    for (let index = next++; index < part.length; index = next++) {
      answers[index] = await survey.ask(part[index] as Question, number, false);
    }
  };
  await Promise.all(Array.from({ length: survey.seats }, seat));
  const agreeing = answers.filter(({ differences }) => differences.length === 0);
  return {
    asked: asked + part.length,
    rows: agreeing.reduce((sum, { counts }) => added(sum, counts), rows),
    differed: [
      ...differed,
      ...answers.flatMap(({ differences }, index) =>
        differences.length === 0 ? [] : [[asked + index, ...differences] as const],
      ),
    ],
  };
}

function added(rows: Progress['rows'], more: Progress['rows']): Progress['rows'] {
  const sum: Record<string, Counts> = { ...rows };
  for (const [row, counts] of Object.entries(more)) {
    const both: Record<string, number> = { ...sum[row] };
    for (const [name, number] of Object.entries(counts)) both[name] = (both[name] ?? 0) + number;
    sum[row] = both;
  }
  return sum;
}

function readProgress(file: string): Progress {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Progress;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return nothing;
    throw error;
  }
}

function writeProgress(file: string, progress: Progress): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(progress));
}
