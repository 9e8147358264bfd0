/** The page to paste into, built, behind a web server of static files, in a real browser. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium as playwright, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { chromium, root } from '../support/parts.ts';

export interface Sent {
  readonly path: string;
  /** Compressed, in bytes. */
  readonly size: number;
}

export interface Playground {
  readonly folder: string;
  readonly address: string;
  /** What the server was asked for, in its order. */
  readonly sent: Sent[];
  /** A page of its own; what goes wrong in it fails the test that closes it. */
  readonly open: (options?: BrowserContextOptions & { readonly at?: string }) => Promise<Page>;
  readonly close: () => Promise<void>;
}

/** Where the pictures of the last run are. */
export const pictures = join(root, '.vscode-test/pictures');

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain',
};

export async function openPlayground(): Promise<Playground> {
  mkdirSync(pictures, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), 'nginx-handshake-playground-'));
  execFileSync(process.execPath, [join(root, 'scripts/playground.mjs'), folder]);
  const sent: Sent[] = [];
  const compressed = new Map<string, Buffer>();
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').replace(/\?.*$/, '');
    const file = join(folder, path === '/' ? 'index.html' : path);
    if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) {
      response.writeHead(404).end();
      return;
    }
    const body = compressed.get(file) ?? gzipSync(readFileSync(file));
    compressed.set(file, body);
    sent.push({ path, size: body.length });
    const headers = { 'content-type': types[extname(file)] ?? '', 'content-encoding': 'gzip', 'cache-control': 'max-age=600' };
    response.writeHead(200, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser: Browser = await playwright.launch({
    ...(chromium === undefined ? {} : { executablePath: chromium }),
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const wrong: string[] = [];
  return {
    folder,
    address,
    sent,
    async open({ at = '', ...options } = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
      const page = await context.newPage();
      page.on('pageerror', (error) => wrong.push(String(error)));
      page.on('console', (it) => {
        if (it.type() === 'error') wrong.push(it.text());
      });
      await page.goto(`${address}${at}`);
      return page;
    },
    async close() {
      await browser.close();
      server.close();
      rmSync(folder, { recursive: true, force: true });
      assert.deepEqual(
        wrong.filter((it) => !it.includes('Content Security Policy')),
        [],
        'errors of the pages',
      );
    },
  };
}

/** Waits until nothing more is to be said of what is there now; the heading of the verdict. */
export async function settled(page: Page): Promise<string> {
  await page.locator('#findings[aria-busy=false]').waitFor();
  return (await page.locator('#verdict h3').first().textContent()) ?? '';
}

/** Puts a text into the place of what is there, as a paste does. */
export async function paste(page: Page, text: string): Promise<void> {
  await page.locator('.cm-content').focus();
  await page.keyboard.press('Control+a');
  await page.evaluate(`{
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', ${JSON.stringify(text)});
    document.querySelector('.cm-content').dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }`);
}

/** Drops files on the page, by their names. */
export async function drop(page: Page, files: Readonly<Record<string, string>>): Promise<void> {
  await page.evaluate(`{
    const dataTransfer = new DataTransfer();
    for (const [name, text] of Object.entries(${JSON.stringify(files)})) dataTransfer.items.add(new File([text], name));
    for (const kind of ['dragenter', 'dragover', 'drop'])
      document.querySelector('.cm-content').dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
  }`);
}

/** The text in the editor, all of it. */
export function textIn(page: Page): Promise<string> {
  return page.evaluate<string>(`document.querySelector('.cm-content').cmTile.root.view.state.doc.toString()`);
}

/** Waits until an expression is true in the page, whose policy lets nobody evaluate text in it but the debugger. */
export async function until(page: Page, expression: string): Promise<void> {
  const end = Date.now() + 60_000;
  while (!(await page.evaluate<boolean>(expression))) {
    if (Date.now() > end) throw new Error(`Still not so: ${expression}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
