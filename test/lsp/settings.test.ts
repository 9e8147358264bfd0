/** Settings as the core wants them, and the paths behind URIs. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readSettings } from '../../server/src/lsp/settings.ts';
import { isForeign, pathOf, uriOf } from '../../server/src/lsp/uris.ts';
import { oldestSupported } from '../../server/src/reference/releases.ts';
import { newestStable, parseVersion, writeVersion } from '../../server/src/reference/version.ts';

suite('settings', () => {
  test('nothing is said: from the oldest nginx of a supported distribution to the newest stable one', () => {
    const { options, mainFile, complaints } = readSettings(undefined, '/w');
    assert.deepEqual([options.nginx, options.nginxUpTo, mainFile, complaints], [oldestSupported, newestStable, undefined, []]);
  });

  test('a version, a line of versions, or a flavour with its own', () => {
    const cases = [
      ['1.22.1', '1.22.1'],
      ['nginx/1.28.0', '1.28.0'],
      ['1.25', '1.25.5'],
      ['OpenResty/1.27.1.2', 'openresty/1.27.1.2'],
      ['tengine/3.1.0', 'tengine/3.1.0'],
    ] as const;
    for (const [nginxVersion, taken] of cases) {
      const { options, complaints } = readSettings({ nginxVersion }, '/w');
      assert.deepEqual([writeVersion(options.nginx), options.nginxUpTo, complaints], [taken, undefined, []]);
    }
  });

  test('one that is not known is told, with what is', () => {
    const cases = [
      ['latest', /`latest` is no version such as 1\.28\.0 or openresty\/1\.27\.1\.2\./],
      ['apache/2.4.1', /names no nginx that is known: nginx, openresty, freenginx, angie, tengine\./],
      ['9.9.9', /is no version of nginx that is known/],
      ['tengine/9.0.0', /is no version of Tengine such as tengine\/3\.1\.0\./],
      ['1.27.1.2', /openresty\/1\.27\.1\.2\./],
    ] as const;
    for (const [nginxVersion, complaint] of cases) {
      const { options, complaints } = readSettings({ nginxVersion }, '/w');
      assert.deepEqual([options.nginx, complaints.length], [oldestSupported, 1]);
      assert.match(complaints[0] ?? '', complaint);
    }
  });

  test('what was found counts where nothing is said: an nginx before the tag of an image', () => {
    const images = [{ image: 'nginx:1.25-alpine', nginx: parseVersion('1.25.5'), upTo: newestStable, path: '/w/Dockerfile' }];
    const installed = { version: oldestSupported, path: '/usr/sbin/nginx' };
    assert.deepEqual(readSettings({}, '/w', { images }).options.nginx, [1, 25, 5]);
    assert.equal(readSettings({}, '/w', { images, installed }).nginx.from, 'installed');
    assert.equal(readSettings({ nginxVersion: '1.20.0' }, '/w', { images, installed }).nginx.from, 'said');
  });

  test('paths of Windows, as people write them there', () => {
    const { options, mainFile } = readSettings(
      { mainFile: 'C:\\nginx\\conf\\nginx.conf', includeMap: { 'C:\\web': 'web\\sites', '/opt': '\\\\box\\opt' } },
      'c:/w',
    );
    assert.equal(mainFile, 'c:/nginx/conf/nginx.conf');
    assert.deepEqual(
      options.build.includeMap?.map(({ to }) => to),
      ['c:/w/web/sites', '//box/opt'],
    );
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

  test('directives that modules bring, and why a text names none', () => {
    const { options, complaints } = readSettings({ directives: ['my_auth:server,if', 'a b', 'my_thing:sever', 7] }, undefined);
    assert.deepEqual(
      [...(options.brought ?? [])],
      [['my_auth', { contexts: new Set(['server', 'if in server', 'if in location']), block: false }]],
    );
    assert.deepEqual(complaints, [
      'nginxHandshake.directives: `7` is no text such as `my_directive:http,server`.',
      'nginxHandshake.directives: `a b` does not begin with the name of a directive.',
      'nginxHandshake.directives: `my_thing:sever` names `sever`, which is no place: places are main, events, http, server, location, if, limit_except, upstream, stream, stream server, stream upstream, mail and mail server.',
    ]);
    assert.match(readSettings({ directives: 'my_auth' }, undefined).complaints[0] ?? '', /directives: a list of texts/);
  });

  test('any JSON is survived', () => {
    for (const raw of [
      null,
      7,
      'x',
      [],
      { rules: [], websocketUrls: {}, includeMap: null, nginxVersion: 3, mainFile: {}, directives: {} },
    ]) {
      assert.equal(readSettings(raw, undefined).options.nginxUpTo, newestStable);
    }
  });
});

suite('URIs', () => {
  const cases: readonly (readonly [uri: string, path: string])[] = [
    ['file:///etc/nginx/nginx.conf', '/etc/nginx/nginx.conf'],
    ['file:///srv/a%20b/%C3%BC%23.conf', '/srv/a b/ü#.conf'],
    ['file:///c%3A/nginx/conf/nginx.conf', 'c:/nginx/conf/nginx.conf'],
    ['file://box/nginx/conf/nginx.conf', '//box/nginx/conf/nginx.conf'],
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
