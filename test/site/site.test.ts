/** The documentation site: no link without an end, no picture missing, and what people search for is found; in a real browser. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, posix } from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { AxeResults } from 'axe-core';
import { chromium as playwright, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { fromFragment } from '../../playground/page/share.ts';
import { rules } from '../../server/src/rules/index.ts';
import { rank, type Entry } from '../../site/page/rank.ts';
import { answersFolder, exampleOf, pagesFolder, readAnswers, readPage } from '../support/pages.ts';
import { chromium, root } from '../support/parts.ts';

const folder = mkdtempSync(join(tmpdir(), 'nginx-handshake-site-'));
execFileSync(process.execPath, ['--import', 'tsx', join(root, 'scripts/site.ts'), folder], { cwd: root });
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/'));
const pages = new Map(
  files
    .filter((file) => file.endsWith('.html') && !file.startsWith('playground/'))
    .map((file) => [file, readFileSync(join(folder, file), 'utf8')]),
);

test('each source has its page', () => {
  const named = (path: string): readonly string[] =>
    readdirSync(join(root, path))
      .filter((name) => name.endsWith('.md'))
      .map((name) => name.replace(/\.md$/, '.html'));
  const wanted = [
    ...named('docs'),
    ...named('docs/rules').map((name) => `rules/${name}`),
    ...named('docs/answers').map((name) => `answers/${name}`),
    ...['index.html', 'changelog.html', 'rules/index.html', 'answers/index.html', 'settings.html', 'privacy.html'],
  ];
  assert.deepEqual(
    wanted.filter((file) => !pages.has(file)),
    [],
  );
});

test('no link is dead, no picture is missing, no anchor leads nowhere', () => {
  const dead: string[] = [];
  for (const [file, html] of pages) {
    for (const [, attribute = '', value = ''] of html.matchAll(/\s(href|src|action)="([^"]*)"/g)) {
      if (value.startsWith('data:')) continue;
      if (/^[a-z]+:/.test(value)) {
        if (!URL.canParse(value) || !value.startsWith('https://')) dead.push(`${file}: ${value}`);
        continue;
      }
      const [path = '', anchor] = value.split('#');
      const target = path === '' ? file : posix.join(posix.dirname(file), decodeURIComponent(path));
      const there = statSync(join(folder, target), { throwIfNoEntry: false })?.isFile() === true;
      // What is behind the # of the page to paste into is a configuration.
      const hasAnchor =
        anchor === undefined || target === 'playground/index.html' || pages.get(target)?.includes(` id="${anchor}"`) === true;
      if (!there || !hasAnchor) dead.push(`${file}: ${attribute} ${value}`);
    }
  }
  assert.deepEqual(dead, []);
});

test('links into the repository are to files that it has', () => {
  const missing: string[] = [];
  for (const [file, html] of pages)
    for (const [url, path = ''] of html.matchAll(
      /https:\/\/github\.com\/nginx-handshake\/nginx-handshake\/blob\/v[\d.]+\/([^"#]*)/g,
    ))
      if (statSync(join(root, path), { throwIfNoEntry: false }) === undefined) missing.push(`${file}: ${url}`);
  assert.deepEqual(missing, []);
});

test('pages have one title each, of their own, and say what they are about', () => {
  const titles = [...pages].map(([file, html]) => [file, /<title>(.*)<\/title>/.exec(html)?.[1] ?? ''] as const);
  assert.equal(new Set(titles.map(([, title]) => title)).size, titles.length);
  for (const [file, html] of pages) {
    assert.equal([...html.matchAll(/<h1\b/g)].length, 1, `${file}: headings of the first level`);
    assert.match(html, /<meta name="description" content="[^"]{20,}">/, file);
    const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length, `${file}: an id twice`);
  }
});

test('each example can be tried as it stands on the page', async () => {
  for (const [folder, names] of [
    ['rules', rules.map(({ id }) => id)],
    ['answers', readAnswers().map(({ name }) => name)],
  ] as const)
    for (const name of names) {
      const fragment = /href="\.\.\/playground\/index\.html(#[^"]+)"/.exec(pages.get(`${folder}/${name}.html`) ?? '')?.[1] ?? '';
      const shared = await fromFragment(fragment);
      assert.ok(shared !== undefined && shared !== 'broken', name);
      const { text } = exampleOf(readPage(name, folder === 'rules' ? pagesFolder : answersFolder), 'Before');
      assert.deepEqual(shared.files, [{ path: '/etc/nginx/nginx.conf', text }]);
    }
});

test('what people type leads to the page with the answer, first', () => {
  const entries = JSON.parse(readFileSync(join(folder, 'search.json'), 'utf8')) as readonly Entry[];
  const first = (asked: string): string | undefined => rank(entries, asked)[0]?.[0];
  for (const { name, text } of readAnswers()) assert.equal(first(/^# (.*)/.exec(text)?.[1] ?? ''), `answers/${name}.html`);
  const asked: Readonly<Record<string, string>> = {
    'Unexpected response code: 400': 'answers/unexpected-response-code-400.html',
    'unexpected response code 301': 'answers/unexpected-response-code-301.html',
    '426 upgrade required': 'answers/426-upgrade-required.html',
    '[emerg] unknown "connection_upgrade" variable': 'answers/unknown-connection-upgrade-variable.html',
    'map directive is not allowed here': 'answers/map-directive-is-not-allowed-here.html',
    'origin not allowed': 'answers/unexpected-response-code-403.html',
    'WebSocket closes after 60 seconds': 'answers/closes-after-60-seconds.html',
    'Session ID unknown': 'rules/socketio-without-affinity.html',
    'unknown directive "“`nginx"': 'rules/markdown-fence.html',
  };
  for (const [words, page] of Object.entries(asked)) assert.equal(first(words), page, words);
  assert.equal(first(''), undefined);
  assert.equal(first('qwertz asdf'), undefined);
});

suite('in a browser', () => {
  let server: Server;
  let browser: Browser;
  let address: string;
  const wrong: string[] = [];
  const pictures = join(root, '.vscode-test/pictures');
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const types: Readonly<Record<string, string>> = {
    '.html': 'text/html; charset=utf-8',
    '.js': 'text/javascript',
    '.css': 'text/css',
  };
  before(async () => {
    mkdirSync(pictures, { recursive: true });
    server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://x').pathname;
      const file = join(folder, path.endsWith('/') ? `${path}index.html` : path);
      if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) response.writeHead(404).end();
      else
        response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' }).end(readFileSync(file));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // In a folder of its own, as on a host of pages.
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    browser = await playwright.launch({
      ...(chromium === undefined ? {} : { executablePath: chromium }),
      args: ['--no-sandbox', '--disable-gpu'],
    });
  });
  after(async () => {
    await browser.close();
    server.close();
    assert.deepEqual(wrong, [], 'errors of the pages');
  });

  const open = async (at: string, options: BrowserContextOptions = {}): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width: 1200, height: 860 }, ...options });
    const page = await context.newPage();
    page.on('pageerror', (error) => wrong.push(`${at}: ${String(error)}`));
    page.on('console', (it) => {
      if (it.type() === 'error') wrong.push(`${at}: ${it.text()}`);
    });
    await page.goto(address + at);
    return page;
  };

  const shown = [
    'index.html',
    'answers/unexpected-response-code-400.html',
    'rules/markdown-fence.html',
    'settings.html',
    'editors.html',
  ];
  for (const colorScheme of ['light', 'dark'] as const)
    test(`a screen reader has nothing to complain about, ${colorScheme}`, async () => {
      for (const at of shown) {
        const page = await open(at, { colorScheme });
        await page.evaluate(`${axe}; undefined`);
        const { violations } = await page.evaluate<AxeResults>('axe.run()');
        const told = violations.map(
          ({ id, nodes }) => `${at}: ${id}: ${nodes.map((it) => `${it.html} ${it.failureSummary ?? ''}`).join('\n')}`,
        );
        assert.deepEqual(told, []);
        await page.screenshot({ path: join(pictures, `site-${colorScheme}-${at.replaceAll(/\W/g, '-')}.png`) });
        await page.context().close();
      }
    });

  test('on a phone nothing is wider than it', async () => {
    for (const at of [...shown, 'rules/index.html', 'performance.html', 'command-line.html']) {
      const page = await open(at, { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
      assert.ok((await page.evaluate<number>('document.documentElement.scrollWidth')) <= 360, at);
      await page.screenshot({ path: join(pictures, `site-phone-${at.replaceAll(/\W/g, '-')}.png`) });
      await page.context().close();
    }
  });

  test('the search, by keyboard', async () => {
    const page = await open('rules/markdown-fence.html');
    await page.getByRole('searchbox').fill('Unexpected response code: 403');
    await page.locator('#results li').first().waitFor();
    assert.match((await page.locator('#found').textContent()) ?? '', /^\d+ pages? found$/);
    await page.screenshot({ path: join(pictures, 'site-search.png') });
    await page.keyboard.press('Enter');
    await page.locator('#results a:focus').first().waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Unexpected response code: 403' }).waitFor();
  });

  test('an example is tried', async () => {
    const page = await open('answers/unexpected-response-code-301.html');
    await page.getByRole('link', { name: 'Try this example' }).click();
    await page.getByRole('heading', { name: 'Fails (301)' }).waitFor();
    const rule = page.locator('.findings a', { hasText: 'trailing-slash-redirect' });
    assert.equal(await rule.getAttribute('href'), '../rules/trailing-slash-redirect.html');
    await page.getByRole('link', { name: 'Documentation' }).click();
    await page.getByRole('heading', { level: 1, name: 'nginx Handshake' }).waitFor();
  });

  test('the page to paste into is a part of it', async () => {
    const page = await open('index.html');
    await page.getByRole('navigation').getByRole('link', { name: 'Paste a configuration' }).click();
    await page.getByRole('heading', { name: 'Fails' }).waitFor();
  });
});
