/** Entry of the language server in Node: over IPC from VS Code, over `--stdio` from other editors. */
import { setFlagsFromString } from 'node:v8';
import { createConnection, Message, type ResponseMessage } from 'vscode-languageserver/node';
import { LSPErrorCodes } from 'vscode-languageserver';
import { startEcho } from './echo/server.ts';
import { installedNginx } from './files/nginx-binary.ts';
import { slowNodeDisk } from './files/node-disk.ts';
import { loadNodeParser } from './files/node-parser.ts';
import { startServer } from './lsp/server.ts';
import { probe } from './probe/probe.ts';
import { rules } from './rules/index.ts';
import { run } from './target/run.ts';
import { startWatch } from './watch/watch.ts';

// Garbage is collected when there is half as much of it as of what is in use. The default waits for twice and more: beside a text of
// 100,000 lines a process of 450 MB instead of 260 (V8, heap/memory-controller: `GrowingFactor`; the engines of Node 20 to 26 know it).
setFlagsFromString('--heap-growing-percent=50');
// A function is optimised when it has run twice as long as by default: what a server is asked in its first second is answered sooner,
// since the compiler's threads do not take the processors from it (V8, execution/tiering-manager; on 2 cores a menu in 78 ms, not 107).
setFlagsFromString('--interrupt-budget=135168');

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
