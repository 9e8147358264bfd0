/** `npm start` where no `code` is on the PATH: the address that it prints shows the extension on the examples. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { after, test } from 'node:test';
import { chromium as playwright } from 'playwright-core';
import { chromium, root } from '../support/parts.ts';
import { pictures } from './vscode.ts';

let start: ChildProcess | undefined;
after(() => start?.kill('SIGINT'));

test('the printed address opens a VS Code with the examples and the extension', async () => {
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !existsSync(join(folder, 'code')));
  start = spawn(process.execPath, ['--import', 'tsx', 'scripts/start.ts'], {
    cwd: root,
    env: { ...process.env, PATH: path.join(delimiter) },
  });
  const url = await printedAddress(start);
  assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\//);

  const browser = await playwright.launch({ executablePath: chromium ?? '', args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    await page.goto(url);
    for (const example of readdirSync(join(root, 'examples')))
      await page.getByRole('treeitem', { name: example }).first().waitFor();
    await page.getByRole('treeitem', { name: 'article' }).first().click();
    await page.getByRole('treeitem', { name: 'nginx.conf' }).first().click();
    // The language in the status bar comes from the extension: VS Code knows no nginx of its own.
    await page.getByRole('button', { name: 'nginx', exact: true }).waitFor();
    await page.screenshot({ path: join(pictures, 'start.png') });
  } finally {
    await browser.close();
  }
});

function printedAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (chunk: Buffer) => {
      said += chunk.toString();
      const url = /Open (http:\S+)/.exec(said)?.[1];
      if (url !== undefined) resolve(url);
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('exit', () => {
      reject(new Error(said));
    });
  });
}
