/** `probe` through the bundled command line: usage, and what goes to a terminal. What it says of real answers: test/nginx/probe. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { runCli } from '../support/cli.ts';

suite('usage of probe', () => {
  const wrong: readonly (readonly [name: string, args: readonly string[], complaint: RegExp])[] = [
    ['no URL', [], /probe needs one URL/],
    ['two URLs', ['ws://a.test/', 'ws://b.test/'], /probe needs one URL/],
    ['another scheme', ['ftp://a.test/'], /is no URL such as wss/],
    ['no URL at all', ['example.com/ws'], /is no URL such as wss/],
    ['a password', ['ws://me:secret@a.test/'], /has a password in it/],
    ['a bad header', ['--header', 'no colon', 'ws://a.test/'], /is not NAME: VALUE/],
    ['a header of two lines', ['--header', 'X: a\r\nY: b', 'ws://a.test/'], /characters that a header cannot have/],
    ['a bad subprotocol', ['--subprotocol', 'a b', 'ws://a.test/'], /no name of a subprotocol/],
    ['a bad address', ['--compare', 'origin', 'ws://a.test/'], /no address/],
    ['a bad resolution', ['--resolve', 'a.test:80', 'ws://a.test/'], /is not HOST:PORT:ADDRESS/],
    ['two protocols', ['--socketio', '--signalr', 'ws://a.test/'], /exclude each other/],
    ['no number', ['--hold', 'long', 'ws://a.test/'], /no number of seconds/],
    ['a negative number', ['--hold=-1', 'ws://a.test/'], /no number of seconds/],
  ];
  for (const [name, args, complaint] of wrong) {
    test(`2 for ${name}`, () => {
      const { status, stdout, stderr } = runCli(['probe', ...args]);
      assert.deepEqual([status, stdout, stderr.trim().split('\n').length], [2, '', 1]);
      assert.match(stderr, complaint);
    });
  }
});

test('a name leads where --resolve says, also to IPv6', () => {
  for (const address of ['127.0.0.1', '[::1]']) {
    const { status, stdout } = runCli(['probe', '--resolve', `nowhere.invalid:1:${address}`, 'ws://nowhere.invalid:1/ws']);
    assert.equal(status, 1);
    assert.match(stdout, /^unreachable: TCP: /);
    assert.match(stdout, /nowhere\.invalid is (?:127\.0\.0\.1|::1), as you say/);
  }
});
