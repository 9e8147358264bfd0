/** The language server in a web worker, for the page to paste into: what is open is all there is. */
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { noSlowDisk } from '../server/src/files/disk.ts';
import { startServer } from '../server/src/lsp/server.ts';
import { isDirective } from '../server/src/reference/directives.ts';
import { rules } from '../server/src/rules/index.ts';
import { loadParser } from '../server/src/syntax/parser.ts';

/** What a worker has of the web, as far as it is used here. */
interface Worker {
  readonly fetch: (url: URL) => Promise<{ readonly ok: boolean; readonly arrayBuffer: () => Promise<ArrayBuffer> }>;
}

const worker = globalThis as unknown as Worker;

/** From the folder of this script, and asked for at once: the first verdict waits for them. */
const beside = async (name: string): Promise<Uint8Array> => {
  const response = await worker.fetch(new URL(name, import.meta.url));
  if (!response.ok) throw new Error(`${name} cannot be loaded`);
  return new Uint8Array(await response.arrayBuffer());
};
const parser = Promise.all([beside('web-tree-sitter.wasm'), beside('tree-sitter-nginx.wasm')]).then(([runtime, language]) =>
  loadParser({ runtime, language }, { isDirective }),
);

startServer(createConnection(new BrowserMessageReader(worker as never), new BrowserMessageWriter(worker as never)), {
  disk: noSlowDisk,
  loadParser: () => parser,
  installedNginx: () => Promise.resolve(undefined),
  rules,
  yieldToMessages: () => new Promise((resolve) => setTimeout(resolve, 0)),
});
