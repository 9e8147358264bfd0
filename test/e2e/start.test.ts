/** `npm start` where no `code` is on the PATH: the address that it prints shows the first example, with its finding; the walkthrough leads on. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { after, test } from 'node:test';
import { chromium as playwright, type Page } from 'playwright-core';
import { chromium, root } from '../support/parts.ts';
import { pictures } from './vscode.ts';

let start: ChildProcess | undefined;
after(() => start?.kill('SIGINT'));

test('the printed address opens the first example with its finding in view, and the walkthrough leads to its end', async () => {
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !existsSync(join(folder, 'code')));
  start = spawn(process.execPath, ['--import', 'tsx', 'scripts/start.ts'], {
    cwd: root,
    env: { ...process.env, PATH: path.join(delimiter) },
  });
  const { url, said } = await printed(start);
  assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\//);
  assert.match(said(), /What to try:\n[^]*1\. examples\/1-missing-headers\/nginx\.conf is open at line \d+:\d+/);

  const browser = await playwright.launch({ executablePath: chromium ?? '', args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    await page.goto(url);
    await page.locator('.squiggly-error').first().waitFor({ timeout: 60_000 });
    await page.locator('.codelens-decoration :text("WebSocket: fails")').first().waitFor();
    // The language in the status bar comes from the extension: VS Code knows no nginx of its own.
    await page.getByRole('button', { name: 'nginx', exact: true }).waitFor();
    for (const example of readdirSync(join(root, 'examples')))
      await page.getByRole('treeitem', { name: example }).first().waitFor();
    await page.screenshot({ path: join(pictures, 'start.png') });

    await page.keyboard.press('F1');
    await page.keyboard.type('nginx Handshake: Get Started');
    await page.locator('.quick-input-list .focused :text("Get Started")').first().waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('From a broken WebSocket to a working one').first().waitFor();
    // Its picture stands beside the steps where there is room.
    await page.setViewportSize({ width: 1600, height: 800 });
    await page.locator('.getting-started-media img').first().waitFor();
    await page.screenshot({ path: join(pictures, 'walkthrough.png') });
    await page.getByRole('button', { name: 'Open the example' }).first().click();
    await page
      .getByRole('tab', { name: /Untitled/ })
      .first()
      .waitFor();
    await page.locator('.squiggly-error').first().waitFor();
    await page.screenshot({ path: join(pictures, 'walkthrough-example.png') });
    // The lens moves the lines: a menu that is open then closes.
    await page.locator('.codelens-decoration :text("WebSocket: fails")').first().waitFor();
    await pressUntil(page, 'Control+.', '.action-widget .action');
    await page.screenshot({ path: join(pictures, 'walkthrough-fixes.png') });
    await page.keyboard.press('Enter');
    await page.locator('.codelens-decoration :text("WebSocket: connects")').first().waitFor();
    await page.locator('.squiggly-error').first().waitFor({ state: 'hidden' });
    await page
      .getByRole('tab', { name: /^Welcome/ })
      .first()
      .click();
    await page.getByRole('checkbox', { name: 'Repair it: Completed' }).waitFor();
    await page.screenshot({ path: join(pictures, 'walkthrough-done.png') });
  } finally {
    await browser.close();
  }
});

/** A menu may close again when the editor draws anew beside it. */
async function pressUntil(page: Page, key: string, selector: string): Promise<void> {
  const wanted = page.locator(selector).first();
  for (let tries = 0; tries < 30 && !(await wanted.isVisible()); tries++) {
    await page.keyboard.press(key);
    await wanted.waitFor({ timeout: 2000 }).catch(() => undefined);
  }
  await wanted.waitFor();
}

/** The address as soon as it is there, and all that was printed by then and later. */
function printed(child: ChildProcess): Promise<{ readonly url: string; readonly said: () => string }> {
  return new Promise((resolve, reject) => {
    let all = '';
    const listen = (chunk: Buffer) => {
      all += chunk.toString();
      const url = /Open (http:\S+)\n[^]*Ctrl\+C ends it/.exec(all)?.[1];
      if (url !== undefined) resolve({ url, said: () => all });
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('exit', () => {
      reject(new Error(all));
    });
  });
}
