/** The language server as a worker of a page in a browser, and messages to and from it. */
import type { Page } from 'playwright-core';
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  createProtocolConnection,
  type DataCallback,
  type Disposable,
  type Message,
} from 'vscode-languageserver/node';
import type { Started } from '../support/lsp-client.ts';

/** How the page starts it: by its own address, or from a blob that does not know where the script is from, as VS Code does. */
export type Way = 'script' | 'blob';

/** `page` is one of the site that has the worker's script at the path `script`. */
export async function startWorker(page: Page, script: string, way: Way): Promise<Started> {
  const received: ((message: Message) => void)[] = [];
  await page.exposeFunction('heard', (message: Message) => {
    for (const hear of received) hear(message);
  });
  await page.evaluate(`
    script = new URL(${JSON.stringify(script)}, location).href;
    blob = 'self.nginxHandshakeScript = ' + JSON.stringify(script) + '; importScripts(self.nginxHandshakeScript);';
    worker = new Worker(${way === 'script' ? 'script' : "URL.createObjectURL(new Blob([blob], { type: 'text/javascript' }))"});
    worker.onerror = (event) => console.error(event.message);
    worker.onmessage = ({ data }) => heard(data);
  `);
  const connection = createProtocolConnection(
    new Reader((hear) => {
      received.push(hear);
    }),
    new Writer((message) => page.evaluate(`worker.postMessage(${JSON.stringify(message)})`)),
  );
  const exit = (): Promise<number> => page.evaluate('worker.terminate()').then(() => 0);
  return { connection, pid: 0, exit };
}

class Reader extends AbstractMessageReader {
  readonly #listen: (hear: (message: Message) => void) => void;
  constructor(listen: (hear: (message: Message) => void) => void) {
    super();
    this.#listen = listen;
  }
  listen(hear: DataCallback): Disposable {
    this.#listen(hear);
    return { dispose: () => undefined };
  }
}

class Writer extends AbstractMessageWriter {
  readonly #send: (message: Message) => Promise<unknown>;
  constructor(send: (message: Message) => Promise<unknown>) {
    super();
    this.#send = send;
  }
  async write(message: Message): Promise<void> {
    await this.#send(message);
  }
  end(): void {
    // There is nothing to close.
  }
}
