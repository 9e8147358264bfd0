/** Settings as the core wants them, and the paths behind URIs. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readSettings } from '../../server/src/lsp/settings.ts';
import { isForeign, pathOf, uriOf } from '../../server/src/lsp/uris.ts';
import { newestStable } from '../../server/src/reference/version.ts';

suite('settings', () => {
  test('nothing is said: the newest stable nginx is assumed', () => {
    const { options, mainFile, complaints } = readSettings(undefined, '/w');
    assert.deepEqual([options.nginx, options.nginxAssumed, mainFile, complaints], [newestStable, true, undefined, []]);
  });

  test('relative paths count from the workspace folder', () => {
    const { options, mainFile } = readSettings(
      { mainFile: 'nginx/nginx.conf', includeMap: { '/etc/nginx': './nginx', '/opt': '/srv' } },
      '/w',
    );
    assert.equal(mainFile, '/w/nginx/nginx.conf');
    assert.deepEqual(options.build.includeMap, [
      { from: '/etc/nginx', to: '/w/nginx' },
      { from: '/opt', to: '/srv' },
    ]);
  });

  test('what cannot be used is left out and told', () => {
    const { options, complaints } = readSettings(
      { nginxVersion: 'new', websocketUrls: ['^/live', '(', 7], rules: { 'a-rule': 'off', 'other-rule': 'fatal' } },
      undefined,
    );
    assert.deepEqual(
      options.websocketUrls.map((it) => [it.test('/live/a'), it.test('/a/live')]),
      [[true, false]],
    );
    assert.deepEqual([...options.severities], [['a-rule', 'off']]);
    assert.equal(complaints.length, 3);
  });

  test('a whole URL is stated, and no pattern', () => {
    const { options, complaints } = readSettings({ websocketUrls: ['wss://example.com/ws', '^/live', 'ws://a b/'] }, undefined);
    assert.deepEqual(options.statedUrls, [{ url: 'wss://example.com/ws', elsewhere: true }]);
    assert.equal(options.websocketUrls.length, 1);
    assert.deepEqual(complaints, ['nginxHandshake.websocketUrls: `ws://a b/` is no URL that a client can open.']);
  });

  test('any JSON is survived', () => {
    for (const raw of [null, 7, 'x', [], { rules: [], websocketUrls: {}, includeMap: null, nginxVersion: 3, mainFile: {} }]) {
      assert.equal(readSettings(raw, undefined).options.nginxAssumed, true);
    }
  });
});

suite('URIs', () => {
  const cases: readonly (readonly [uri: string, path: string])[] = [
    ['file:///etc/nginx/nginx.conf', '/etc/nginx/nginx.conf'],
    ['file:///srv/a%20b/%C3%BC%23.conf', '/srv/a b/ü#.conf'],
    ['file:///c%3A/nginx/conf/nginx.conf', 'c:/nginx/conf/nginx.conf'],
    ['vscode-vfs://github/o/r/nginx/nginx.conf', '/vscode-vfs:github/o/r/nginx/nginx.conf'],
  ];
  for (const [uri, path] of cases) {
    test(uri, () => {
      assert.equal(pathOf(uri), path);
      assert.equal(pathOf(uriOf(path)), path);
    });
  }

  test('an unsaved file has a path that no disk has', () => {
    assert.equal(pathOf('untitled:Untitled-1'), '/untitled:/Untitled-1');
    assert.equal(uriOf('/untitled:/Untitled-1'), 'untitled:Untitled-1');
    assert.ok(isForeign('/untitled:/Untitled-1'));
    assert.ok(!isForeign('/etc/nginx/nginx.conf') && !isForeign('c:/nginx/nginx.conf'));
  });
});
