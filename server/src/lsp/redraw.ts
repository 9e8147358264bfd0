/** Lets the editor ask again for what it draws into documents: a setting or another file may have changed it. */
import { CodeLensRefreshRequest, InlayHintRefreshRequest, type Connection } from 'vscode-languageserver';
import type { Client } from './client.ts';

/** What it returns is to be called at each change; the editor is asked once, when they pause. */
export function createRedraw(connection: Connection, { refreshesLenses, refreshesInlayHints }: Client): () => void {
  const requests = [
    ...(refreshesLenses ? [CodeLensRefreshRequest.type] : []),
    ...(refreshesInlayHints ? [InlayHintRefreshRequest.type] : []),
  ];
  let waiting: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(waiting);
    if (requests.length === 0) return;
    waiting = setTimeout(() => {
      for (const request of requests) {
        connection.sendRequest(request).catch((error: unknown) => {
          connection.console.error(String(error));
        });
      }
    }, pause);
  };
}

/** Milliseconds without a change. */
const pause = 200;
