/** Runs one of the examples (they listen on 8080 in front of 127.0.0.1:3000) on free ports. */
import type { Backend } from './backends.ts';
import { openSocket } from './nginx-client.ts';
import { freePort, makeNginxFolder, startNginx, testConfig } from './nginx.ts';
import type { NginxBinary } from './parts.ts';

/** What `ask` gets from the port; `refused` when `nginx -t` does not accept the configuration. */
export async function behindNginx<T>(
  nginx: NginxBinary,
  text: string,
  backend: Pick<Backend, 'port'>,
  ask: (port: number, log: () => string) => Promise<T>,
): Promise<T | 'refused'> {
  const folder = makeNginxFolder();
  const port = await freePort();
  const placed = text.replaceAll('127.0.0.1:3000', `127.0.0.1:${backend.port}`);
  folder.write('nginx.conf', placed.replace('listen 8080', `listen 127.0.0.1:${port}`));
  try {
    const { accepted, refusal, output } = testConfig(nginx, folder.path);
    if (!accepted) {
      if (refusal === undefined) throw new Error(`nginx -t ended without a reason: ${output}`);
      console.error(`nginx ${nginx.version} refuses: ${refusal}`);
      return 'refused';
    }
    const running = await startNginx(nginx, folder.path, port);
    if ('refusal' in running) throw new Error(running.refusal);
    return await ask(port, running.log).finally(running.stop);
  } finally {
    folder.remove();
  }
}

/** The status of a real client's handshake: 101 when it connected, and its message came back. */
export async function handshakeBehindNginx(
  nginx: NginxBinary,
  text: string,
  backend: Backend,
  path: string,
): Promise<number | 'refused'> {
  return behindNginx(nginx, text, backend, async (port) => {
    const { status, echo } = await openSocket(port, path, 'example.com');
    if (status === 101 && echo !== 'hello') throw new Error('The connection opened, but nothing came back');
    return status;
  });
}
