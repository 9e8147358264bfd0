/** Pages follow the configuration while it is edited, and never cost the typing more than a part of the time. */
import * as vscode from 'vscode';
import { DidChangeTextDocumentNotification, type BaseLanguageClient } from 'vscode-languageclient';

/** Calls `follow` when the server has heard of an edit and no other one came for a while: the longer the last time took, the longer. */
export function followEdits(client: BaseLanguageClient, follow: () => Promise<void>): vscode.Disposable {
  let waiting: NodeJS.Timeout | undefined;
  let took = 0;
  const now = async (): Promise<void> => {
    const begun = Date.now();
    await follow();
    took = Date.now() - begun;
  };
  const subscription = client.getFeature(DidChangeTextDocumentNotification.method).onNotificationSent(() => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void now(), Math.max(shortest, 2 * took));
  });
  return new vscode.Disposable(() => {
    clearTimeout(waiting);
    subscription.dispose();
  });
}

/** In ms. */
const shortest = 150;
