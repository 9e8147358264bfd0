/** What the tests inside VS Code need: to wait for diagnostics, to take a picture, to say what they saw. */
import { appendFile } from 'node:fs/promises';
import * as vscode from 'vscode';

export * from './seen.ts';

/** A selector of what the panel shows, for `screen`: the page is in a frame of a frame. */
export function inPanel(selector: string): string {
  const enter = 'internal:control=enter-frame';
  return ['iframe.webview', enter, '#active-frame', enter, selector].join(' >> ');
}

/** The panels of ours among the tabs of the window. */
export function openPanels(): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.includes('nginxHandshake.panel'));
}

/** Resolves as soon as the visible read-only document of a scheme says what is wanted. */
export function shownUntil(scheme: string, wanted: (text: string) => boolean): Promise<vscode.TextDocument> {
  return new Promise((resolve) => {
    const look = () => {
      const shown = vscode.window.visibleTextEditors.find(({ document }) => document.uri.scheme === scheme)?.document;
      if (shown === undefined || !wanted(shown.getText())) return;
      vscode.Disposable.from(...subscriptions).dispose();
      resolve(shown);
    };
    const subscriptions = [
      vscode.workspace.onDidChangeTextDocument(look),
      vscode.window.onDidChangeVisibleTextEditors(look),
      vscode.window.onDidChangeActiveTextEditor(look),
    ];
    look();
  });
}

export interface Scene {
  /** CSS selectors of what must be visible, and of what must not. */
  readonly visible?: readonly string[];
  readonly gone?: readonly string[];
  /** What a user types then, and the key that is pressed after it. */
  readonly type?: string;
  readonly press?: string;
  /** The key is pressed again and again until this is visible. */
  readonly until?: string;
  /** Name of a picture to take then. */
  readonly picture?: string;
}

/** Waits until the screen looks so; does nothing where nobody can see it (a desktop VS Code). */
export async function screen({ visible = [], gone = [], type, press, until, picture }: Scene): Promise<void> {
  const url = process.env['NGINX_HANDSHAKE_SCREEN'];
  if (url === undefined) return;
  const query = new URLSearchParams(picture === undefined ? {} : { name: picture });
  for (const selector of visible) query.append('wait', selector);
  for (const selector of gone) query.append('gone', selector);
  if (type !== undefined) query.append('type', type);
  if (press !== undefined) query.append('press', press);
  if (until !== undefined) query.append('until', until);
  const response = await fetch(`${url}?${query.toString()}`);
  if (!response.ok) throw new Error(`The screen does not show it: ${await response.text()}`);
}

/** A fact for the test outside, as a line of JSON. */
export async function report(name: string, value: unknown): Promise<void> {
  const file = process.env['NGINX_HANDSHAKE_REPORT'];
  if (file !== undefined) await appendFile(file, `${JSON.stringify([name, value])}\n`);
}
