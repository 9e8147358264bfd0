/** No fix is offered or run that makes anything worse: for nginx, for another location, for another main file. */
import assert from 'node:assert/strict';
import { readFileSync, symlinkSync } from 'node:fs';
import { suite, test } from 'node:test';
import { runCli } from '../support/cli.ts';
import { makeFolder, type Folder } from '../support/folder.ts';
import { connectionLine, connectionMap, mainFile, upgradeLine, websocketServer } from '../support/sites.ts';

interface Fixed {
  readonly findings: readonly {
    readonly rule: string;
    readonly fixes: readonly { readonly edits: readonly { readonly newText: string }[] }[];
  }[];
}

function offered(folder: Folder, ...names: readonly string[]): string {
  const { stdout } = runCli(['check', '--format', 'json', ...names], folder.path);
  const { findings } = JSON.parse(stdout) as Fixed;
  return findings.flatMap(({ fixes }) => fixes.flatMap(({ edits }) => edits.map((it) => JSON.stringify(it)))).join('\n');
}

suite('nginx refuses no more than before', () => {
  /** Each line alone is half of a directive; nginx would take the `;` for the end of one without arguments. */
  const halves = [
    'proxy_set_header\n',
    'proxy_set_header\n\nproxy_read_timeout 1h;',
    'proxy_set_header # Upgrade $http_upgrade;\n',
    'proxy_set_header Upgrade\n',
    'proxy_http_version\n',
    'proxy_pass\n',
  ];
  const others = {
    'where all else is well': '',
    'where nginx already refuses': 'listen 80 nonsense;',
    'where a directive is unknown': 'nonsense on;',
  };
  for (const [name, other] of Object.entries(others)) {
    test(name, () => {
      for (const half of halves) {
        const text = mainFile(
          connectionMap,
          `server {\n${other}\nlocation /ws {\nproxy_pass http://127.0.0.1:3000;\n${upgradeLine}\n${half}}\n}`,
        );
        const folder = makeFolder({ 'nginx.conf': text });
        const edits = offered(folder, 'nginx.conf');
        runCli(['check', '--fix', 'nginx.conf'], folder.path);
        const fixed = readFileSync(folder.file('nginx.conf'), 'utf8');
        assert.doesNotMatch(fixed, /(?:proxy_set_header(?: Upgrade)?|proxy_http_version|proxy_pass)\s*;/, half);
        if (fixed === text) continue;
        const refusals = (it: string): number => (runCli(['check', it], folder.path).stdout.match(/: error: /g) ?? []).length;
        folder.write('before.conf', text);
        assert.ok(refusals('nginx.conf') <= refusals('before.conf'), `${half}\n${edits}`);
      }
    });
  }
});

suite('another main file', () => {
  const shared = `${upgradeLine}\nproxy_set_header Connection $conection_upgrade;\n`;
  /** The map is of this one only: with `$connection_upgrade` in the shared file the other would not start. */
  const site = websocketServer('proxy_http_version 1.1;', 'include shared.conf;');
  const one = mainFile(connectionMap, site);
  const other = mainFile(site);

  test('is asked before a file is changed that both include', () => {
    const alone = makeFolder({ 'one.conf': one, 'shared.conf': shared });
    assert.match(offered(alone, 'one.conf'), /connection_upgrade/, 'there is such a fix');
    const both = makeFolder({ 'one.conf': one, 'other.conf': other, 'shared.conf': shared });
    assert.doesNotMatch(offered(both, 'one.conf', 'other.conf'), /\$connection_upgrade/);
  });

  test('is asked where it includes the file through a link', () => {
    const both = makeFolder({ 'one.conf': one, 'other.conf': other.replace('shared.conf', 'link.conf'), 'shared.conf': shared });
    symlinkSync('shared.conf', both.file('link.conf'));
    // That of the other main file, which brings the map along, is.
    assert.doesNotMatch(offered(both, 'one.conf', 'other.conf'), /shared\.conf".*\$connection_upgrade/);
  });

  test('does not lose handshakes that got through', () => {
    const lines = `${connectionLine}\n`;
    const folder = makeFolder({
      'one.conf': mainFile(connectionMap, `server { location /ws { proxy_pass http://a; include lines.conf; } }`),
      'other.conf': mainFile(
        connectionMap,
        `server { ${upgradeLine} location /ws { proxy_pass http://a; ${upgradeLine} include lines.conf; } }`,
      ),
      'lines.conf': lines,
    });
    runCli(['check', '--fix', 'one.conf', 'other.conf', 'lines.conf'], folder.path);
    for (const name of ['one.conf', 'other.conf']) {
      const { stdout } = runCli(['simulate', '--url', 'ws://app.example.com/ws', name], folder.path);
      assert.match(stdout, /^(?:connects|depends)/, `${name}\n${stdout}`);
    }
  });
});
