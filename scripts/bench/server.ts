/** The bundled server as an editor feels it: from a key to its diagnostics, over stdio. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DidChangeTextDocumentNotification, type ClientCapabilities } from 'vscode-languageserver/node';
import { root } from '../../test/support/parts.ts';
import { startServer, type LspClient } from '../../test/support/lsp-client.ts';
import { isShort, timesOf, type Budget, type Times } from './measure.ts';
import { heapFile, heapOf, memoryOf, processorTime } from './process.ts';
import { linesOf, onDisk, type Shape } from './shape.ts';

export interface KeyTimes {
  readonly lines: number;
  readonly files: number;
  /** Of the open file. */
  readonly findings: number;
  /** From opening the file to its first diagnostics, in a server that has just started. */
  readonly first: Times;
  readonly key: Times;
  /** Milliseconds of the processor for one key, which other programs on the machine hardly change; `undefined` where nobody tells. */
  readonly work: number | undefined;
  /** MB of the process after the last key, the most it had, and what was in use after a collection of garbage. */
  readonly memory: number | undefined;
  readonly most: number | undefined;
  readonly heap: number | undefined;
}

/** A server in whose open file keys are typed. */
export interface Typist {
  readonly client: LspClient;
  readonly uri: string;
  /** Types one character or takes it back; milliseconds until its diagnostics are here. */
  readonly key: () => Promise<number>;
  readonly first: number;
  readonly findings: number;
  readonly heap: () => Promise<number | undefined>;
  readonly stop: () => Promise<void>;
}

/** The shapes are compared: their servers run at the same time, and are typed in by turns. */
export async function measureKeys(shapes: readonly Shape[], budget: Budget = keys): Promise<readonly KeyTimes[]> {
  const firsts: (readonly number[])[] = [];
  for (const shape of shapes) firsts.push(await firstDiagnostics(shape));
  const typists: Typist[] = [];
  for (const shape of shapes) typists.push(await openTypist(shape));
  const samples = typists.map((): number[] => []);
  const worked = typists.map(() => 0);
  for (const typist of typists) await warmUp(typist);
  const start = performance.now();
  const time = budget.time * shapes.length;
  while (samples.some((it) => isShort(it, start, { ...budget, time }))) {
    for (const [index, typist] of typists.entries()) {
      const before = processorTime(typist.client.pid) ?? NaN;
      samples[index]?.push(...(await typeFor(turn, typist)));
      worked[index] = (worked[index] ?? 0) + (processorTime(typist.client.pid) ?? NaN) - before;
    }
  }
  const measured: KeyTimes[] = [];
  for (const [index, { client, findings, heap, stop }] of typists.entries()) {
    const [shape, own, first] = [shapes[index], samples[index] ?? [], firsts[index] ?? []];
    if (shape === undefined) continue;
    const work = (worked[index] ?? NaN) / own.length;
    const { now, most } = memoryOf(client.pid);
    measured.push({
      lines: linesOf(shape),
      files: shape.files.size,
      findings,
      first: timesOf(first),
      key: timesOf(own),
      work: Number.isNaN(work) ? undefined : work,
      memory: now,
      most,
      heap: await heap(),
    });
    await stop();
  }
  return measured;
}

/** Starts a server in a folder with the shape's files, opens the one to type in and waits for its diagnostics. */
export async function openTypist(shape: Shape, capabilities?: ClientCapabilities): Promise<Typist> {
  const folder = onDisk(shape);
  const file = heapFile();
  const client = await startServer({
    folders: [folder.path],
    ...(capabilities !== undefined && { capabilities }),
    nodeArguments: ['--expose-gc', '--require', join(root, 'scripts/bench/heap.cjs')],
    environment: { BENCH_HEAP: file },
  });
  const uri = pathToFileURL(join(folder.path, shape.typedIn)).href;
  const text = shape.files.get(shape.typedIn) ?? '';
  const opening = performance.now();
  await client.open(uri, text);
  const report = await client.pull(uri);
  const first = performance.now() - opening;
  const places = placesIn(text, shape.typed);
  let resultId = report.resultId;
  let version = 1;
  let round = 0;
  return {
    client,
    uri,
    first,
    findings: report.kind === 'full' ? report.items.length : 0,
    async key() {
      const at = places[(round >> 1) % places.length] ?? { line: 0, character: 0 };
      const after = { ...at, character: at.character + 1 };
      const change =
        round++ % 2 === 0 ? { range: { start: at, end: at }, text: '0' } : { range: { start: at, end: after }, text: '' };
      const textDocument = { uri, version: ++version };
      // The editor's own copy of the text is its own affair: nobody here keeps one, and none is waited for.
      const before = performance.now();
      await client.connection.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument,
        contentChanges: [change],
      });
      resultId = (await client.pull(uri, resultId)).resultId;
      return performance.now() - before;
    },
    heap: () => heapOf(client.pid, file),
    async stop() {
      await client.stop();
      folder.remove();
    },
  };
}

/** Enough for a 95th percentile. */
const keys: Budget = { most: 300, time: 6000, least: 3 };

/** Milliseconds for which one server is typed in before it is the next one's turn, but at least one key. */
const turn = 50;

/** The first keys are slow everywhere: code is compiled while it runs. */
async function warmUp(typist: Typist): Promise<void> {
  const start = performance.now();
  for (let count = 0; count < 60 && performance.now() - start < 2500; count++) await typist.key();
}

async function typeFor(milliseconds: number, { key }: Typist): Promise<readonly number[]> {
  const samples: number[] = [];
  const start = performance.now();
  do samples.push(await key());
  while (performance.now() - start < milliseconds);
  return samples;
}

/** In servers that see the shape for the first time. */
async function firstDiagnostics(shape: Shape): Promise<readonly number[]> {
  const samples: number[] = [];
  const start = performance.now();
  while (isShort(samples, start, { most: 3, time: 5000, least: 2 })) {
    const typist = await openTypist(shape);
    samples.push(typist.first);
    await typist.stop();
  }
  return samples;
}

/** Behind a value at the beginning, in the middle and near the end, or wherever it is. */
function placesIn(text: string, typed: string): readonly { readonly line: number; readonly character: number }[] {
  const end = (/\d+(?=\D*$)/.exec(typed)?.index ?? 0) + 1;
  const found = text.split('\n').flatMap((line, index) => {
    const at = line.indexOf(typed);
    return at === -1 ? [] : [{ line: index, character: at + end }];
  });
  if (found.length === 0) throw new Error(`Nobody can type behind ${typed}`);
  return [0.5, 0.05, 0.95].flatMap((share) => found[Math.floor(found.length * share)] ?? []);
}
