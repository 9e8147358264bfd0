/** The language server in its worker, and the way to it. */
import type { Transport } from '@codemirror/lsp-client';
import type { WorkspaceEdit } from 'vscode-languageserver/browser';

/**
 * The worker begins with a script of this page, and what the page may not do (it may connect to nobody else), such a worker may
 * not do either: one from an address of its own would only be bound by what its server says.
 */
export function startWorker(failed: () => void): Worker {
  const script = new URL('worker.js', document.baseURI).href;
  const worker = new Worker(URL.createObjectURL(new Blob([`import ${JSON.stringify(script)};`], { type: 'text/javascript' })), {
    type: 'module',
    name: 'nginx Handshake',
  });
  worker.addEventListener('error', failed);
  return worker;
}

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: { readonly edit?: WorkspaceEdit };
}

/** `apply` answers the one request that the server has for us; it says whether the edits still fitted. */
export function transportTo(worker: Worker, apply: (edit: WorkspaceEdit) => boolean): Transport {
  const heard = new Map<(text: string) => void, (event: MessageEvent<Message>) => void>();
  return {
    send(text) {
      worker.postMessage(JSON.parse(text));
    },
    subscribe(handler) {
      const hear = ({ data }: MessageEvent<Message>): void => {
        if (data.method === 'workspace/applyEdit' && data.params?.edit !== undefined)
          worker.postMessage({ jsonrpc: '2.0', id: data.id, result: { applied: apply(data.params.edit) } });
        else handler(JSON.stringify(data));
      };
      heard.set(handler, hear);
      worker.addEventListener('message', hear);
    },
    unsubscribe(handler) {
      const hear = heard.get(handler);
      if (hear !== undefined) worker.removeEventListener('message', hear);
      heard.delete(handler);
    },
  };
}
