/** Runs inside VS Code's extension host: goes through names and files, lays out, and chooses what the language status offers. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { codesOf, diagnosticsUntil, positionOf, report, screen } from './editor.ts';

const { executeCommand } = vscode.commands;
const folder = vscode.workspace.workspaceFolders?.[0];
const start = new vscode.Range(0, 0, 0, 0);

export async function run(): Promise<void> {
  await executeCommand('workbench.action.closeSidebar');
  const site = await show('sites/app.conf');
  while ((await definitions(site, '$connection_upgrade')).length === 0) await pause();
  await navigation(site);
  await structure(site);
  await formatting();
  if (process.env['NGINX_HANDSHAKE_SCREEN'] !== undefined) await choices(site);
}

async function navigation(site: vscode.TextDocument): Promise<void> {
  const main = await show('nginx.conf');
  await report('definitions', {
    $connection_upgrade: await definitions(site, '$connection_upgrade'),
    app: await definitions(site, 'app;'),
    '@down': await definitions(site, '@down;'),
    'conf.d/*.conf': await definitions(main, 'conf.d/*'),
  });
  const links = await executeCommand<vscode.DocumentLink[]>('vscode.executeLinkProvider', main.uri);
  await report(
    'links',
    links.map(({ target, tooltip }) => [
      target?.scheme === 'file' ? placeOf({ uri: target, range: start }) : target?.path,
      tooltip,
    ]),
  );
  const pattern = links.find(({ target }) => target?.scheme === 'command')?.target;
  assert.ok(pattern, 'a pattern has a link');
  await executeCommand(pattern.path, ...(JSON.parse(decodeURIComponent(pattern.query)) as readonly unknown[]));
  await screen({ visible: ['.peekview-widget .ref-tree :text("upstream.conf")'], picture: 'included' });
  await executeCommand('closeReferenceSearch');
  const restarted = executeCommand('nginxHandshake.restartServer');
  const counts = { asked: 0, empty: 0 };
  for (let round = 0; round < 5; round++) {
    counts.asked++;
    if ((await definitions(site, '$connection_upgrade')).length === 0) counts.empty++;
  }
  await restarted;
  await report('while it starts', counts);

  const at = positionOf(site, 'app;');
  const references = await executeCommand<vscode.Location[]>('vscode.executeReferenceProvider', site.uri, at);
  await report('references', references.map(placeOf).sort());
  const edit = await executeCommand<vscode.WorkspaceEdit>('vscode.executeDocumentRenameProvider', site.uri, at, 'backend');
  assert.ok(await vscode.workspace.applyEdit(edit));
  const upstream = await vscode.workspace.openTextDocument(uriOf('conf.d/upstream.conf'));
  const renamed = { 'conf.d/upstream.conf': upstream.lineAt(0).text, 'sites/app.conf': site.lineAt(3).text.trim().split(' ')[1] };
  await report('renamed', renamed);
  await show('conf.d/upstream.conf');
  await executeCommand('undo');
  await show('sites/app.conf');
  await executeCommand('undo');
  const own = positionOf(site, '$http_upgrade').translate(0, 2);
  await report(
    'not renamed',
    await executeCommand('vscode.prepareRename', site.uri, own).then(
      () => 'it would be',
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    ),
  );

  const editor = await vscode.window.showTextDocument(site, { preview: false });
  const variable = positionOf(site, '$connection_upgrade').translate(0, 3);
  editor.selection = new vscode.Selection(variable, variable);
  await executeCommand('editor.action.peekDefinition');
  await screen({ visible: ['.peekview-widget .view-lines :text("default")'], picture: 'peek' });
  await executeCommand('closeReferenceSearch');
}

async function structure(site: vscode.TextDocument): Promise<void> {
  const [server] = await executeCommand<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', site.uri);
  const named = ({ name, detail }: vscode.DocumentSymbol): string => (detail === '' ? name : `${name} ${detail}`);
  await report('outline', [server && named(server), server?.children.map(named)]);
  const symbols = await executeCommand<vscode.SymbolInformation[]>('vscode.executeWorkspaceSymbolProvider', 'app');
  await report('symbols', symbols.map(({ name, location }) => `${name} ${placeOf(location)}`).sort());
  const folds = await executeCommand<vscode.FoldingRange[]>('vscode.executeFoldingRangeProvider', site.uri);
  await report(
    'folds',
    folds.map(({ start, end }) => [start, end]),
  );
  const [growing] = await executeCommand<vscode.SelectionRange[]>('vscode.executeSelectionRangeProvider', site.uri, [
    positionOf(site, '/ws'),
  ]);
  const texts: string[] = [];
  for (let it = growing; it !== undefined; it = it.parent) texts.push(site.getText(it.range).split('\n')[0] ?? '');
  await report('selections', [...new Set(texts)].slice(0, 3));
  await report('tokens', await tokensOf(site, ['$http_upgrade', '$connection_upgrade']));
  await executeCommand('outline.focus');
  await screen({ visible: ['.outline-tree :text("@down")'], picture: 'outline' });
  await executeCommand('workbench.action.closeSidebar');
}

async function formatting(): Promise<void> {
  const document = await show('untidy/nginx.conf');
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  await report('before it', document.getText());
  const first = positionOf(document, 'listen');
  editor.selection = new vscode.Selection(first, first.translate(0, 10));
  await executeCommand('editor.action.formatSelection');
  await report('selection laid out', document.lineAt(positionOf(document, 'listen')).text);

  await executeCommand('editor.action.formatDocument');
  const text = document.getText();
  await report('laid out', text);
  await screen({ visible: ['.view-line :text("proxy_buffering")'], picture: 'formatted' });
  await executeCommand('editor.action.formatDocument');
  await report('laid out twice', document.getText());

  const line = document.lineAt(positionOf(document, 'proxy_buffering')).range;
  await editor.edit((edit) => {
    edit.replace(line, '    proxy_buffering    on');
  });
  const end = document.lineAt(line.start.line).range.end;
  editor.selection = new vscode.Selection(end, end);
  await executeCommand('type', { text: ';' });
  for (let waited = 0; waited < 5000 && !document.getText().includes('proxy_buffering on;'); waited += 50) await pause();
  await report('laid out as typed', [document.lineAt(line.start.line).text]);
  await executeCommand('workbench.action.files.revert');
}

/** By keyboard: what is typed finds the entry. */
async function choices(site: vscode.TextDocument): Promise<void> {
  await show('sites/app.conf');
  const ofOld = 'missing-http-version';
  await diagnosticsUntil(site.uri, (diagnostics) => codesOf(diagnostics).includes(ofOld));
  const entry = '.quick-input-widget .monaco-list-row.focused';
  void executeCommand('nginxHandshake.chooseVersion');
  await screen({ visible: ['.quick-input-widget :text("Which nginx runs")'], type: '1.31.3' });
  await screen({ visible: [`${entry}:has-text("1.31.3")`], picture: 'choose-version' });
  await screen({ press: 'Enter' });
  await diagnosticsUntil(site.uri, (diagnostics) => !codesOf(diagnostics).includes(ofOld));
  await report('finding of an old version is gone', true);

  void executeCommand('nginxHandshake.chooseMainFile');
  await screen({ visible: ['.quick-input-widget :text("Which file does nginx")'], type: 'other/nginx' });
  await screen({ visible: [`${entry}:has-text("other/nginx.conf")`], picture: 'choose-main-file' });
  await screen({ press: 'Enter' });
  while (setting('mainFile') !== 'other/nginx.conf') await pause();
}

function setting(name: string): unknown {
  return vscode.workspace.getConfiguration('nginxHandshake', folder?.uri).inspect(name)?.workspaceValue;
}

async function show(path: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(uriOf(path));
  await vscode.window.showTextDocument(document, { preview: false });
  return document;
}

function uriOf(path: string): vscode.Uri {
  assert.ok(folder, 'a folder is open');
  return vscode.Uri.joinPath(folder.uri, path);
}

async function definitions(document: vscode.TextDocument, text: string): Promise<readonly string[]> {
  const at = positionOf(document, text).translate(0, 1);
  const found = await executeCommand<(vscode.Location | vscode.LocationLink)[]>(
    'vscode.executeDefinitionProvider',
    document.uri,
    at,
  );
  const places = found.map((it) => ('uri' in it ? placeOf(it) : placeOf({ uri: it.targetUri, range: it.targetRange })));
  return [...new Set(places)].sort();
}

function placeOf({ uri, range }: Pick<vscode.Location, 'uri' | 'range'>): string {
  return `${vscode.workspace.asRelativePath(uri)}:${String(range.start.line + 1)}`;
}

/** By text: what the editor is told of its first token that stands there. */
async function tokensOf(document: vscode.TextDocument, texts: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const { uri } = document;
  const legend = await executeCommand<vscode.SemanticTokensLegend>('vscode.provideDocumentSemanticTokensLegend', uri);
  const { data } = await executeCommand<vscode.SemanticTokens>('vscode.provideDocumentSemanticTokens', uri);
  const out: Record<string, string> = {};
  let [line, character] = [0, 0];
  for (let at = 0; at < data.length; at += 5) {
    const [lines = 0, characters = 0, length = 0, type = 0, modifiers = 0] = data.slice(at, at + 5);
    character = lines === 0 ? character + characters : characters;
    line += lines;
    const text = document.getText(new vscode.Range(line, character, line, character + length));
    const named = legend.tokenModifiers.filter((_, bit) => (modifiers & (1 << bit)) !== 0);
    if (texts.includes(text)) out[text] ??= [legend.tokenTypes[type], ...named].join('.');
  }
  return out;
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 50));
}
