/** The packaged extension in VS Code's workbench in a browser, without any machine: what somebody on github.dev sees of a repository. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, suite, test } from 'node:test';
import { runInWorkbench } from './workbench.ts';

suite('the extension in the web workbench', () => {
  let reports: ReadonlyMap<string, unknown>;
  const text = (name: string): string => String(reports.get(name));
  before(async () => {
    const place = mkdtempSync(join(tmpdir(), 'nginx-handshake-web-'));
    try {
      reports = await runInWorkbench('repository.ts', place);
    } finally {
      rmSync(place, { recursive: true });
    }
  });

  test('a file is judged inside the main file that includes it, with places in files that are not open', () => {
    const [finding, ...others] = reports.get('findings') as readonly {
      readonly code: string;
      readonly message: string;
      readonly places: readonly string[];
    }[];
    assert.deepEqual(others, []);
    assert.equal(finding?.code, 'dropped-inherited-headers');
    assert.match(finding.message, /cuts off the inherited `Upgrade` and `Connection`/);
    assert.deepEqual(finding.places, ['/site/snippets/websocket:3', '/site/snippets/websocket:4']);
  });

  test('only the files of the configuration are read', () => {
    assert.deepEqual(reports.get('read'), [
      '/site/conf.d/chat.conf',
      '/site/maps.inc',
      '/site/nginx.conf',
      '/site/snippets/websocket',
    ]);
  });

  test('lenses, without those that open a connection', () => {
    const [fails = '', ...others] = reports.get('lenses') as readonly string[];
    assert.match(fails, /^WebSocket: fails/);
    assert.deepEqual(others, ['WebSocket: connects']);
  });

  test('a hover with the request head and where it comes from, and one with the documentation of nginx', () => {
    assert.match(text('hover'), /`Connection: upgrade` \| set on .*websocket line 4.*maps\.inc line 2/);
    assert.equal(text('behind the link'), 'memory://repository/site/snippets/websocket');
    assert.match(text('documentation'), /Sets names of a virtual server/);
  });

  test('completion, the way to an included file, and the formatter', () => {
    const completed = reports.get('completed') as readonly string[];
    for (const name of ['location', 'listen', 'proxy_set_header']) assert.ok(completed.includes(name), name);
    assert.deepEqual(reports.get('definition'), ['memory://repository/site/snippets/websocket']);
    assert.deepEqual(reports.get('formatted'), ['']);
  });

  test('the panel shows the way of a URL, and follows the fix', () => {
    assert.match(text('panel'), /\nFails\n[^]*Decided at chat\.conf:9[^]*set further out, cut off by chat\.conf:9/);
    assert.deepEqual(reports.get('fixes'), [
      'Repeat the lost headers here',
      'Make this a WebSocket location',
      'Ignore dropped-inherited-headers on this line',
    ]);
    assert.match(text('fixed'), /X-Real-IP \$remote_addr;\n {8}proxy_set_header Upgrade \$http_upgrade;\n/);
    assert.match(text('panel after the fix'), /\nConnects \(101\)\n[^]*chat\.conf:11, maps\.inc:2/);
  });

  test('a file that is included is nginx whatever its name, and its changes count', () => {
    assert.equal(reports.get('language of an included file'), 'nginx');
    assert.deepEqual(reports.get('after a change of an included file'), ['wrong-connection-value']);
  });

  test('the outline, and versions of nginx beside each other', () => {
    assert.deepEqual(reports.get('outline'), [['chat.example.com', ['/ws', '/socket']]]);
    assert.match(text('compared'), /1\.18\.0[^]*1\.29\.7/);
  });

  test('the server starts again', () => {
    assert.deepEqual(reports.get('after a restart'), ['wrong-connection-value']);
  });

  test('the example of the walkthrough opens, and fails', () => {
    assert.deepEqual(reports.get('example'), ['missing-websocket-headers']);
  });
});
