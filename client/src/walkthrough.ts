/** The example of the walkthrough: a small configuration that fails, with its finding in view. */
import * as vscode from 'vscode';

/** Relative to the extension. */
const example = 'examples/1-missing-headers/nginx.conf';

/** Set once the example has had a finding and has none any more: a step of the walkthrough is done then. */
const connects = 'nginxHandshake.exampleConnects';

/** Registers the commands; what is returned goes away with the extension. */
export function registerWalkthrough({ extension, extensionUri }: vscode.ExtensionContext): readonly vscode.Disposable[] {
  let shown: vscode.TextDocument | undefined;
  let failed = false;

  const open = async (): Promise<vscode.TextDocument> => {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, example));
    failed = false;
    shown = await vscode.workspace.openTextDocument({ language: 'nginx', content: new TextDecoder().decode(bytes) });
    await vscode.window.showTextDocument(shown, { preview: false });
    await look();
    return shown;
  };

  /** The first finding is brought into view; that there is none after one tells that the example was put right. */
  const look = async (): Promise<void> => {
    if (shown === undefined || shown.isClosed) return;
    const document = shown;
    const [first] = vscode.languages
      .getDiagnostics(document.uri)
      .filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
    if (first !== undefined && !failed) {
      failed = true;
      const editor = vscode.window.visibleTextEditors.find((it) => it.document === document);
      if (editor !== undefined) editor.selection = new vscode.Selection(first.range.start, first.range.start);
      editor?.revealRange(first.range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    }
    if (first === undefined && failed) await vscode.commands.executeCommand('setContext', connects, true);
  };

  return [
    vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      if (uris.some((uri) => uri.toString() === shown?.uri.toString())) void look();
    }),
    vscode.commands.registerCommand('nginxHandshake.openExample', open),
    vscode.commands.registerCommand('nginxHandshake.openWalkthrough', () =>
      vscode.commands.executeCommand('workbench.action.openWalkthrough', `${extension.id}#nginxHandshake.start`, false),
    ),
  ];
}
