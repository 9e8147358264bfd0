/** What can be given to the page: the output of nginx -T, files, a folder; and who can use it: a phone, a keyboard, a screen reader. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { drop, openPlayground, paste, pictures, settled, textIn, until, type Playground } from './opened.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const main = 'events {}\nhttp {\n    include conf.d/*.conf;\n}\n';
const site = `server {
    listen 80;
    server_name example.com;
    location /ws {
        proxy_pass http://127.0.0.1:3000;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_read_timeout 1h;
    }
}
`;
const dump = `nginx: the configuration file /etc/nginx/nginx.conf syntax is ok
# configuration file /etc/nginx/nginx.conf:
${main}
# configuration file /etc/nginx/conf.d/site.conf:
${site}
`;

suite('what is given to the page', () => {
  let playground: Playground;
  before(async () => {
    playground = await openPlayground();
  });
  after(() => playground.close());

  const fileNames = async (page: Page): Promise<readonly string[]> => page.locator('#file option').allTextContents();

  /** The dump is shown as the files that it has, and the fix in the second one lets the URL through. */
  const repair = async (page: Page): Promise<void> => {
    await page.locator('#file option').nth(1).waitFor({ state: 'attached' });
    await page.locator('#url').fill('ws://example.com/ws');
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByRole('heading', { name: 'ws://example.com/ws' }).waitFor();
    assert.match(await settled(page), /Fails/);
    assert.deepEqual(await fileNames(page), ['/etc/nginx/nginx.conf', '/etc/nginx/conf.d/site.conf (1 finding)']);
    await page.screenshot({ path: join(pictures, 'playground-dump.png') });
    await page.locator('.findings > .error .link').click();
    await until(page, `document.querySelector('#file').value.endsWith('site.conf')`);
    await settled(page);
    await page.locator('#file').selectOption({ index: 0 });
    await settled(page);
    assert.equal(await textIn(page), main);
    await page.locator('.findings > .error .action').first().click();
    await page.getByRole('heading', { name: /^Connects/ }).waitFor();
    await page.locator('#file').selectOption({ index: 1 });
    await settled(page);
    assert.match(await textIn(page), /proxy_set_header Connection/);
  };

  test('the output of nginx -T, dropped', async () => {
    const page = await playground.open();
    await settled(page);
    await drop(page, { 'nginx-T.txt': dump });
    await repair(page);
  });

  test('the output of nginx -T, pasted', async () => {
    const page = await playground.open();
    await settled(page);
    await paste(page, dump);
    await repair(page);
  });

  test('what nginx says instead of a dump', async () => {
    const page = await playground.open();
    await settled(page);
    await drop(page, {
      'out.txt':
        'nginx: [emerg] unknown directive "x" in /etc/nginx/nginx.conf:3\nnginx: configuration file /etc/nginx/nginx.conf test failed\n',
    });
    await page.getByRole('alert').filter({ hasText: 'unknown directive "x"' }).waitFor();
  });

  test('a folder: its main file, what that includes, and nothing that is no text', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nginx-handshake-given-'));
    mkdirSync(join(folder, 'conf.d'));
    mkdirSync(join(folder, '.git'));
    writeFileSync(join(folder, 'conf.d/site.conf'), site);
    writeFileSync(join(folder, 'nginx.conf'), main);
    writeFileSync(join(folder, '.git/config'), '[core]');
    writeFileSync(join(folder, 'logo.png'), Buffer.from([137, 80, 78, 71, 0, 0]));
    const page = await playground.open();
    await settled(page);
    await page.locator('#folder').setInputFiles(folder);
    await page.locator('#file option').nth(1).waitFor({ state: 'attached' });
    await settled(page);
    assert.deepEqual(
      (await fileNames(page)).map((it) => it.replace(/ .*/, '')),
      ['/etc/nginx/nginx.conf', '/etc/nginx/conf.d/site.conf'],
    );
    await page.getByRole('alert').filter({ hasText: '2 of 4 files were left out' }).waitFor();
    rmSync(folder, { recursive: true });
  });

  test('a single file has its own name, and nothing at all is no error', async () => {
    const page = await playground.open();
    await settled(page);
    await drop(page, { 'site.conf': site });
    await page.locator('.findings .link', { hasText: 'site.conf:' }).first().waitFor();
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.locator('#verdict', { hasText: 'Paste a configuration' }).waitFor();
    assert.equal(await page.locator('#findings').innerText(), '');
    await paste(page, 'server { listen 80; }');
    await page.locator('#verdict', { hasText: 'no location here passes requests on' }).waitFor();
    await paste(page, site);
    await page.getByRole('heading', { name: 'ws://example.com/ws' }).waitFor();
  });

  for (const colorScheme of ['light', 'dark'] as const)
    test(`a screen reader has nothing to complain about, ${colorScheme}`, async () => {
      const page = await playground.open({ colorScheme });
      await settled(page);
      await assertReadable(page);
      await page.getByRole('button', { name: 'Fix all handshake problems that are safe to fix' }).click();
      await page.getByRole('heading', { name: /^Connects/ }).waitFor();
      await settled(page);
      await page.getByRole('button', { name: 'Share…' }).click();
      await page.locator('#link').waitFor();
      await assertReadable(page);
      await page.screenshot({ path: join(pictures, `playground-${colorScheme}.png`) });
    });

  test('a phone: nothing is wider than it, and what is touched is large enough', async () => {
    for (const width of [320, 390]) {
      const page = await playground.open({ viewport: { width, height: 740 }, hasTouch: true, isMobile: true });
      await settled(page);
      assert.ok((await page.evaluate<number>('document.documentElement.scrollWidth')) <= width);
      const small = await page.evaluate<readonly string[]>(
        `[...document.querySelectorAll('.action, select:not([hidden]), input:not([hidden])')].filter((it) => it.offsetParent !== null && it.offsetHeight < 28).map((it) => it.id || it.textContent)`,
      );
      assert.deepEqual(small, []);
      await assertReadable(page);
      await page.screenshot({ path: join(pictures, `playground-phone-${width}.png`), fullPage: true });
    }
  });

  test('a keyboard alone: out of the editor again, to a fix, and on from there', async () => {
    const page = await playground.open();
    await settled(page);
    const seen: string[] = [];
    const focused = (): Promise<string> =>
      page.evaluate<string>(
        `document.activeElement.id || document.activeElement.getAttribute('aria-label') || document.activeElement.textContent`,
      );
    for (let press = 0; press < 30 && seen.at(-1) !== 'Remove the line'; press++) {
      await page.keyboard.press('Tab');
      seen.push(await focused());
    }
    assert.deepEqual(seen.slice(0, 9), [
      'example',
      'open',
      'open-folder',
      'clear',
      'nginx configuration',
      'url',
      'Check',
      'version',
      'share',
    ]);
    assert.equal(seen.at(-1), 'Remove the line');
    const before = await page.locator('.findings > .error').count();
    await page.keyboard.press('Enter');
    await until(page, `document.querySelectorAll('.findings > .error').length < ${before}`);
    await settled(page);
    assert.notEqual(await page.evaluate('document.activeElement.localName'), 'body');
    assert.ok(await page.evaluate(`document.querySelector('.answers').contains(document.activeElement)`));
  });
});

async function assertReadable(page: Page): Promise<void> {
  // The policy of the page lets no script in but its own: the one of the test goes past it.
  await page.evaluate(`${axe}; undefined`);
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  assert.deepEqual(
    violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary ?? ''}`).join('\n')}`,
    ),
    [],
  );
}
