/** Lines of the error log, as nginx writes them, and as clients would like them to be read. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readErrorLine } from '../../server/src/watch/error-line.ts';
import { fc } from '../support/dice.ts';

const head = '2026/11/27 06:36:00 [error] 31#0: *7 ';
const tail =
  ', client: 203.0.113.7, server: app.example.com, request: "GET /ws HTTP/1.1", upstream: "http://127.0.0.1:3000/ws", host: "app.example.com"';

test('a request that failed upstream', () => {
  assert.deepEqual(readErrorLine(`${head}connect() failed (111: Connection refused) while connecting to upstream${tail}`), {
    time: '2026/11/27 06:36:00',
    level: 'error',
    pid: 31,
    connection: 7,
    message: 'connect() failed (111: Connection refused) while connecting to upstream',
    client: '203.0.113.7',
    server: 'app.example.com',
    request: 'GET /ws HTTP/1.1',
    upstream: 'http://127.0.0.1:3000/ws',
    host: 'app.example.com',
  });
});

test('lines without a request, or without a connection', () => {
  const plain = readErrorLine('2026/11/27 06:36:00 [notice] 31#31: signal process started');
  assert.deepEqual([plain?.connection, plain?.message, plain?.request], [undefined, 'signal process started', undefined]);
  const closed = readErrorLine(`${head}client closed connection, client: unix:, server: 0.0.0.0:80`);
  assert.deepEqual([closed?.client, closed?.server], ['unix:', '0.0.0.0:80']);
});

test('a client does not make up fields: the message ends where nginx says so', () => {
  const forged = `${head}open() "/www/x, client: 6.6.6.6 , request: "GET /evil" failed (2: No such file or directory)${tail}`;
  const read = readErrorLine(forged);
  assert.deepEqual([read?.connection, read?.client, read?.request], [7, '203.0.113.7', 'GET /ws HTTP/1.1']);
});

test('anything else is no line of it, and nothing throws', () => {
  for (const line of [
    '',
    'x',
    '203.0.113.7 - - [27/Nov/2026:06:36:00 +0000] "GET / HTTP/1.1" 200 0',
    '2026/11/27 06:36:00 [error] x',
  ])
    assert.equal(readErrorLine(line), undefined);
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (text) => {
      assert.equal(readErrorLine(`${head}${text}`)?.connection, 7);
    }),
  );
});
