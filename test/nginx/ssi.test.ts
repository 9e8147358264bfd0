/** SSI keeps back a 101 that has a type which SSI reads. */
import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import { suite, test } from 'node:test';
import { acceptFor } from '../support/backends.ts';
import { behindNginx } from '../support/behind-nginx.ts';
import { requestHead, sendRaw, websocketKey, type RawAnswer } from '../support/nginx-client.ts';
import { nginxForTests } from '../support/nginx.ts';
import type { NginxBinary } from '../support/parts.ts';

for (const nginx of nginxForTests()) {
  suite(`nginx ${nginx.version}`, () => {
    test('ssi on keeps back a 101 of text/html', async () => {
      assert.equal(await statusBehind(nginx, 'ssi on;', 'Content-Type: text/html; charset=utf-8\r\n'), 'timeout');
    });

    test('ssi on lets through a 101 without a type, and one of another', async () => {
      assert.equal(await statusBehind(nginx, 'ssi on;', ''), 101);
      assert.equal(await statusBehind(nginx, 'ssi on;', 'Content-Type: text/plain\r\n'), 101);
    });

    test('ssi off lets through a 101 of text/html', async () => {
      assert.equal(await statusBehind(nginx, 'ssi on;', 'Content-Type: text/html\r\n', 'ssi off;'), 101);
    });
  });
}

async function statusBehind(nginx: NginxBinary, server: string, header: string, location = ''): Promise<RawAnswer['status']> {
  const backend = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', () => {
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${header}Sec-WebSocket-Accept: ${acceptFor(websocketKey)}\r\n\r\n`,
      );
    });
  });
  await new Promise<void>((done) => backend.listen(0, '127.0.0.1', done));
  const text = `events {}
http {
    server {
        listen 8080;
        ${server}
        location /ws {
            proxy_pass http://127.0.0.1:3000;
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection "upgrade";
            ${location}
        }
    }
}
`;
  try {
    const answer = await behindNginx(nginx, text, backend.address() as AddressInfo, (port) =>
      sendRaw(port, requestHead({ target: '/ws', host: 'a.example.com', browser: 'chrome' }), { timeout: 1500 }),
    );
    assert.ok(typeof answer === 'object');
    return answer.status;
  } finally {
    backend.close();
  }
}
