// Known applications: whole words, however they are joined; never a longer program's name.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { knownApps } from '../../server/src/reference/apps.data.ts';
import { appNamed, appOnPort } from '../../server/src/reference/apps.ts';

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

  test('every application is found by its own name, and no two share a port', () => {
    for (const app of knownApps) {
      const names = app.aliases ?? [app.name];
      for (const name of names) assert.equal(appNamed(name)?.name, app.name, name);
    }
    const ports = knownApps.flatMap(({ ports = [] }) => ports);
    assert.equal(new Set(ports).size, ports.length);
  });

  test('ports that many programs use tell nothing', () => {
    assert.equal(appOnPort(32400)?.name, 'Plex');
    for (const port of [80, 443, 3000, 5000, 8000, 8080, 8888, 9000]) assert.equal(appOnPort(port), undefined);
  });
});
