/** Variables are seen in VS Code's default themes, before the language server has said what they are, and after it. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, suite, test } from 'node:test';
import { chromium as playwright, type Page } from 'playwright-core';
import type { IRawThemeSetting } from 'vscode-textmate';
import { fetchVSCode } from '../../scripts/vscode-fetch.ts';
import { serveVSCode } from '../../scripts/vscode-serve.ts';
import { loadGrammar } from '../grammar-textmate/textmate.ts';
import { contrast, distance } from '../support/colours.ts';
import { installedExtensions } from '../support/packaged.ts';
import { chromium, root } from '../support/parts.ts';
import { pictures } from './vscode.ts';

const themes: Readonly<Record<string, string>> = {
  'Dark 2026': '2026-dark',
  'Light 2026': '2026-light',
  'Dark Modern': 'dark_modern',
  'Light Modern': 'light_modern',
  'Dark+': 'dark_plus',
  'Light+': 'light_plus',
  'Default High Contrast': 'hc_black',
  'Default High Contrast Light': 'hc_light',
};

/** The last two give no variable a colour of its own; what the language server says is coloured in them all the same. */
const shown = ['Dark 2026', 'Light 2026', 'Dark Modern', 'Light Modern', 'Dark (Visual Studio)', 'Light (Visual Studio)'];

const configuration = readFileSync(join(root, 'test/e2e/highlighted.conf'), 'utf8');

interface Seen {
  readonly background: string;
  /** The colour of the text that begins where a mark of the configuration is. */
  readonly of: Readonly<Record<'own' | 'nginx' | 'plain' | 'inText' | 'text', string>>;
}

function assertSeen({ background, of }: Seen): void {
  for (const [name, beside] of [
    ['own', of.plain],
    ['nginx', of.plain],
    ['inText', of.text],
  ] as const) {
    const said = `${name} ${of[name]} beside ${beside} on ${background}`;
    assert.ok(distance(of[name], beside) >= 15, `${said}: distance ${distance(of[name], beside).toFixed(0)}`);
    assert.ok(contrast(of[name], background) >= 4.5, `${said}: contrast ${contrast(of[name], background).toFixed(1)}`);
  }
}

/** Where in the configuration the words stand whose colours are compared: line from 0, and column. */
const marks: Readonly<Record<keyof Seen['of'], { readonly line: number; readonly column: number }>> = {
  own: placeOf('$backend_of_room'),
  nginx: placeOf('$http_upgrade'),
  plain: placeOf('Upgrade'),
  inText: placeOf('$room"'),
  text: placeOf('room is'),
};

function placeOf(text: string): { readonly line: number; readonly column: number } {
  const line = configuration.split('\n').findIndex((it) => it.includes(text));
  assert.ok(line >= 0, text);
  return { line, column: configuration.split('\n')[line]?.indexOf(text) ?? 0 };
}

suite('variables in the default themes', () => {
  for (const [name, file] of Object.entries(themes))
    test(`${name}, by the grammar alone`, async () => {
      assertSeen(await byGrammar(file));
    });

  const place = mkdtempSync(join(tmpdir(), 'nginx-handshake-themes-'));
  const running: (() => Promise<void>)[] = [];
  after(async () => {
    for (const stop of running.reverse()) await stop();
    rmSync(place, { recursive: true, force: true, maxRetries: 5 });
  });

  test('in a real VS Code, with what the language server says', async () => {
    const folder = join(place, 'example');
    mkdirSync(join(folder, '.vscode'), { recursive: true });
    writeFileSync(join(folder, 'nginx.conf'), configuration);
    const settings = join(folder, '.vscode/settings.json');
    writeFileSync(settings, JSON.stringify({ 'workbench.colorTheme': shown[0], 'nginxHandshake.codeLens': 'off' }));
    const vscode = await fetchVSCode();
    const { host, stop } = await serveVSCode(vscode, {
      data: join(place, 'data'),
      extensions: installedExtensions(place),
      port: 0,
      arguments: ['--without-connection-token', '--default-folder', folder],
    });
    running.push(stop);
    const browser = await playwright.launch({ executablePath: chromium ?? '', args: ['--no-sandbox', '--disable-gpu'] });
    running.push(() => browser.close());
    const page = await browser.newPage({ viewport: { width: 1000, height: 560 } });
    await page.goto(`http://${host}/`);
    await page.getByRole('treeitem', { name: 'nginx.conf' }).first().dblclick();
    for (const theme of shown) {
      if (theme !== shown[0]) await choose(page, theme);
      const seen = await untilServed(page, theme);
      await page.screenshot({ path: join(pictures, `theme-${theme.replaceAll(/\W+/g, '-').toLowerCase()}.png`) });
      assertSeen(seen);
    }
  });
});

/** The colours that the grammar and a theme of VS Code give, by VS Code's own engine. */
async function byGrammar(theme: string): Promise<Seen> {
  const code = dirname(dirname((await fetchVSCode()).server));
  const { colours, rules } = readTheme(join(code, 'extensions/theme-defaults/themes'), `${theme}.json`);
  const isDark = /dark|black/.test(theme);
  // What VS Code takes where a theme says nothing.
  const foreground = colours['editor.foreground'] ?? (theme === 'hc_light' ? '#292929' : isDark ? '#bbbbbb' : '#333333');
  const background = colours['editor.background'] ?? (isDark ? '#1e1e1e' : '#ffffff');
  const { grammar, colours: palette } = await loadGrammar(createRequire(join(code, 'node_modules/any.js')), {
    settings: [{ settings: { foreground, background } }, ...rules],
  });
  const lines: Uint32Array[] = [];
  let stack = null as Parameters<typeof grammar.tokenizeLine2>[1];
  for (const line of configuration.split('\n')) {
    const { tokens, ruleStack } = grammar.tokenizeLine2(line, stack);
    lines.push(tokens);
    stack = ruleStack;
  }
  const colourAt = ({ line, column }: { readonly line: number; readonly column: number }) => {
    const tokens = lines[line] ?? new Uint32Array();
    let metadata = 0;
    for (let at = 0; at < tokens.length && (tokens[at] ?? 0) <= column; at += 2) metadata = tokens[at + 1] ?? 0;
    return palette[(metadata >>> 15) & 0x1ff] ?? '';
  };
  return { background, of: mapMarks(colourAt) };
}

function mapMarks(colourAt: (place: { readonly line: number; readonly column: number }) => string): Seen['of'] {
  const { own, nginx, plain, inText, text } = marks;
  return {
    own: colourAt(own),
    nginx: colourAt(nginx),
    plain: colourAt(plain),
    inText: colourAt(inText),
    text: colourAt(text),
  };
}

interface ThemeFile {
  readonly include?: string;
  readonly colors?: Readonly<Record<string, string>>;
  readonly tokenColors?: readonly IRawThemeSetting[];
}

function readTheme(
  folder: string,
  file: string,
): { colours: Readonly<Record<string, string>>; rules: readonly IRawThemeSetting[] } {
  const { include, colors, tokenColors = [] } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as ThemeFile;
  const base = include === undefined ? { colours: {}, rules: [] } : readTheme(folder, include);
  return { colours: { ...base.colours, ...colors }, rules: [...base.rules, ...tokenColors] };
}

/** By keyboard, as a user does. */
async function choose(page: Page, theme: string): Promise<void> {
  await page.keyboard.press('Control+K');
  await page.keyboard.press('Control+T');
  await page.locator('.quick-input-widget input[placeholder^="Select Color Theme"]').waitFor();
  await page.keyboard.type(theme);
  await page.locator(`.quick-input-list .focused:has-text("${theme}")`).first().waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
}

/** The colours on the screen, as soon as the theme is there and a variable of nginx's own looks other than one of the file. */
async function untilServed(page: Page, theme: string): Promise<Seen> {
  const until = Date.now() + 60_000;
  for (;;) {
    const seen = await onScreen(page);
    const isDark = theme.includes('Dark');
    if (seen !== undefined && contrast(seen.background, '#000000') < 4 === isDark && seen.of.own !== seen.of.nginx) return seen;
    if (Date.now() > until) throw new Error(`${theme}: the screen shows ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** `undefined` as long as not all of it is drawn. */
async function onScreen(page: Page): Promise<Seen | undefined> {
  return page.evaluate<Seen | undefined>(`(${coloursOnPage})(${JSON.stringify(marks)})`);
}

/** Runs in the page: the words of a line are spans of one colour each. */
const coloursOnPage = String.raw`(places) => {
  const hex = (colour) => '#' + colour.match(/\d+/g).slice(0, 3).map((it) => Number(it).toString(16).padStart(2, '0')).join('');
  const editor = document.querySelector('.editor-instance .monaco-editor-background');
  if (editor === null) return undefined;
  const top = (line) => Number.parseFloat(line.style.top);
  const lines = [...document.querySelectorAll('.editor-instance .view-line')].sort((a, b) => top(a) - top(b));
  const of = {};
  for (const [name, { line, column }] of Object.entries(places)) {
    let at = 0;
    for (const span of lines[line]?.querySelectorAll('span > span') ?? []) {
      const length = span.textContent.length;
      if (at <= column && column < at + length) of[name] = hex(getComputedStyle(span).color);
      at += length;
    }
    if (of[name] === undefined) return undefined;
  }
  return { background: hex(getComputedStyle(editor).backgroundColor), of };
}`;
