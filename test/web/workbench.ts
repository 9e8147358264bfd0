/** VS Code's own workbench in a browser, as vscode.dev is: files, and no server behind it but one that hands them out. */
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { fetchVSCode } from '../../scripts/vscode-fetch.ts';
import { packagedExtension } from '../support/packaged.ts';
import { root } from '../support/parts.ts';
import { unzip } from '../support/unzip.ts';
import { serveFiles, startBrowser } from './browser.ts';
import type { Scene } from './host/outside.ts';

/** Where the pictures of the last run are. */
export const pictures = join(root, '.vscode-test/pictures');

/**
 * Opens `memory://repository/site` with the packaged extension and with `host`, an extension of test/web/host that brings the files and
 * says what it sees. Gives what it reported; rejects when it failed. `place` is a folder for the package.
 */
export async function runInWorkbench(host: string, place: string): Promise<ReadonlyMap<string, unknown>> {
  const { server } = await fetchVSCode();
  const code = dirname(dirname(server));
  const pages = new Map<string, string | Uint8Array>([
    [workbench, withoutMachine(readFileSync(join(code, workbench.slice('/code/'.length)), 'utf8'))],
    ['/host/package.json', JSON.stringify(manifest)],
    ['/host/extension.js', await bundle(host)],
  ]);
  for (const [name, content] of unzip(readFileSync(packagedExtension(place))))
    if (name.startsWith('extension/')) pages.set(`/ours/${name.slice('extension/'.length)}`, content);
  const reports = new Map<string, unknown>();
  let ended: (error: string | undefined) => void = () => undefined;
  const end = new Promise<string | undefined>((resolve) => (ended = resolve));
  const browser = await startBrowser();
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 }, deviceScaleFactor: 1.5 });
  const said: string[] = [];
  page.on('console', (message) => void said.push(message.text()));
  page.on('pageerror', (error) => void said.push(String(error)));
  const site = await serveFiles(pages, new Map([['/code/', code]]), {
    '/report': ({ name, value }: { readonly name: string; readonly value: unknown }) => {
      reports.set(name, value);
      return Promise.resolve();
    },
    '/screen': (scene: Scene) => show(page, scene),
    '/end': ({ error }: { readonly error?: string }) => {
      ended(error);
      return Promise.resolve();
    },
  });
  pages.set('/', pageOf(site.origin));
  mkdirSync(pictures, { recursive: true });
  try {
    // The panel copies its text.
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: site.origin });
    await page.goto(`${site.origin}/`);
    const failed = await Promise.race([end, late()]);
    if (failed === undefined) return reports;
    await page.screenshot({ path: join(pictures, 'web-failed.png') });
    throw new Error(`${failed}\nIt had reported so far: ${[...reports.keys()].join(', ')}\n${said.slice(-20).join('\n')}`);
  } finally {
    await browser.close();
    site.stop();
  }
}

const workbench = '/code/out/vs/code/browser/workbench/workbench.js';
const timeLimit = 120_000;

const manifest = {
  name: 'repository',
  publisher: 'test',
  version: '0.0.0',
  engines: { vscode: '^1.91.0' },
  browser: './extension.js',
  activationEvents: ['*', 'onFileSystem:memory'],
};

const settings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'editor.minimap.enabled': false,
  'editor.hover.above': false,
};

/** The embedded VS Code takes for granted that the machine that serves it is there to work on; this takes that out again. */
function withoutMachine(script: string): string {
  const changes: readonly (readonly [RegExp, string])[] = [
    [/,remoteAuthority:location\.host\}/, '}'],
    [/\.with\(\{scheme:\w+\.vscodeRemote\}\),"User"\)/, '.with({scheme:"vscode-userdata"}),"User")'],
  ];
  return changes.reduce((text, [pattern, by]) => {
    if (!pattern.test(text)) throw new Error(`${pattern.source}: VS Code's workbench is another one now`);
    return text.replace(pattern, by);
  }, script);
}

function pageOf(origin: string): string {
  const [scheme, authority] = origin.split('://');
  const configuration = {
    folderUri: { scheme: 'memory', authority: 'repository', path: '/site' },
    additionalBuiltinExtensions: ['/host', '/ours'].map((path) => ({ scheme, authority, path })),
    configurationDefaults: settings,
    webviewEndpoint: `${origin}/code/out/vs/workbench/contrib/webview/browser/pre/`,
    userDataPath: '/',
    ...{ isEnabledFileDownloads: false, isEnabledFileUploads: false, isEnabledCoderGettingStarted: false },
  };
  const escaped = JSON.stringify(configuration).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  return `<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta id="vscode-workbench-web-configuration" data-settings="${escaped}">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/code/out/vs/code/browser/workbench/workbench.css">
</head>
<body aria-label=""></body>
<script>globalThis._VSCODE_FILE_ROOT = '${origin}/code/out/';</script>
<script type="module" src="/code/out/nls.messages.js"></script>
<script type="module" src="${workbench}"></script>
</html>
`;
}

/** The picture is taken in any case: it says best why something did not appear. */
async function show(page: Page, { visible = [], gone = [], type, press, click, picture }: Scene): Promise<void> {
  try {
    for (const selector of visible) await page.locator(selector).first().waitFor({ timeout: 30_000 });
    for (const selector of gone) await page.locator(selector).first().waitFor({ state: 'hidden', timeout: 30_000 });
    if (type !== undefined) await page.keyboard.type(type);
    if (press !== undefined) await page.keyboard.press(press);
  } finally {
    if (picture !== undefined) await page.screenshot({ path: join(pictures, `${picture}.png`), animations: 'disabled' });
  }
  if (click !== undefined) await page.locator(click).first().click();
}

function late(): Promise<string> {
  return new Promise((resolve) => {
    setTimeout(() => {
      resolve(`It did not end within ${timeLimit / 1000} s`);
    }, timeLimit).unref();
  });
}

/** For the extension host in a browser, which has nothing of Node. */
async function bundle(host: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'test/web/host', host)],
    ...{ bundle: true, write: false, platform: 'browser', format: 'cjs', target: 'es2022', external: ['vscode'] },
  });
  return outputFiles[0]?.text ?? '';
}
