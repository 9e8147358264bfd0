/**
 * What is asked while the server starts. VS Code asks those who are there at that moment, and the server's own providers come when it
 * runs: “Go to Definition” in a window that was just opened would find nothing.
 */
import * as vscode from 'vscode';
import { DefinitionRequest, ReferencesRequest, State, type BaseLanguageClient } from 'vscode-languageclient';

/** Where a name is defined and used: asked before the server runs, it is answered as soon as it does. After that the server's own answer. */
export function answerFirstMoments(client: BaseLanguageClient, documents: vscode.DocumentSelector): vscode.Disposable {
  const { code2ProtocolConverter: toProtocol, protocol2CodeConverter: toCode } = client;
  /** `undefined` where others answer, and where no server came. */
  const whenStarted = async <R>(token: vscode.CancellationToken, ask: () => Promise<R>): Promise<R | undefined> => {
    if (client.state === State.Running) return undefined;
    const runs = await startOf(client, token);
    return runs && !token.isCancellationRequested ? ask() : undefined;
  };
  return vscode.Disposable.from(
    vscode.languages.registerDefinitionProvider(documents, {
      provideDefinition: (document, position, token) =>
        whenStarted(token, async () => {
          const params = toProtocol.asTextDocumentPositionParams(document, position);
          return toCode.asDefinitionResult(await client.sendRequest(DefinitionRequest.type, params, token), token);
        }),
    }),
    vscode.languages.registerReferenceProvider(documents, {
      provideReferences: (document, position, context, token) =>
        whenStarted(token, async () => {
          const params = toProtocol.asReferenceParams(document, position, context);
          return toCode.asReferences(await client.sendRequest(ReferencesRequest.type, params, token), token);
        }),
    }),
  );
}

/** Resolves when the client runs, with true, or when that is not waited for any more, or did not come about. */
function startOf(client: BaseLanguageClient, token: vscode.CancellationToken): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (runs: boolean): void => {
      subscriptions.dispose();
      resolve(runs);
    };
    const subscriptions = vscode.Disposable.from(
      client.onDidChangeState(({ newState }) => {
        if (newState === State.Running || newState === State.StartFailed) end(newState === State.Running);
      }),
      token.onCancellationRequested(() => {
        end(false);
      }),
    );
    if (client.state === State.Running) end(true);
  });
}
