/** An editor on Windows or macOS, as the server sees it: URIs with a drive or a share, a disk that does not look at case. Neither is needed. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Disk, SlowDisk } from '../../server/src/files/disk.ts';
import { rules } from '../../server/src/rules/index.ts';
import { startServer, draw } from '../support/lsp-client.ts';
import { worldWith } from '../support/world.ts';

const main = 'events {}\r\nhttp {\r\n    include sites\\*.conf;\r\n}\r\n';
const broken = 'server {\r\n    location /ws {\r\n        proxy_pass http://127.0.0.1:3000;\r\n    }\r\n}\r\n';
const settings = { '': { nginxVersion: '1.22.1' } };

/** Finds a file whatever the case of its name, and tells the name that it has. */
function caselessDisk(files: Readonly<Record<string, string>>): SlowDisk {
  const real = (path: string): string => Object.keys(files).find((it) => it.toLowerCase() === path.toLowerCase()) ?? path;
  const below = (folder: string): readonly string[] =>
    Object.keys(files)
      .filter((path) => path.toLowerCase().startsWith(`${folder.toLowerCase().replace(/\/$/, '')}/`))
      .map((path) => path.slice(folder.replace(/\/$/, '').length + 1));
  const disk: Disk = {
    read: (path) => ((text) => (text === undefined ? { unreadable: 'missing' as const } : { text }))(files[real(path)]),
    list: (folder) =>
      [...new Set(below(folder).map((rest) => rest.split('/')[0] ?? rest))]
        .sort()
        .map((name) => ({ name, folder: below(folder).some((rest) => rest.startsWith(`${name}/`)) })),
    realPath: real,
    stat: (path) => {
      const kind = files[real(path)] !== undefined ? 'file' : below(path).length > 0 ? 'folder' : undefined;
      return kind && { kind, size: undefined, modified: undefined, executable: undefined };
    },
    stamp: (path) => (files[real(path)] === undefined ? 'missing' : 'there'),
  };
  return {
    read: (path) => Promise.resolve(disk.read(path)),
    list: (folder) => Promise.resolve(disk.list(folder)),
    realPath: (path) => Promise.resolve(disk.realPath(path)),
    stat: (path) => Promise.resolve(disk.stat(path)),
    stamp: (path) => Promise.resolve(disk.stamp(path)),
  };
}

suite('where case does not count', () => {
  const places = [
    { where: 'on a drive', folder: 'c:/Sites/nginx', uri: 'file:///c%3A/Sites/nginx' },
    { where: 'of macOS', folder: '/Users/me/Sites', uri: 'file:///Users/me/Sites' },
    { where: 'on a share', folder: '//box/Sites/nginx', uri: 'file://box/Sites/nginx' },
  ];
  for (const { where, folder, uri } of places) {
    test(`a file ${where} is judged in the main file that includes it, by any case of its name`, async () => {
      const disk = caselessDisk({ [`${folder}/nginx.conf`]: main, [`${folder}/sites/App.conf`]: 'server {}\r\n' });
      const client = await startServer({ folders: [uri], settings, world: worldWith({ disk, rules }) });
      for (const name of ['sites/App.conf', 'sites/APP.CONF']) {
        await client.open(`${uri}/${name}`, broken);
        const [first = ''] = draw(await client.diagnostics(`${uri}/${name}`));
        assert.match(first, /^3:9-3:19 error missing-websocket-headers/, name);
        await client.close(`${uri}/${name}`);
      }
      await client.stop();
    });
  }
});
