/** A real nginx and requests of HTTP/2 with headers that HTTP/2 forbids, which no client library sends. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { suite, test } from 'node:test';
import { isAtLeast } from '../../server/src/reference/version.ts';
import { freePort, makeNginxFolder, nginxForTests, startNginx } from '../support/nginx.ts';
import { versionOf } from '../support/observed.ts';
import type { NginxBinary } from '../support/parts.ts';

for (const nginx of nginxForTests()) {
  suite(`HTTP/2 of nginx ${nginx.version}`, () => {
    const refuses = isAtLeast(versionOf(nginx.version), [1, 31, 0]);
    const cases: readonly (readonly [title: string, headers: readonly (readonly [string, string])[], status: string])[] = [
      ['an ordinary request', [], '204'],
      ['Upgrade', [['upgrade', 'websocket']], refuses ? '400' : '204'],
      ['Connection', [['connection', 'upgrade']], refuses ? '400' : '204'],
      ['Keep-Alive', [['keep-alive', 'x']], refuses ? '400' : '204'],
      ['Proxy-Connection', [['proxy-connection', 'x']], refuses ? '400' : '204'],
    ];
    for (const [title, headers, status] of cases) {
      test(`${title}: ${status}`, async () => {
        assert.equal(await answerTo(nginx, headers), status);
      });
    }
  });
}

async function answerTo(nginx: NginxBinary, headers: readonly (readonly [string, string])[]): Promise<string> {
  const folder = makeNginxFolder();
  const [plain, http2] = [await freePort(), await freePort()];
  const server = `server { listen 127.0.0.1:${plain}; return 204; } server { listen 127.0.0.1:${http2} http2; return 204; }`;
  folder.write('nginx.conf', `events {}\nhttp { access_log off; ${server} }\n`);
  const running = await startNginx(nginx, folder.path, plain);
  try {
    if ('refusal' in running) return running.refusal;
    return await ask(http2, [[':method', 'GET'], [':scheme', 'http'], [':path', '/'], [':authority', 'a.test'], ...headers]);
  } finally {
    if ('stop' in running) await running.stop();
    folder.remove();
  }
}

/** The status of the first answer; header fields are sent as literals (RFC 7541 §6.2.2). */
function ask(port: number, fields: readonly (readonly [string, string])[]): Promise<string> {
  const literal = (text: string): Buffer => Buffer.concat([Buffer.from([text.length]), Buffer.from(text)]);
  const block = Buffer.concat(fields.flatMap(([name, value]) => [Buffer.from([0]), literal(name), literal(value)]));
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), frame(4, 0, 0), frame(1, 5, 1, block)]));
    });
    let read = Buffer.alloc(0);
    const done = (status: string): void => {
      socket.destroy();
      resolve(status);
    };
    socket.setTimeout(3000, () => {
      done('timeout');
    });
    socket.on('error', () => {
      done('error');
    });
    socket.on('close', () => {
      done('closed');
    });
    socket.on('data', (chunk) => {
      read = Buffer.concat([read, chunk]);
      const status = statusIn(read);
      if (status !== undefined) done(status);
    });
  });
}

function frame(type: number, flags: number, stream: number, payload = Buffer.alloc(0)): Buffer {
  return Buffer.concat([Buffer.from([0, payload.length >> 8, payload.length & 255, type, flags, 0, 0, 0, stream]), payload]);
}

/** Of the first header block: an entry of the static table, or three digits behind its name. */
function statusIn(read: Buffer): string | undefined {
  for (let at = 0; at + 9 <= read.length; at += 9 + read.readUIntBE(at, 3)) {
    if (read[at + 3] !== 1) continue;
    // nginx begins with the size of its table.
    const start = at + 9 + ((read[at + 9] ?? 0) >> 5 === 1 ? 1 : 0);
    const entry = ['200', '204', '206', '304', '400', '404', '500'][(read[start] ?? 0) - 0x88];
    return entry ?? read.toString('latin1', start + 2, start + 5);
  }
  return undefined;
}
