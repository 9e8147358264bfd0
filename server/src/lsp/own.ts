/** Requests of our own, about the file that `uri` names. */
import type { CancellationToken, Connection } from 'vscode-languageserver';
import type { Answers, Question } from './answer.ts';

export type Own = <P extends { readonly uri: string }, R>(
  method: string,
  answer: (...of: [...Parameters<Question<P, R | null>['answer']>, token: CancellationToken]) => R | null | Promise<R | null>,
) => void;

/** What is registered answers `null` where there is nothing to say. `answer` gets the token by which the editor takes its question back. */
export function ownRequests(connection: Pick<Connection, 'onRequest'>, answers: Answers): Own {
  return (method, answer) => {
    connection.onRequest(method, (params: { readonly uri: string }, token: CancellationToken) =>
      answers({
        method,
        uri: ({ uri }: { readonly uri: string }) => uri,
        empty: () => null,
        answer: (asked, document, turn) => answer(asked as never, document, turn, token),
      })(params, token),
    );
  };
}
