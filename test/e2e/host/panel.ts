/**
 * Runs inside VS Code's extension host: tests a WebSocket from its lens, repairs the file and tests again from the panel, by keyboard
 * alone where somebody can type; then the simulation beside, tabs, links, and another theme.
 */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { allLensesOf, codesOf, diagnosticsUntil, inPanel, panelUntil, report, screen } from './editor.ts';

const canType = process.env['NGINX_HANDSHAKE_SCREEN'] !== undefined;
const { executeCommand } = vscode.commands;

export async function run(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'a folder is open');
  const read = async (name: string) =>
    new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder.uri, name)));
  const ask = async (path: string) => (await fetch(`${await read('control-url.txt')}${path}`)).text();
  const reload = async () => {
    assert.equal(await ask('reload'), 'running');
  };
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, 'nginx.conf'));
  await vscode.window.showTextDocument(document, { preview: false });
  await diagnosticsUntil(document.uri, (diagnostics) => codesOf(diagnostics).includes('dropped-inherited-headers'));
  await executeCommand('workbench.action.closeSidebar');

  const lens = (await allLensesOf(document)).find(({ command }) => command?.title === 'Test this WebSocket');
  assert.ok(lens?.command, 'there is a lens that tests');
  const [argument] = (lens.command.arguments ?? []) as readonly Readonly<Record<string, unknown>>[];
  await report('URL of the lens', argument?.['url']);
  if (!canType) {
    await executeCommand(lens.command.command, { ...argument, sure: true });
    await report('refused', await panelUntil((text) => text.includes('Refused')));
    return;
  }
  await screen({ visible: ['.codelens-decoration :text("Test this WebSocket")'], picture: 'probe-lens' });
  void executeCommand(lens.command.command, argument);
  await screen({ visible: ['.quick-input-widget :text("Nothing has been sent yet")'], picture: 'probe-asks' });
  await report('sent before anybody agreed', await ask('requests'));
  const other = String(argument?.['url']).replace('localhost', '127.0.0.1');
  await screen({ type: other, press: 'Enter' });
  await report('refused', await panelUntil((text) => text.includes('Refused')));
  await screen({
    visible: [
      inPanel('role=main'),
      inPanel('role=heading[name="Refused (426)"][level=2]'),
      inPanel('role=heading[level=1]'),
      inPanel('role=group[name="Actions"]'),
      inPanel('role=button[name="Copy as text"]'),
    ],
    gone: ['.quick-input-widget', '.notification-toast', '.part.sidebar'],
    picture: 'probe',
  });

  // From here on the keyboard alone.
  await executeCommand('workbench.action.focusSecondEditorGroup');
  await reach('Compare with the origin…');
  await screen({ press: 'Enter' });
  await screen({
    visible: ['.quick-input-widget :text("Address of the nginx behind")'],
    type: new URL(other).host,
    press: 'Enter',
  });
  await report('compared', await panelUntil((text) => text.includes('At the origin, 127.0.0.1: Refused (426)')));
  await executeCommand('workbench.action.focusSecondEditorGroup');
  await reach('Test with…');
  await screen({ press: 'Enter' });
  await screen({ visible: ['.quick-input-widget :text("Another Origin…")'], type: 'Origin…', press: 'Enter' });
  await screen({ visible: ['.quick-input-widget :text("What a browser would send")'] });
  // On a busy machine the next step of a dialog is to be seen before it takes keys.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await screen({ type: 'https://elsewhere.example' });
  await screen({ press: 'Enter' });
  await report('with another Origin', await panelUntil((text) => text.includes('elsewhere.example')));
  await executeCommand('workbench.action.focusSecondEditorGroup');
  await reach('Repeat the lost headers here');
  await screen({ press: 'Enter' });
  await report('repaired', await panelUntil((text) => text.includes('By the configuration: Connects')));
  assert.ok(await document.save());
  await reload();
  await executeCommand('workbench.action.focusSecondEditorGroup');
  await reach('Test again');
  await screen({ press: 'Enter' });
  await report('connected', await panelUntil((text) => text.includes('Connected (101)')));
  await screen({
    visible: [inPanel('role=heading[name="Connected (101)"]'), inPanel('button:text("Hold it open")')],
    gone: ['.notification-toast'],
  });
  await reach('Hold it open for 70 s');
  await screen({ press: 'Enter' });
  await screen({
    visible: [inPanel('role=progressbar'), inPanel(':text("Open and silent for 2 of 70 s")')],
    picture: 'probe-holds',
  });
  await reach('Stop');
  await screen({ press: 'Enter' });
  await report('stopped', await panelUntil((text) => text.includes('Stopped')));

  const editor = await vscode.window.showTextDocument(document, { preview: false, viewColumn: vscode.ViewColumn.One });
  const first = new vscode.Position(0, 0);
  await executeCommand('nginxHandshake.showSimulation', document.uri.toString(), String(argument?.['url']));
  await report('simulation', await panelUntil((text) => text.includes('\nConnects')));
  await screen({
    visible: [inPanel('role=tab[name="Simulation"][selected=true]'), inPanel('role=tab[name="Probe"][selected=false]')],
  });

  editor.selection = new vscode.Selection(first, first);
  await executeCommand('workbench.action.focusSecondEditorGroup');
  const place = await reach('nginx.conf:', 'link');
  await screen({ press: 'Enter' });
  await until(
    () =>
      vscode.window.activeTextEditor?.document === document && !vscode.window.activeTextEditor.selection.active.isEqual(first),
  );
  await report('line of the link', [place, (vscode.window.activeTextEditor?.selection.active.line ?? 0) + 1]);

  await executeCommand('workbench.action.focusSecondEditorGroup');
  await reach('Simulation', 'tab');
  await screen({ press: 'ArrowRight' });
  await report('tab by arrows', await panelUntil((text) => text.includes('Stopped')));
  await screen({ visible: [inPanel('#tab-probe[aria-selected=true]:focus')] });
  await screen({ press: 'ArrowLeft' });
  await panelUntil((text) => text.includes('\nConnects'));

  void executeCommand(lens.command.command, argument);
  await screen({ visible: ['.quick-input-widget :text("Nothing has been sent yet")'], press: 'Enter' });
  await report('remembered', await panelUntil((text) => text.includes('\nConnected')));
  await executeCommand('nginxHandshake.showSimulation', document.uri.toString(), other);

  const workbench = vscode.workspace.getConfiguration('workbench');
  await workbench.update('colorTheme', 'Default Dark Modern', vscode.ConfigurationTarget.Workspace);
  await screen({ visible: ['.monaco-workbench.vs-dark', inPanel('role=heading[name="Connects (101)"]')], picture: 'panel-dark' });
  await workbench.update('colorTheme', 'Default High Contrast', vscode.ConfigurationTarget.Workspace);
  await screen({
    visible: ['.monaco-workbench.hc-black', inPanel('role=heading[name="Connects (101)"]')],
    picture: 'panel-contrast',
  });
  await workbench.update('colorTheme', undefined, vscode.ConfigurationTarget.Workspace);
}

/** Presses Tab until a button of the panel with that text has the keyboard; fails where the walk does not come by it. */
async function reach(text: string, kind: 'action' | 'link' | 'tab' = 'action'): Promise<string> {
  const button = kind === 'tab' ? 'button[role=tab]' : `button.${kind}`;
  await screen({
    visible: [inPanel(`${button}:text("${text}")`)],
    until: inPanel(`${button}:focus:text("${text}")`),
    press: 'Tab',
  });
  return text;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 50));
}
