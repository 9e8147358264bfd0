/** Is a document a configuration of nginx? Asked of documents that are not open as one, too. */
import type { Connection } from 'vscode-languageserver';
import { recogniseRequest, type RecogniseParams, type RecogniseResult } from '../../../protocol/recognise.ts';
import type { Failures } from '../project/failures.ts';
import { kindOfFile } from '../project/recognised.ts';
import type { Parser } from '../syntax/tree.ts';
import type { Session } from './session.ts';
import { pathOf } from './uris.ts';

export interface RecogniseOptions {
  readonly connection: Connection;
  readonly session: Pick<Session, 'mainsOf'>;
  readonly parser: Parser;
  readonly failures: Failures;
  /** Resolves when the settings are known. */
  readonly ready: () => Promise<unknown>;
}

/** One that fails is answered as a document of which nothing is known. */
export function answerRecognise({ connection, session, parser, failures, ready }: RecogniseOptions): void {
  connection.onRequest(recogniseRequest, async ({ uri, text }: RecogniseParams): Promise<RecogniseResult> => {
    try {
      await ready();
      const path = pathOf(uri);
      const [main] = await session.mainsOf(path);
      if (main !== undefined) return { kind: 'nginx', main };
      return { kind: kindOfFile(path, () => parser.parse(text)), main: null };
    } catch (error) {
      failures.other(`the request ${recogniseRequest}`, error);
      return { kind: 'unknown', main: null };
    }
  });
}
