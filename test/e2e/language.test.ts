/** What an editor does for a language, in a real VS Code: navigation across files, formatting, and the choices of the language status. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { connectionMap } from '../support/sites.ts';
import { runInVSCode } from './vscode.ts';

const files: Readonly<Record<string, string>> = {
  '.vscode/settings.json': JSON.stringify({ 'editor.formatOnType': true, 'remote.autoForwardPorts': false }),
  'nginx.conf': 'events {}\nhttp {\n    include conf.d/*.conf;\n    include sites/app.conf;\n}\n',
  'other/nginx.conf': 'events {}\nhttp {\n    include ../conf.d/*.conf;\n    include ../sites/app.conf;\n}\n',
  'conf.d/map.conf': `${connectionMap}\n`,
  'conf.d/upstream.conf': 'upstream app {\n    server 127.0.0.1:3000;\n}\n',
  'sites/app.conf': [
    'server {',
    '    server_name app.example.com;',
    '    location /ws {',
    '        proxy_pass http://app;',
    '        proxy_set_header Upgrade $http_upgrade;',
    '        proxy_set_header Connection $connection_upgrade;',
    '        error_page 502 @down;',
    '    }',
    '    location @down {',
    '        return 503;',
    '    }',
    '}',
    '',
  ].join('\n'),
  'untidy/nginx.conf': [
    'events {}',
    'http {',
    '  server   { listen 80;',
    '      # kept   as it is',
    '      location /a { proxy_pass   http://127.0.0.1:1; proxy_buffering off; client_max_body_size 1m; }',
    '      content_by_lua_block {',
    '          ngx.say(  "x"  )',
    '      }',
    '  }',
    '}',
    '',
  ].join('\n'),
};

suite('a language, in VS Code', () => {
  const workspace = mkdtempSync(join(tmpdir(), 'nginx-handshake-language-'));
  let reports: ReadonlyMap<string, unknown>;
  before(async () => {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(workspace, file)), { recursive: true });
      writeFileSync(join(workspace, file), text);
    }
    reports = await runInVSCode('language.ts', workspace);
  });
  after(() => {
    rmSync(workspace, { recursive: true });
  });

  test('definitions are in files that are not open, and an include leads to its files', () => {
    assert.deepEqual(reports.get('definitions'), {
      $connection_upgrade: ['conf.d/map.conf:1'],
      app: ['conf.d/upstream.conf:1'],
      '@down': ['sites/app.conf:9'],
      'conf.d/*.conf': ['conf.d/map.conf:1', 'conf.d/upstream.conf:1'],
    });
  });

  test('the link of a pattern lists its files, that of one file leads to it', () => {
    assert.deepEqual(reports.get('links'), [
      ['nginxHandshake.showIncluded', '2 files: map.conf, upstream.conf'],
      ['sites/app.conf:1', null],
    ]);
  });

  test('a definition that is asked for while the server starts waits for it', () => {
    const { asked, empty } = reports.get('while it starts') as { readonly asked: number; readonly empty: number };
    assert.ok(asked > 0);
    assert.equal(empty, 0, `${String(asked)} times asked`);
  });

  test('references and renames go through all files, and what is nginx’s own is not renamed', () => {
    assert.deepEqual(reports.get('references'), ['conf.d/upstream.conf:1', 'sites/app.conf:4']);
    assert.deepEqual(reports.get('renamed'), {
      'conf.d/upstream.conf': 'upstream backend {',
      'sites/app.conf': 'http://backend;',
    });
    assert.match(String(reports.get('not renamed')), /http_upgrade/);
  });

  test('outline, symbols of the workspace, folds, growing selections', () => {
    assert.deepEqual(reports.get('outline'), ['app.example.com', ['/ws → http://app', '@down']]);
    assert.deepEqual(reports.get('symbols'), ['app conf.d/upstream.conf:1', 'app.example.com sites/app.conf:1']);
    assert.deepEqual(reports.get('folds'), [
      [0, 10],
      [2, 6],
      [8, 9],
    ]);
    assert.deepEqual(reports.get('selections'), ['/ws', 'location /ws', 'location /ws {']);
  });

  test('words are coloured by what they mean', () => {
    assert.deepEqual(reports.get('tokens'), { $http_upgrade: 'variable.defaultLibrary', $connection_upgrade: 'variable' });
  });

  test('a document, a selection and what is typed are laid out, and nothing but blanks changes', () => {
    assert.equal(reports.get('selection laid out'), '        listen 80;');
    assert.deepEqual(reports.get('laid out as typed'), ['            proxy_buffering on;']);
    const text = String(reports.get('laid out'));
    assert.ok(
      text.includes('        # kept   as it is\n        location /a {\n            proxy_pass http://127.0.0.1:1;\n'),
      text,
    );
    assert.ok(text.includes('          ngx.say(  "x"  )\n'), 'Lua stays');
    assert.equal(reports.get('laid out twice'), text);
    assert.equal(text.replaceAll(/\s/g, ''), String(reports.get('before it')).replaceAll(/\s/g, ''));
  });

  test(
    'a click on the status chooses the version and the main file',
    { skip: process.env['VSCODE'] && 'nobody types here' },
    () => {
      const settings = JSON.parse(readFileSync(join(workspace, '.vscode/settings.json'), 'utf8')) as Record<string, unknown>;
      assert.equal(settings['nginxHandshake.nginxVersion'], '1.31.3');
      assert.equal(settings['nginxHandshake.mainFile'], 'other/nginx.conf');
      assert.equal(reports.get('finding of an old version is gone'), true);
    },
  );
});
