/** The language client in a browser, with the server as a worker. */
import * as vscode from 'vscode';
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  LanguageClient,
  type MessageTransports,
} from 'vscode-languageclient/browser';
import { clientOptions } from '../client-options.ts';

interface ServerWorker {
  readonly postMessage: (message: unknown) => void;
  readonly terminate: () => void;
}

declare const Worker: new (url: string) => ServerWorker;

export function createWorkerClient(context: vscode.ExtensionContext, output: vscode.LogOutputChannel): LanguageClient {
  let worker: ServerWorker | undefined;
  // One that was told to exit is still there.
  const end = (): void => {
    worker?.terminate();
  };
  const startWorker = (): Promise<MessageTransports> => {
    end();
    worker = new Worker(bootstrap(context.extensionUri));
    return Promise.resolve({
      reader: new BrowserMessageReader(worker as never),
      writer: new BrowserMessageWriter(worker as never),
    });
  };
  context.subscriptions.push({ dispose: end });
  return new LanguageClient('nginxHandshake', 'nginx Handshake', startWorker, clientOptions(output, false));
}

/**
 * VS Code starts a worker from a blob, which does not know where it is from. So its script is one that says so, and then runs
 * the server.
 */
function bootstrap(extensionUri: vscode.Uri): string {
  const url = JSON.stringify(vscode.Uri.joinPath(extensionUri, 'dist/worker.js').toString(true));
  const script = `self.nginxHandshakeScript = ${url}; importScripts(self.nginxHandshakeScript);`;
  return URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
}
