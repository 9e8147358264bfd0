/** Entry of the language server in a web worker: no disk, no process; files are read by who started it. */
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { startServer } from './lsp/server.ts';
import { isDirective } from './reference/directives.ts';
import { rules } from './rules/index.ts';
import { loadParser } from './syntax/parser.ts';
import type { Parser } from './syntax/tree.ts';

/** What a worker has of the web, as far as it is used here. */
interface Worker {
  readonly location: { readonly href: string };
  /** Where the script is from; said by whoever starts it from a blob. */
  readonly nginxHandshakeScript?: string;
  readonly fetch: (url: URL) => Promise<{ readonly arrayBuffer: () => Promise<ArrayBuffer> }>;
}

const worker = globalThis as unknown as Worker;

async function loadBeside(): Promise<Parser> {
  const script = worker.nginxHandshakeScript ?? worker.location.href;
  const beside = async (name: string): Promise<Uint8Array> =>
    new Uint8Array(await (await worker.fetch(new URL(name, script))).arrayBuffer());
  const [runtime, language] = await Promise.all([beside('web-tree-sitter.wasm'), beside('tree-sitter-nginx.wasm')]);
  return loadParser({ runtime, language }, { isDirective });
}

const yieldToMessages = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
const connection = createConnection(new BrowserMessageReader(worker as never), new BrowserMessageWriter(worker as never));
startServer(connection, {
  loadParser: loadBeside,
  rules,
  yieldToMessages,
});
