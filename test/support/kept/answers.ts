/** Everything that a server says of a world, in a form that does not depend on how it came to know. */
import {
  CodeLensRequest,
  HoverRequest,
  InlayHintRequest,
  WorkspaceDiagnosticRequest,
  type Diagnostic,
} from 'vscode-languageserver/node';
import { simulateRequest } from '../../../protocol/simulate.ts';
import type { LspClient } from '../lsp-client.ts';
import { uriIn, type World } from './world.ts';

/** By what was asked: `diagnostics one/nginx.conf`. */
export type Answers = ReadonlyMap<string, string>;

/** Pulled, of open documents, and of closed files where the server has them. */
export async function askDiagnostics(client: LspClient, world: World): Promise<Answers> {
  const answers = new Map<string, string>();
  for (const name of openIn(world)) {
    const report = await client.pull(uriIn(world, name));
    note(answers, world, uriIn(world, name), report.kind === 'full' ? report.items : []);
  }
  const { diagnosticProvider } = client.initialized.capabilities;
  if (diagnosticProvider?.workspaceDiagnostics !== true) return answers;
  const { items } = await client.connection.sendRequest(WorkspaceDiagnosticRequest.type, { previousResultIds: [] });
  for (const report of items) {
    if (report.kind === 'full' && !answers.has(keyOf(world, report.uri))) note(answers, world, report.uri, report.items);
  }
  return answers;
}

/** What was sent to a client that does not pull. */
export function publishedAnswers(published: ReadonlyMap<string, readonly Diagnostic[]>, world: World): Answers {
  const answers = new Map<string, string>();
  for (const [uri, items] of published) note(answers, world, uri, items);
  return answers;
}

/** Hovers, lenses, hints, actions and simulations of the open documents. */
export async function askTheRest(client: LspClient, world: World): Promise<Answers> {
  const asked = openIn(world).map(async (name) => {
    const textDocument = { uri: uriIn(world, name) };
    const text = world.open.get(name) ?? '';
    const whole = { start: { line: 0, character: 0 }, end: { line: text.split('\n').length, character: 0 } };
    const { connection } = client;
    const hovers = placesIn(text).map(async (position) => {
      const hover = await connection.sendRequest(HoverRequest.type, { textDocument, position });
      return [`hover ${name}:${String(position.line)}:${String(position.character)}`, hover] as const;
    });
    const simulations = ['/ws', '/live'].map(async (url) => {
      const answer = await connection.sendRequest<unknown>(simulateRequest, { uri: textDocument.uri, url });
      return [`simulation ${name} ${url}`, answer] as const;
    });
    return [
      ...(await Promise.all([...hovers, ...simulations])),
      [`lenses ${name}`, await connection.sendRequest(CodeLensRequest.type, { textDocument })],
      [`hints ${name}`, await connection.sendRequest(InlayHintRequest.type, { textDocument, range: whole })],
      [`actions ${name}`, await client.actions(textDocument.uri, whole)],
      [`source actions ${name}`, await client.actions(textDocument.uri, whole, ['source'])],
    ] as const;
  });
  const answers = (await Promise.all(asked)).flat().map(([key, value]) => [key, shown(value)] as const);
  return new Map(answers);
}

/** What differs, or `undefined`. What was never said is the same as an empty answer. */
export function differenceOf(kept: Answers, fresh: Answers): string | undefined {
  for (const key of new Set([...fresh.keys(), ...kept.keys()])) {
    const [left, right] = [kept.get(key) ?? '[]', fresh.get(key) ?? '[]'];
    if (left !== right) return `${key}\n${drawDifference(left, right)}`;
  }
  return undefined;
}

/** Where the two part, with some of what stands before and behind. */
function drawDifference(kept: string, fresh: string): string {
  let start = 0;
  while (start < kept.length && kept[start] === fresh[start]) start++;
  const from = Math.max(0, start - 80);
  const part = (text: string): string =>
    `${from === 0 ? '' : '…'}${text.slice(from, start + 600)}${text.length > start + 600 ? '…' : ''}`;
  return `  kept:  ${part(kept)}\n  fresh: ${part(fresh)}`;
}

function openIn(world: World): readonly string[] {
  return [...world.open.keys()].sort();
}

function keyOf(world: World, uri: string): string {
  return `diagnostics ${uri.slice(uriIn(world, '').length)}`;
}

/** In the order of their places: the protocol has none. */
function note(answers: Map<string, string>, world: World, uri: string, items: readonly Diagnostic[]): void {
  answers.set(
    keyOf(world, uri),
    `[${items
      .map((it) => shown(it))
      .sort()
      .join(',\n')}]`,
  );
}

/** Versions count edits, which a fresh server has not seen. */
function shown(value: unknown): string {
  return JSON.stringify(value, (key, inner: unknown) => (key === 'version' && typeof inner === 'number' ? 'open' : inner));
}

/** At the first word of some lines, and at the first variable. */
function placesIn(text: string): readonly { readonly line: number; readonly character: number }[] {
  const places = text.split('\n').flatMap((line, index) => {
    const word = line.search(/[^\s#}]/);
    const variable = line.indexOf('$');
    return word === -1 || line.trimStart().startsWith('#')
      ? []
      : [{ line: index, character: word + 1 }, ...(variable === -1 ? [] : [{ line: index, character: variable + 1 }])];
  });
  const step = Math.max(1, Math.ceil(places.length / mostPlaces));
  return places.filter((_, index) => index % step === 0);
}

const mostPlaces = 16;
