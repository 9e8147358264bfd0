/** The one way in which requests are answered: one that fails costs itself, and is told of once. */
import { LSPErrorCodes, ResponseError, type CancellationToken, type Connection } from 'vscode-languageserver';
import type { Failures } from '../project/failures.ts';
import type { OpenDocument } from './documents.ts';
import type { Session } from './session.ts';

/** Lets waiting messages in; throws when the editor does not want the answer any more. */
export type Turn = () => Promise<void>;

/** A request about one file. */
export interface Question<P, R> {
  /** As the protocol calls it. */
  readonly method: string;
  readonly uri: (params: P) => string;
  /** What is said where there is nothing to say. */
  readonly empty: (params: P) => R;
  readonly answer: (params: P, document: OpenDocument, turn: Turn) => R | Promise<R>;
  /** Somebody asked by a key, and nothing is told to him later: what is still loading is waited for longer. */
  readonly isPatient?: boolean;
  /** For a file that is not open; else it is `empty`. */
  readonly closed?: (params: P) => R;
}

export type Answers = <P, R>(question: Question<P, R>) => (params: P, token: CancellationToken) => Promise<R>;

/** What a request waits for before it is answered, and what is told of its failure. */
export interface AnswerOptions {
  readonly connection: Connection;
  readonly session: Session;
  readonly failures: Failures;
  /** Resolves when the settings are known. */
  readonly ready: () => Promise<unknown>;
  readonly yieldToMessages: () => Promise<void>;
  /** The answer may be another one now, or soon. */
  readonly changed: () => void;
}

/** Of the document that a request of the protocol names. */
export function uriOfDocument({ textDocument }: { readonly textDocument: { readonly uri: string } }): string {
  return textDocument.uri;
}

export function createAnswers({ connection, session, failures, ready, yieldToMessages, changed }: AnswerOptions): Answers {
  const turnOf = (token: CancellationToken): Turn => {
    return async () => {
      await ready();
      await yieldToMessages();
      if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'Cancelled');
    };
  };

  const looking = (): void => {
    session.looking.now().then(
      (different) => {
        if (different) changed();
      },
      (error: unknown) => {
        failures.other('looking at the disk', error);
      },
    );
  };

  return ({ method, uri, empty, answer, closed, isPatient }) =>
    async (params, token) => {
      const begun = Date.now();
      try {
        const turn = turnOf(token);
        await turn();
        looking();
        const document = session.documents.byUri(uri(params));
        if (document === undefined) return (closed ?? empty)(params);
        let isThere = await session.settle([document], isPatient);
        await turn();
        let answered = await answer(params, document, turn);
        // What the answer itself looked at, and nobody before it, is loaded now: a fix that is tried may read more than was read before.
        // Only the patient wait a second time for what did not come.
        for (let round = 0; (isThere || isPatient) && round < mostRounds && session.isLacking(); round++) {
          isThere = await session.settle([document], isPatient);
          answered = await answer(params, document, turn);
        }
        if (session.isLacking()) changed();
        return answered;
      } catch (error) {
        if (error instanceof ResponseError) throw error;
        failures.other(`the request ${method}`, error);
        return empty(params);
      } finally {
        const seconds = Math.round((Date.now() - begun) / 1000);
        if (seconds >= long) connection.console.warn(`${method} took ${seconds} s.`);
      }
    };
}

/** In seconds. */
const long = 5;

/** Each loads what the one before lacked: folders, then what lies in them, then what that includes. */
const mostRounds = 8;
