/** Pages of the panel: a configuration, a URL, and the page as it is drawn. `UPDATE=1` draws them anew. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { panelText } from '../../protocol/panel.ts';
import { createAnalyzer, defaultOptions, type Analysis } from '../../server/src/analysis/analyze.ts';
import { applyEdits, treeOf } from '../../server/src/analysis/edits.ts';
import { simulationPage } from '../../server/src/features/panel/simulation-page.ts';
import { urlAt } from '../../server/src/features/panel/url-at.ts';
import { urlFix } from '../../server/src/features/panel/url-fix.ts';
import { simulateUrl } from '../../server/src/features/simulate-url.ts';
import { rules } from '../../server/src/rules/index.ts';
import { drawPage, placesInMemory } from '../support/panel.ts';
import { testParser } from '../support/parser.ts';
import { memoryWorkspace } from '../support/workspace.ts';

const parser = await testParser();
const file = join(import.meta.dirname, 'panel/simulation.txt');
const main = '/etc/nginx/nginx.conf';

function analyse(text: string): Analysis {
  return createAnalyzer(rules)(memoryWorkspace(parser, new Map([[main, text]])), main, { ...defaultOptions, nginx: [1, 28, 0] });
}

function pageOf(analysis: Analysis, url: string) {
  const simulated = simulateUrl(analysis, url, 'chrome');
  const fix = urlFix(analysis, url, simulated.ends, { parser });
  const actions = fix === undefined ? [] : [{ title: fix.title, command: '', arguments: [] }];
  const places = placesInMemory(analysis.workspace);
  return { fix, page: simulationPage({ url, simulated, places, actions }) };
}

/** `=== name`, the configuration, `--- url`, the page. */
const cases = readFileSync(file, 'utf8')
  .split(/^=== /m)
  .slice(1)
  .map((part) => {
    const [, name = '', text = '', url = '', page = ''] = /^(.*)\n([^]*?)^--- (.*)\n([^]*)$/m.exec(part) ?? [];
    return { name, text, url, page: page.trimEnd() };
  });

if (process.env['UPDATE'] !== undefined) {
  const drawn = cases.map(
    ({ name, text, url }) => `=== ${name}\n${text}--- ${url}\n${drawPage(pageOf(analyse(text), url).page)}\n`,
  );
  writeFileSync(file, drawn.join('\n'));
}

suite('pages of simulations', () => {
  for (const { name, text, url, page } of cases) {
    test(name, () => {
      const analysis = analyse(text);
      const { page: shown, fix } = pageOf(analysis, url);
      if (process.env['UPDATE'] === undefined) assert.equal(drawPage(shown), page);
      assert.doesNotMatch(panelText(shown).replaceAll('\n', ''), /[\u0000-\u001f\u202a-\u202e]/);
      // What the button promises: the URL gets further, or what nginx refused first is gone.
      if (fix === undefined) return;
      const [edit] = fix.edits;
      const next = applyEdits(treeOf(analysis.workspace, main)?.text ?? '', edit?.edits ?? []);
      assert.ok(next !== undefined && fix.edits.length === 1);
      const [before, after] = [analysis, analyse(next)].map((it) => simulateUrl(it, url, 'chrome').ends.simulation);
      assert.notDeepEqual([after?.verdict.kind, after?.errors], [before?.verdict.kind, before?.errors]);
    });
  }
});

suite('the URL of a place', () => {
  const text = `http {
    server {
        listen 8443 ssl;
        server_name .example.com ~^a "" app.example.com;
        location /chat/ { proxy_pass http://a; }
        location ~ ^/room/\\d+$ { proxy_pass http://a; }
        location @named { proxy_pass http://a; }
    }
    server { listen 80; server_name _; location / { location /in { proxy_pass http://a; } } }
    upstream a { server 127.0.0.1:3000; }
}
`;
  const at = (what: string): string | undefined => urlAt(analyse(text), main, text.indexOf(what) + 1)?.url;

  test('the first plain name of the server, its port and the path', () => {
    assert.equal(at('location /chat'), 'wss://app.example.com:8443/chat/');
    assert.equal(at('proxy_pass http://a; }\n        location @'), 'wss://app.example.com:8443/room/1');
    assert.equal(at('listen 8443'), 'wss://app.example.com:8443/');
    assert.equal(at('location @named'), 'wss://app.example.com:8443/');
  });

  test('localhost where no name can be said', () => {
    assert.equal(at('location /in'), 'ws://localhost/in');
  });

  test('nothing outside of servers', () => {
    assert.equal(at('upstream a'), undefined);
  });

  test('a location of a fragment that is opened alone', () => {
    const alone = 'location /ws { proxy_pass http://127.0.0.1:3000; }\n';
    assert.equal(urlAt(analyse(alone), main, 5)?.url, 'ws://localhost/ws');
  });

  test('the key is that of the location, however the file is edited around it', () => {
    const key = (source: string): string | undefined => urlAt(analyse(source), main, source.indexOf('location /chat'))?.key;
    assert.equal(key(text), key(`# more\n${text}`));
    assert.notEqual(key(text), urlAt(analyse(text), main, text.indexOf('location /in'))?.key);
  });
});
