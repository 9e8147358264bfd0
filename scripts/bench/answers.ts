/** What the server answers while somebody writes and looks around: completion, hover, signatures, definitions. */
import {
  CompletionRequest,
  DefinitionRequest,
  HoverRequest,
  SignatureHelpRequest,
  type ClientCapabilities,
  type Position,
} from 'vscode-languageserver/node';
import { capabilities } from '../../test/support/lsp-client.ts';
import { isShort, timesOf, type Times } from './measure.ts';
import { openTypist, type Typist } from './server.ts';
import type { Shape } from './shape.ts';

/** By what is asked. */
export type AnswerTimes = Readonly<Record<string, Times>>;

type Ask = (typist: Typist, position: Position) => Promise<unknown>;

const asked: Readonly<Record<string, readonly [text: string, behind: number, ask: Ask]>> = {
  'completion of a directive': ['proxy_pass http://', 'proxy_pa'.length, completion],
  'completion of a variable': ['proxy_set_header Upgrade $http_upgrade;', 'proxy_set_header Upgrade $'.length, completion],
  'completion of an upstream': ['proxy_pass http://', 'proxy_pass http://'.length, completion],
  'hover over a directive': ['proxy_pass http://', 3, hover],
  'hover over a variable': ['Connection $connection_upgrade', 'Connection $conn'.length, hover],
  'signature help': ['proxy_set_header Upgrade', 'proxy_set_header '.length, signatures],
  'definition of a variable': ['Connection $connection_upgrade', 'Connection $conn'.length, definition],
};

/** Each between two keys, whose diagnostics are waited for; near the beginning, in the middle and near the end by turns. */
export async function measureAnswers(shape: Shape): Promise<AnswerTimes> {
  const typist = await openTypist(shape, able);
  const lines = (shape.files.get(shape.typedIn) ?? '').split('\n');
  const samples: Record<string, number[]> = {};
  const start = performance.now();
  const round = async (number: number, counts: boolean): Promise<void> => {
    await typist.key();
    for (const [title, [text, behind, ask]] of Object.entries(asked)) {
      const position = positionOf(lines, text, behind, [0.5, 0.05, 0.95][number % 3] ?? 0.5);
      const before = performance.now();
      await ask(typist, position);
      if (counts) (samples[title] ??= []).push(performance.now() - before);
    }
  };
  for (let number = 0; number < warm; number++) await round(number, false);
  for (let number = 0; isShort(Object.values(samples)[0] ?? [], start, { most: 200, time: 20_000, least: 20 }); number++) {
    await round(number, true);
  }
  await typist.stop();
  return Object.fromEntries(Object.entries(samples).map(([title, own]) => [title, timesOf(own)]));
}

const warm = 30;

/** What VS Code says of itself. */
const able: ClientCapabilities = {
  ...capabilities(true),
  textDocument: {
    ...capabilities(true).textDocument,
    completion: {
      completionList: { itemDefaults: ['editRange'] },
      completionItem: { snippetSupport: true, insertReplaceSupport: true, documentationFormat: ['markdown'] },
    },
  },
};

function positionOf(lines: readonly string[], text: string, behind: number, share: number): Position {
  const found = lines.flatMap((line, index) => {
    const at = line.indexOf(text);
    return at === -1 ? [] : [{ line: index, character: at + behind }];
  });
  return found[Math.floor(found.length * share)] ?? { line: 0, character: 0 };
}

function completion({ client, uri }: Typist, position: Position): Promise<unknown> {
  return client.connection.sendRequest(CompletionRequest.type, { textDocument: { uri }, position });
}

function hover({ client, uri }: Typist, position: Position): Promise<unknown> {
  return client.connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position });
}

function signatures({ client, uri }: Typist, position: Position): Promise<unknown> {
  return client.connection.sendRequest(SignatureHelpRequest.type, { textDocument: { uri }, position });
}

function definition({ client, uri }: Typist, position: Position): Promise<unknown> {
  return client.connection.sendRequest(DefinitionRequest.type, { textDocument: { uri }, position });
}
