/** The bundles in the Node that VS Code brings, which is newer than the oldest that they run on: the same reports, and no word beside them. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import {
  createMessageConnection,
  ExitNotification,
  InitializeRequest,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { fetchVSCode } from '../../scripts/vscode-fetch.ts';
import { root } from '../support/parts.ts';

const cli = join(root, 'dist/cli.js');

suite('another Node', { skip: process.env['VSCODE'] && 'another VS Code is tested' }, () => {
  test('check reports the same, and nothing on standard error', async () => {
    const { node } = await fetchVSCode();
    const check = (program: string) =>
      spawnSync(program, [cli, 'check', '--nginx-version', '1.22.1', join(root, 'examples/1-missing-headers')], {
        encoding: 'utf8',
      });
    const [here, there] = [check(process.execPath), check(node)];
    assert.equal(there.stderr, '');
    assert.deepEqual([there.status, there.stdout], [here.status, here.stdout]);
    assert.equal(there.status, 1);
  });

  test('the server starts and ends without a word', async () => {
    const { node } = await fetchVSCode();
    const server = spawn(node, [cli, 'lsp', '--stdio'], { stdio: 'pipe' });
    let said = '';
    server.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const connection = createMessageConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
    connection.listen();
    const params = { processId: process.pid, rootUri: null, capabilities: {} };
    const { capabilities } = await connection.sendRequest(InitializeRequest.type, params);
    assert.ok(capabilities.hoverProvider);
    await connection.sendRequest(ShutdownRequest.type);
    await connection.sendNotification(ExitNotification.type);
    await once(server, 'exit');
    assert.equal(said, '');
  });
});
