/** What the tests inside VS Code need: to wait for diagnostics, to take a picture, to say what they saw. */
import { appendFile } from 'node:fs/promises';
import * as vscode from 'vscode';

/** Resolves as soon as our diagnostics of a document are as wanted; the launcher's time limit ends a wait in vain. */
export function diagnosticsUntil(
  uri: vscode.Uri,
  wanted: (diagnostics: readonly vscode.Diagnostic[]) => boolean,
): Promise<readonly vscode.Diagnostic[]> {
  return new Promise((resolve) => {
    const look = () => {
      const diagnostics = vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'nginx-handshake');
      if (!wanted(diagnostics)) return;
      subscription.dispose();
      resolve(diagnostics);
    };
    const subscription = vscode.languages.onDidChangeDiagnostics(look);
    look();
  });
}

/** The ids of the rules, in the order of the editor. */
export function codesOf(diagnostics: readonly vscode.Diagnostic[]): readonly (string | number | undefined)[] {
  return diagnostics.map(({ code }) => (typeof code === 'object' ? code.value : code));
}

/** Waits until each selector is visible; does nothing where nobody can see the screen (a desktop VS Code). */
export async function screenshot(name: string, ...selectors: readonly string[]): Promise<void> {
  const screen = process.env['NGINX_HANDSHAKE_SCREEN'];
  if (screen === undefined) return;
  const query = new URLSearchParams({ name });
  for (const selector of selectors) query.append('wait', selector);
  const response = await fetch(`${screen}?${query.toString()}`);
  if (!response.ok) throw new Error(`No picture ${name}: ${await response.text()}`);
}

/** A fact for the test outside, as a line of JSON. */
export async function report(name: string, value: unknown): Promise<void> {
  const file = process.env['NGINX_HANDSHAKE_REPORT'];
  if (file !== undefined) await appendFile(file, `${JSON.stringify([name, value])}\n`);
}
