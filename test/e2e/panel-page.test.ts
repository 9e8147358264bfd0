/** The page in the webview of the panel, in the browser that shows VS Code: what it draws, what it may do, what the keyboard keeps. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { chromium as playwright, type Browser, type Page } from 'playwright-core';
import { panelHtml } from '../../client/src/panel/html.ts';
import type { Clicked, Shown, Tab } from '../../client/src/panel/messages.ts';
import type { PanelPage } from '../../protocol/panel.ts';
import { chromium, root } from '../support/parts.ts';

const place = { uri: 'file:///a/nginx.conf', range: { start: { line: 4, character: 0 }, end: { line: 4, character: 1 } } };
const page: PanelPage = {
  title: 'ws://example.com/ws',
  sections: [
    { heading: 'Fails (404)', tone: 'bad', lines: [[{ text: 'It fails at ' }, { text: 'nginx.conf:5', place }]] },
    {
      heading: '<img src=x onerror="document.title=1">',
      tone: 'plain',
      lines: [[{ text: 'x'.repeat(3000), code: true }], [{ text: '<script>document.title = 1</script>', code: true }], []],
    },
  ],
  actions: [
    { title: 'Repair', command: 'nginxHandshake.fixUrl', arguments: [] },
    { title: 'Test again', command: 'nginxHandshake.probe', arguments: [] },
  ],
};
const tab: Tab = { id: 'simulation', label: 'Simulation', page };

suite('the page of the panel', () => {
  let browser: Browser;
  let server: Server;
  let shown: Page;
  const loaded: string[] = [];
  before(async () => {
    const html = panelHtml({ script: '/panel.js', style: '/panel.css', nonce: 'once' });
    // The frame of VS Code has this function.
    const host =
      '<script nonce="once">said = []; acquireVsCodeApi = () => ({ postMessage: (it) => said.push(it), setState: (it) => { state = it; } });</script>';
    server = createServer((request, response) => {
      const path = request.url ?? '/';
      loaded.push(path);
      if (path === '/') response.setHeader('content-type', 'text/html').end(html.replace('</head>', `${host}</head>`));
      else
        response
          .setHeader('content-type', path.endsWith('.css') ? 'text/css' : 'text/javascript')
          .end(readFileSync(join(root, 'dist', path)));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    browser = await playwright.launch({
      ...(chromium === undefined ? {} : { executablePath: chromium }),
      args: ['--no-sandbox', '--disable-gpu'],
    });
    shown = await browser.newPage({ viewport: { width: 320, height: 400 } });
    await shown.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  });
  after(async () => {
    await browser.close();
    server.close();
  });

  const show = async (what: Shown): Promise<void> => {
    await shown.evaluate(`postMessage(${JSON.stringify(what)}, '*')`);
    const { title } = what.tabs.find(({ id }) => id === what.active)?.page ?? page;
    await shown.getByRole('heading', { level: 1, name: title }).waitFor();
  };
  const said = (): Promise<readonly Clicked[]> => shown.evaluate('said');

  test('it says that it is ready, and draws headings, buttons and lists', async () => {
    assert.deepEqual(await said(), [{ kind: 'ready' }]);
    await show({ tabs: [tab], active: 'simulation' });
    assert.deepEqual(await shown.getByRole('heading', { level: 2 }).allTextContents(), [
      '✗Fails (404)',
      '<img src=x onerror="document.title=1">',
    ]);
    assert.deepEqual(await shown.getByRole('button').allTextContents(), ['nginx.conf:5', 'Repair', 'Test again', 'Copy as text']);
    assert.equal(await shown.getByRole('region', { name: 'Fails (404)' }).count(), 1);
    assert.equal(await shown.getByRole('listitem').count(), 3);
    assert.equal(await shown.getByRole('tablist').count(), 0);
    assert.equal(await shown.getByRole('status').textContent(), 'ws://example.com/ws. Fails (404). It fails at nginx.conf:5');
  });

  test('what comes from elsewhere is text, and nothing else is loaded or run', async () => {
    assert.equal(await shown.title(), 'nginx Handshake');
    assert.deepEqual(
      loaded.filter((it) => !it.startsWith('/favicon')),
      ['/', '/panel.css', '/panel.js'],
    );
    const ran = await shown.evaluate(`(async () => {
      const script = document.createElement('script');
      script.textContent = 'document.title = 2';
      document.body.append(script);
      return fetch('/x').then(() => 'loaded', () => 'refused');
    })()`);
    assert.deepEqual([ran, await shown.title()], ['refused', 'nginx Handshake']);
  });

  test('it wraps', async () => {
    assert.deepEqual(await shown.evaluate('[document.documentElement.scrollWidth, innerWidth]'), [320, 320]);
  });

  test('the keyboard stays on its button when the page changes, and comes back to the page when the button is gone', async () => {
    await shown.getByRole('button', { name: 'Test again' }).focus();
    const changed = { ...page, sections: [{ ...page.sections[0], heading: 'Connects', tone: 'good', lines: [] }] } as PanelPage;
    await show({ tabs: [{ ...tab, page: { ...changed, actions: page.actions.slice(1) } }], active: 'simulation' });
    await shown.getByRole('heading', { name: 'Connects' }).waitFor();
    assert.equal(await shown.evaluate('document.activeElement.textContent'), 'Test again');
    assert.equal(await shown.getByRole('status').textContent(), 'ws://example.com/ws. Connects');
    await show({ tabs: [{ ...tab, page: { ...changed, title: 'gone', actions: [] } }], active: 'simulation' });
    assert.equal(await shown.evaluate('document.activeElement.id'), 'page');
  });

  test('buttons say which they are, and not what they do', async () => {
    await show({ tabs: [tab], active: 'simulation' });
    const before = (await said()).length;
    await shown.getByRole('button', { name: 'nginx.conf:5' }).press('Enter');
    await shown.getByRole('button', { name: 'Repair' }).press('Space');
    await shown.getByRole('button', { name: 'Copy as text' }).click();
    assert.deepEqual((await said()).slice(before), [
      { kind: 'place', id: 'simulation', section: 0, line: 0, span: 1 },
      { kind: 'action', id: 'simulation', index: 0 },
      { kind: 'copy', id: 'simulation' },
    ]);
  });

  test('tabs are one stop of the keyboard, and a bar has a name', async () => {
    const probe: Tab = {
      id: 'probe',
      label: 'Probe',
      page: { ...page, progress: { text: 'Open for 3 of 70 s', done: 3, whole: 70 } },
    };
    await show({ tabs: [tab, probe], active: 'probe' });
    await shown.getByRole('progressbar', { name: 'Open for 3 of 70 s' }).waitFor();
    assert.deepEqual(
      await shown
        .getByRole('tab')
        .evaluateAll((all) => all.map((it) => (it as unknown as { readonly tabIndex: number }).tabIndex)),
      [-1, 0],
    );
    assert.equal(await shown.getByRole('tabpanel', { name: 'Probe' }).count(), 1);
    await shown.getByRole('tab', { name: 'Probe' }).press('ArrowRight');
    assert.deepEqual((await said()).at(-1), { kind: 'tab', id: 'simulation' });
  });
});
