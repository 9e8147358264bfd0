/** Request heads: read from text, made for clients. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { browserRequest, parseRequest } from '../../server/src/handshake/request/request.ts';

suite('a raw request head', () => {
  test('with CRLF or LF, blank lines before it, a body behind', () => {
    const lines = ['', 'GET /ws?x=1 HTTP/1.1', 'Host: a', 'X-Blank:   b  ', 'Empty:', '', 'body'];
    const expected = {
      method: 'GET',
      target: '/ws?x=1',
      httpVersion: '1.1',
      headers: [
        { name: 'Host', value: 'a' },
        { name: 'X-Blank', value: 'b' },
        { name: 'Empty', value: '' },
      ],
    };
    assert.deepEqual(parseRequest(lines.join('\r\n')), expected);
    assert.deepEqual(parseRequest(lines.join('\n')), expected);
  });

  test('without a request line is none', () => {
    for (const text of ['', 'hello', 'GET /ws', 'PRI * HTTP/2', 'Host: a\n\n']) assert.equal(parseRequest(text), undefined, text);
  });

  test('with nothing between method and version has an empty target', () => {
    assert.equal(parseRequest('GET  HTTP/1.1\n')?.target, '');
  });
});

suite('a browser', () => {
  const headers = (client: 'chrome' | 'firefox' | 'plain', url: string): Readonly<Record<string, string>> =>
    Object.fromEntries(browserRequest(client, url).headers.map(({ name, value }) => [name, value]));

  test('asks for a WebSocket', () => {
    const chrome = headers('chrome', 'ws://app.example.com:8080/ws');
    assert.equal(chrome['Host'], 'app.example.com:8080');
    assert.equal(chrome['Origin'], 'http://app.example.com:8080');
    assert.equal(chrome['Connection'], 'Upgrade');
    assert.equal(headers('firefox', '/ws')['Connection'], 'keep-alive, Upgrade');
    assert.equal(headers('plain', '/ws')['Upgrade'], undefined);
  });

  test('leaves the usual port out, and takes its origin from the scheme', () => {
    assert.equal(headers('chrome', 'wss://a.example:443/')['Host'], 'a.example');
    assert.equal(headers('chrome', 'wss://a.example/')['Origin'], 'https://a.example');
    assert.equal(headers('chrome', 'http://a.example:80/x')['Host'], 'a.example');
  });

  test('asks for path and query', () => {
    const target = (url: string): string => browserRequest('chrome', url).target;
    assert.equal(target('ws://a/x?y=1#z'), '/x?y=1');
    assert.equal(target('wss://a'), '/');
    assert.equal(target('ws://a?x'), '/?x');
    assert.equal(target('/chat room'), '/chat%20room');
    assert.equal(target('chat'), '/chat');
  });
});
