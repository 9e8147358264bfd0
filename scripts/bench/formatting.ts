/** Formatting of a whole document, as an editor asks for it. */
import { DocumentFormattingRequest } from 'vscode-languageserver/node';
import { isShort, timesOf, type Times } from './measure.ts';
import { openTypist } from './server.ts';
import type { Shape } from './shape.ts';

/** From the request to the edits, each time behind a key. The text has its blanks and line breaks mostly where they belong. */
export async function measureFormatting(shape: Shape): Promise<Times> {
  const typist = await openTypist(shape);
  const params = { textDocument: { uri: typist.uri }, options: { tabSize: 4, insertSpaces: true } };
  const samples: number[] = [];
  const start = performance.now();
  const round = async (): Promise<number> => {
    await typist.key();
    const before = performance.now();
    await typist.client.connection.sendRequest(DocumentFormattingRequest.type, params);
    return performance.now() - before;
  };
  for (let number = 0; number < warm; number++) await round();
  while (isShort(samples, start, { most: 100, time: 20_000, least: 20 })) samples.push(await round());
  await typist.stop();
  return timesOf(samples);
}

const warm = 10;
