/** From the start of the server's process to its answer to `initialize`. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { startServer } from '../../test/support/lsp-client.ts';
import { timeOfNode } from './command-line.ts';
import { alternate, type Times } from './measure.ts';

export interface StartTimes {
  /** Node alone, from its start to its end. */
  readonly node: Times;
  readonly server: Times;
  /** In a trusted workspace, where the nginx on the PATH takes two seconds to say its version. */
  readonly slowNginx: Times;
}

export async function measureStart(): Promise<StartTimes> {
  const folder = mkdtempSync(join(tmpdir(), 'nginx-handshake-bench-'));
  writeFileSync(join(folder, 'nginx'), '#!/bin/sh\nsleep 2\necho nginx version: nginx/1.22.1 >&2\n');
  chmodSync(join(folder, 'nginx'), 0o755);
  const slow = { PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` };
  try {
    const [node, server] = await alternate([timeOfNode, () => timeOfServer(false, {})], { most: 9, time: 4000, least: 3 });
    const [slowNginx] = await alternate([() => timeOfServer(true, slow)], { most: 3, time: 3000, least: 1 }, false);
    if (node === undefined || server === undefined || slowNginx === undefined) throw new Error('Nothing was measured');
    return { node, server, slowNginx };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function timeOfServer(trusted: boolean, environment: Readonly<Record<string, string>>): Promise<number> {
  const before = performance.now();
  const client = await startServer({ environment, initializationOptions: { trusted } });
  const time = performance.now() - before;
  await client.stop();
  return time;
}
