// Known applications: whole words, however they are joined; never a longer program's name.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { knownApps } from '../../server/src/reference/apps.data.ts';
import { appNamed } from '../../server/src/reference/apps.ts';

suite('known applications', () => {
  const named: readonly (readonly [string, string | undefined])[] = [
    ['home-assistant.example.com', 'Home Assistant'],
    ['homeassistant', 'Home Assistant'],
    ['$upstream_jellyfin', 'Jellyfin'],
    ['radarr4', 'Radarr'],
    ['# needs a CNAME for uptime kuma', 'Uptime Kuma'],
    ['zwavejs2mqtt', 'Z-Wave JS UI'],
    ['calibre.subdomain.conf', 'Calibre'],
    ['calibre-web.subdomain.conf', undefined],
    ['hass-configurator', undefined],
    ['hass-configurator behind plex', 'Plex'],
    ['complexity', undefined],
    ['gitea', undefined],
    ['', undefined],
  ];
  for (const [text, name] of named) {
    test(`"${text}" names ${name ?? 'none'}`, () => {
      assert.equal(appNamed(text)?.name, name);
    });
  }

  test('every application is found by each of its names', () => {
    for (const app of knownApps) {
      const names = app.aliases ?? [app.name];
      for (const name of names) assert.equal(appNamed(name)?.name, app.name, name);
    }
  });

  test('a name that is a common word has a port beside it', () => {
    const without = knownApps.filter(({ ambiguous, ports }) => ambiguous === true && (ports ?? []).length === 0);
    assert.deepEqual(without, []);
  });

  test('what is said to need WebSockets has a reference', () => {
    const needed = knownApps.filter(({ use }) => use === 'needed');
    assert.ok(needed.length > 0);
    assert.deepEqual(
      needed.filter(({ reference }) => reference?.startsWith('https://') !== true),
      [],
    );
  });

  test('the URLs of its sockets are those that the sentence names, or are said', () => {
    assert.deepEqual(appNamed('jupyter')?.paths, ['/api/kernels/x/channels']);
    assert.deepEqual(appNamed('webtop')?.paths, []);
    for (const { name } of knownApps) for (const path of appNamed(name)?.paths ?? []) assert.match(path, /^\//, name);
  });
});
