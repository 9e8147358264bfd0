/** An extension that brings a repository in memory, and then uses ours on it as somebody on github.dev does. */
import * as vscode from 'vscode';
import { allLensesOf, codesOf, diagnosticsUntil, panelUntil, positionOf } from '../../e2e/host/seen.ts';
import { ok } from './assert.ts';
import { createMemoryFiles, type MemoryFiles } from './memory-files.ts';
import { outside, type Outside } from './outside.ts';

const { executeCommand } = vscode.commands;

const texts = {
  '/site/nginx.conf': `events {}

http {
    include maps.inc;
    include conf.d/*.conf;
}
`,
  '/site/maps.inc': "map $http_upgrade $connection_upgrade {\n    default upgrade;\n    ''      close;\n}\n",
  '/site/snippets/websocket': `proxy_http_version 1.1;
proxy_set_header Host $host;
proxy_set_header Upgrade $http_upgrade;
proxy_set_header Connection $connection_upgrade;
proxy_read_timeout 1h;
`,
  '/site/conf.d/chat.conf': `server {
    listen 80;
    server_name chat.example.com;

    include snippets/websocket;

    location /ws {
        proxy_pass http://127.0.0.1:3000;
        proxy_set_header X-Real-IP $remote_addr;
    }

    location /socket {
        proxy_pass http://127.0.0.1:4000;
    }
}
`,
  '/site/README.md': '# Nothing of nginx\n',
  '/site/src/main.c': 'int main(void) { return 0; }\n',
};

export function activate(context: vscode.ExtensionContext): void {
  const files = createMemoryFiles(texts);
  context.subscriptions.push(vscode.workspace.registerFileSystemProvider('memory', files));
  const { scheme, authority } = context.extensionUri;
  const say = outside(`${scheme}://${authority}`);
  use(files, say).then(
    () => say.end(undefined),
    (error: unknown) => say.end(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  );
}

async function use(files: MemoryFiles, { report, screen }: Outside): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  ok(folder, 'a folder is open');
  const open = async (name: string): Promise<vscode.TextDocument> => {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, name));
    await vscode.window.showTextDocument(document, { preview: false });
    return document;
  };
  const document = await open('conf.d/chat.conf');
  // Before the file of the map is read, nothing is said about what it decides.
  const found = await diagnosticsUntil(document.uri, (all) => all.some(({ message }) => message.includes('`Connection`')));
  await report(
    'findings',
    found.map(({ message, relatedInformation = [] }, index) => ({
      code: codesOf(found)[index],
      message,
      places: relatedInformation.map(({ location: { uri, range } }) => `${uri.path}:${range.start.line + 1}`),
    })),
  );
  await screen({
    visible: ['.squiggly-error', '.codelens-decoration :text("WebSocket: connects")'],
    gone: ['.notification-toast'],
    picture: 'web-findings',
  });
  await report(
    'lenses',
    (await allLensesOf(document)).map(({ command }) => command?.title),
  );

  const onPass = positionOf(document, 'proxy_pass http://127.0.0.1:4000');
  await report('hover', await hoverOf(document, onPass));
  await report('documentation', await hoverOf(document, positionOf(document, 'server_name')));
  const editor = vscode.window.activeTextEditor;
  ok(editor);
  editor.selection = new vscode.Selection(onPass, onPass);
  await executeCommand('editor.action.showHover');
  const link = '.monaco-hover a:text("websocket line 3")';
  await screen({ visible: ['.monaco-hover :text("Connection: upgrade")', link], picture: 'web-hover', click: link });
  await until(() => vscode.window.activeTextEditor?.selection.active.line === 2);
  await report('behind the link', vscode.window.activeTextEditor?.document.uri.toString());
  await vscode.window.showTextDocument(document);

  await report('completed', await completedOf(document, positionOf(document, 'server_name')));
  await report('definition', await definitionOf(document, positionOf(document, 'snippets/websocket')));
  const symbols = await executeCommand<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', document.uri);
  await report(
    'outline',
    symbols.map(({ name, children }) => [name, children.map((child) => child.name)]),
  );

  void executeCommand('nginxHandshake.showSimulation', document.uri.toString(), 'ws://chat.example.com/ws');
  await report('panel', await panelUntil((text) => text.includes('\nFails')));

  const [finding] = found;
  ok(finding);
  const actions = await executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    finding.range,
    vscode.CodeActionKind.QuickFix.value,
    9,
  );
  await report(
    'fixes',
    actions.map(({ title }) => title),
  );
  await screen({ press: 'Escape' });
  await screen({
    visible: [inPanel('role=heading[name="Fails"]'), inPanel('button:text("Repeat the lost headers here")')],
    gone: ['.monaco-hover:visible'],
    picture: 'web-panel',
  });
  const [fix] = actions;
  ok(fix?.edit);
  ok(await vscode.workspace.applyEdit(fix.edit));
  await diagnosticsUntil(document.uri, (all) => all.length === 0);
  await report('panel after the fix', await panelUntil((text) => text.includes('\nConnects')));
  await report('fixed', document.getText());
  ok(await document.save());

  const typed = new vscode.WorkspaceEdit();
  typed.insert(document.uri, positionOf(document, 'listen 80;'), '   ');
  ok(await vscode.workspace.applyEdit(typed));
  const edits = await executeCommand<vscode.TextEdit[]>('vscode.executeFormatDocumentProvider', document.uri, {
    tabSize: 4,
    insertSpaces: true,
  });
  await report(
    'formatted',
    edits.map(({ newText }) => newText),
  );
  await executeCommand('undo');

  // What a main file includes is nginx's, whatever its name, and a change of it is seen.
  const included = await open('snippets/websocket');
  await until(() => vscode.window.activeTextEditor?.document.languageId === 'nginx');
  await report('language of an included file', vscode.window.activeTextEditor?.document.languageId);
  const broken = included.getText().replace('$connection_upgrade', '"close"');
  await vscode.workspace.fs.writeFile(included.uri, new TextEncoder().encode(broken));
  const worse = await diagnosticsUntil(document.uri, (all) => all.length > 0);
  await report('after a change of an included file', codesOf(worse));
  await report('read', files.wasRead());

  void executeCommand('nginxHandshake.test');
  await screen({ visible: ['.notification-toast :text("this needs VS Code on the desktop")'], picture: 'web-elsewhere' });
  await executeCommand('notifications.clearAll');
  void executeCommand('workbench.action.showCommands');
  await screen({
    visible: ['.quick-input-widget'],
    type: 'nginx Handshake:',
  });
  await screen({ visible: ['.quick-input-list :text("Which location handles this URL?")'], picture: 'web-commands' });
  await screen({ gone: ['.quick-input-list :text("Test this WebSocket")', '.quick-input-list :text("Test Configuration")'] });
  await screen({ press: 'Escape' });

  await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
  await executeCommand('nginxHandshake.compareVersions', '1.18.0', '1.29.7');
  const shown = vscode.window.visibleTextEditors.find(({ document: { uri } }) => uri.scheme === 'nginx-handshake-versions');
  await report('compared', shown?.document.getText());

  // The worker ends, and another one begins.
  await executeCommand('nginxHandshake.restartServer');
  await report('after a restart', codesOf(await diagnosticsUntil(document.uri, (all) => all.length > 0)));

  const example = await executeCommand<vscode.TextDocument>('nginxHandshake.openExample');
  const failing = await diagnosticsUntil(example.uri, (all) => all.length > 0);
  await report('example', codesOf(failing));
}

async function hoverOf({ uri }: vscode.TextDocument, position: vscode.Position): Promise<string> {
  const hovers = await executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, position);
  return hovers
    .flatMap(({ contents }) => contents)
    .map((it) => (it instanceof vscode.MarkdownString ? it.value : ''))
    .join('\n');
}

async function completedOf({ uri }: vscode.TextDocument, position: vscode.Position): Promise<readonly string[]> {
  const { items } = await executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', uri, position);
  return items.map(({ label }) => (typeof label === 'string' ? label : label.label));
}

async function definitionOf({ uri }: vscode.TextDocument, position: vscode.Position): Promise<readonly string[]> {
  const found = await executeCommand<(vscode.Location | vscode.LocationLink)[]>(
    'vscode.executeDefinitionProvider',
    uri,
    position,
  );
  return found.map((it) => ('uri' in it ? it.uri : it.targetUri).toString());
}

/** The page of the panel is in a frame of a frame. */
function inPanel(selector: string): string {
  const enter = 'internal:control=enter-frame';
  return ['iframe.webview', enter, '#active-frame', enter, selector].join(' >> ');
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 50));
}
