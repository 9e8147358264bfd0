#!/usr/bin/env -S node --import tsx
/**
 * The embedded VS Code behind the command line of the desktop one, as far as tests need it, shown in a headless Chromium:
 * `--install-extension FILE`, or `--extensionDevelopmentPath=… --extensionTestsPath=… FOLDER`; `--extensions-dir`, `--user-data-dir`.
 * The tests find NGINX_HANDSHAKE_SCREEN in their environment: an URL that takes screenshots (`?name=…`, after what `wait=CSS selector`
 * names is visible and what `gone=CSS selector` names is not; then `type=text` and `press=key` go to the keyboard,
 * the key again and again where `until=CSS selector` names what shall be visible then)
 * into the folder NGINX_HANDSHAKE_PICTURES.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium as playwright, type Page } from 'playwright-core';
import { chromium } from '../test/support/parts.ts';
import { fetchVSCode } from './vscode-fetch.ts';
import { installExtension } from './vscode-package.ts';
import { serveVSCode } from './vscode-serve.ts';

const pictures = process.env['NGINX_HANDSHAKE_PICTURES'] ?? '.';
const timeLimit = 300_000;

/** Not built here; VS Code does without them, and complains. */
const nativeModules = /bindings file|watchdog/;

const { values, positionals } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: {
    'install-extension': { type: 'string' },
    'extensions-dir': { type: 'string' },
    'user-data-dir': { type: 'string' },
    extensionDevelopmentPath: { type: 'string' },
    extensionTestsPath: { type: 'string' },
  },
});

const extensions = text('extensions-dir');
if (values['install-extension'] === undefined) process.exitCode = await runTests();
else installExtension(await fetchVSCode(), text('install-extension'), extensions);

async function runTests(): Promise<number> {
  const browser = await playwright.launch({
    ...(chromium === undefined ? {} : { executablePath: chromium }),
    // Debian's Chromium refuses its sandbox to root, as whom CI runs.
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update'],
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 }, deviceScaleFactor: 1.5 });
  const screen = await takeScreenshots(page);
  const { host, stop } = await serveVSCode(await fetchVSCode(), {
    data: text('user-data-dir'),
    extensions,
    port: 0,
    // The driver is what lets a workbench in the browser run extension tests.
    arguments: ['--without-connection-token', '--enable-smoke-test-driver'],
    env: { NGINX_HANDSHAKE_SCREEN: screen.url },
  });
  try {
    return await openWorkbench(page, host);
  } finally {
    await browser.close();
    screen.close();
    await stop();
  }
}

/** Resolves to the exit code of the tests. */
async function openWorkbench(page: Page, host: string): Promise<number> {
  const exit = new Promise<number>((resolve) => void page.exposeFunction('codeAutomationExit', resolve));
  const said: string[] = [];
  await page.exposeFunction('codeAutomationLog', (_type: string, args: readonly unknown[]) =>
    said.push(args.map(String).join(' ')),
  );
  const remote = (path: string) => `vscode-remote://${host}${path}`;
  const payload = [
    ['extensionDevelopmentPath', remote(text('extensionDevelopmentPath'))],
    ['extensionTestsPath', remote(text('extensionTestsPath'))],
    ['skipWelcome', 'true'],
  ];
  const query = new URLSearchParams({ folder: positionals[0] ?? '', payload: JSON.stringify(payload) });
  await page.goto(`http://${host}/?${query.toString()}`);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`The tests in VS Code did not end within ${timeLimit / 1000} s`));
    }, timeLimit);
  });
  let code = 1;
  try {
    code = await Promise.race([exit, late]);
    return code;
  } finally {
    clearTimeout(timer);
    // VS Code's own log is long, and of use only here.
    if (code !== 0) console.error(said.filter((line) => !nativeModules.test(line)).join('\n'));
  }
}

/** The tests run in the extension host, the screen is here: they ask for a picture over HTTP. */
async function takeScreenshots(page: Page): Promise<{ readonly url: string; readonly close: () => void }> {
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const answer = async () => {
      const name = searchParams.get('name');
      // The picture is taken in any case: it says best why something did not appear.
      try {
        for (const selector of searchParams.getAll('wait')) await page.locator(selector).first().waitFor({ timeout: 60_000 });
        for (const selector of searchParams.getAll('gone'))
          await page.locator(selector).first().waitFor({ state: 'hidden', timeout: 60_000 });
        for (const typed of searchParams.getAll('type')) await page.keyboard.type(typed);
        const until = searchParams.get('until');
        for (const key of searchParams.getAll('press')) {
          if (until === null) await page.keyboard.press(key);
          else await pressUntil(page, key, until);
        }
      } finally {
        if (name !== null) await page.screenshot({ path: join(pictures, `${name}.png`) });
      }
    };
    answer().then(
      () => response.end(),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() };
}

/** A walk by keyboard: fails where it does not come to what is looked for. */
async function pressUntil(page: Page, key: string, selector: string): Promise<void> {
  for (let pressed = 0; pressed < 100; pressed++) {
    if (await page.locator(selector).first().isVisible()) return;
    await page.keyboard.press(key);
    await page.waitForTimeout(50);
  }
  throw new Error(`${key} does not lead to ${selector}`);
}

function text(name: string): string {
  const value = values[name];
  if (typeof value !== 'string') throw new Error(`--${name} is needed`);
  return value;
}
