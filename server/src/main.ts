/** Entry of the language server in Node: over IPC from VS Code, over `--stdio` from other editors. */
import { createConnection, Message, type ResponseMessage } from 'vscode-languageserver/node';
import { LSPErrorCodes } from 'vscode-languageserver';
import { startEcho } from './echo/server.ts';
import { collectOften, optimiseLater } from './engine.ts';
import { installedNginx } from './files/nginx-binary.ts';
import { slowNodeDisk } from './files/node-disk.ts';
import { loadNodeParser } from './files/node-parser.ts';
import { startServer } from './lsp/server.ts';
import { probe } from './probe/probe.ts';
import { rules } from './rules/index.ts';
import { run } from './target/run.ts';
import { startWatch } from './watch/watch.ts';

collectOften();
// The first menu over 60 findings takes 78 ms instead of 107, on 2 cores.
optimiseLater(2);

const transports = ['--stdio', '--node-ipc', '--socket', '--pipe'];
if (!process.argv.some((argument) => transports.some((it) => argument.startsWith(it)))) process.argv.push('--stdio');

/** A request that is cancelled while it waits is answered without work. */
const cancelUndispatched = (message: Message): ResponseMessage | undefined =>
  Message.isRequest(message)
    ? { jsonrpc: '2.0', id: message.id, error: { code: LSPErrorCodes.RequestCancelled, message: 'Cancelled' } }
    : undefined;
const yieldToMessages = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const connection = createConnection({ connectionStrategy: { cancelUndispatched } });
startServer(connection, {
  disk: slowNodeDisk,
  loadParser: loadNodeParser,
  installedNginx,
  run,
  rules,
  startEcho,
  probe,
  startWatch,
  yieldToMessages,
});
