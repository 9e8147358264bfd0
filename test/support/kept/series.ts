/** Runs a series of steps with a server that lives through it, and compares what it says with a server that has just started. */
import { setTimeout as sleep } from 'node:timers/promises';
import { askDiagnostics, askTheRest, differenceOf, publishedAnswers, type Answers } from './answers.ts';
import { startEditor, settingsOf, type Editor, type Variant } from './editor.ts';
import { startServer } from '../lsp-client.ts';
import { worldWith } from '../world.ts';
import type { Failure, Step } from './steps.ts';
import { makeWorld, pathIn, removeWorld, uriIn, type World } from './world.ts';

export interface Series {
  readonly variant: Variant;
  readonly files: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

/** Milliseconds after which a server must have looked at a disk that nobody watches. */
const disksRest = 2100;

/** Milliseconds that a server may take to send what a change leads to. */
const patience = 5000;

/** `undefined` when all answers are equal. `onlyLast` compares at the last step alone; the server is asked at the others too. */
export async function runSeries({ variant, files, steps }: Series, onlyLast = false): Promise<Failure | undefined> {
  const world = makeWorld(files, ['one', 'two']);
  const editor = await startEditor(world, variant);
  try {
    const last = steps.findLastIndex((it) => it.do === 'ask');
    for (const [index, step] of steps.entries()) {
      await editor.carryOut(step);
      if (step.do !== 'ask') continue;
      const difference = await askBoth(editor, !onlyLast || index === last, onlyLast ? 3 * disksRest : 60_000);
      if (difference !== undefined) return { steps: steps.slice(0, index + 1), difference };
    }
    return undefined;
  } finally {
    await editor.client.stop();
    removeWorld(world);
  }
}

/** A difference that stays for so many ms is one. */
async function askBoth(editor: Editor, compares: boolean, stays: number): Promise<string | undefined> {
  const { client, world, variant } = editor;
  if (editor.unseen()) {
    await sleep(disksRest);
    editor.seen();
    // The disk is looked at when something is asked.
    if (!variant.pull) await askTheRest(client, world);
  }
  if (!compares) {
    if (variant.pull) await askDiagnostics(client, world);
    await askTheRest(client, world);
    return undefined;
  }
  const end = performance.now() + stays;
  for (;;) {
    const difference = await compare(editor);
    if (difference === undefined || performance.now() > end) return difference;
    // On a busy machine either of the two may have given up waiting for its disk, and a disk that is slow is left in peace for longer.
    await sleep(disksRest);
  }
}

async function compare({ client, world, variant, ...editor }: Editor): Promise<string | undefined> {
  const fresh = askFresh(world);
  const diagnostics = variant.pull ? await askDiagnostics(client, world) : undefined;
  const rest = await askTheRest(client, world);
  const expected = await fresh;
  const told = diagnostics ?? (await settled({ ...editor, client, world, variant }, expected.diagnostics));
  return differenceOf(told, expected.diagnostics) ?? differenceOf(rest, expected.rest);
}

/** What was sent, as soon as it is what is expected, or after a while. */
async function settled({ published, world }: Editor, expected: Answers): Promise<Answers> {
  const end = performance.now() + patience;
  for (;;) {
    const told = publishedAnswers(published, world);
    if (differenceOf(told, expected) === undefined || performance.now() > end) return told;
    await sleep(20);
  }
}

async function askFresh(world: World): Promise<{ readonly diagnostics: Answers; readonly rest: Answers }> {
  const client = await startServer({
    folders: world.folders.map((name) => pathIn(world, name)),
    settings: settingsOf(world),
    // A session of its own, that shares a process with those before: a start costs more than all that is asked.
    world: worldWith({}),
  });
  try {
    for (const name of [...world.open.keys()].sort()) await client.open(uriIn(world, name), world.open.get(name) ?? '');
    return { diagnostics: await askDiagnostics(client, world), rest: await askTheRest(client, world) };
  } finally {
    await client.stop();
  }
}
