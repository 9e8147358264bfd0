/** What the editor says of a document, on a machine and in a browser alike. */
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

/** Where a text stands first. */
export function positionOf(document: vscode.TextDocument, text: string): vscode.Position {
  return document.positionAt(document.getText().indexOf(text));
}

/** What lenses say; those that test a WebSocket stand beside them. */
export async function lensesOf(document: vscode.TextDocument): Promise<readonly vscode.CodeLens[]> {
  return (await allLensesOf(document)).filter(({ command }) => command?.command !== 'nginxHandshake.probe');
}

export async function allLensesOf({ uri }: vscode.TextDocument): Promise<readonly vscode.CodeLens[]> {
  return vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 100);
}

/** What the panel says as text, as soon as it is what is wanted; a wait in vain says what there is. */
export async function panelUntil(wanted: (text: string) => boolean): Promise<string> {
  const end = Date.now() + 120_000;
  for (;;) {
    const text = await vscode.commands.executeCommand<string | undefined>('nginxHandshake.copyPanel');
    if (text !== undefined && wanted(text)) return text;
    if (Date.now() > end) throw new Error(`${String(wanted)} does not come; the panel says: ${text ?? 'nothing'}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
