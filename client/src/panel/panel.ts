/** The one panel beside the files: a tab each for the simulation, the probe, the echo backend and the watched logs. */
import * as vscode from 'vscode';
import { panelText, type PanelId, type PanelPage } from '../../../protocol/panel.ts';
import { panelHtml } from './html.ts';
import type { Clicked, Shown, Tab } from './messages.ts';
import { goTo } from './places.ts';
import { restoredPages, type Restored } from './restored.ts';

/** The type of the webview, for `when` clauses: `activeWebviewPanelId == nginxHandshake.panel`. */
export const panelType = 'nginxHandshake.panel';

export interface Panel {
  /** Opens the panel beside the file if there is none, and brings the tab in front. The keyboard stays where it is. */
  readonly show: (id: PanelId, page: PanelPage) => void;
  /** The page of a tab that is there already; nothing happens where it is not. */
  readonly update: (id: PanelId, page: PanelPage) => void;
  /** Is there such a tab, in front or not? */
  readonly has: (id: PanelId) => boolean;
  /** The tab in front of an open panel. */
  readonly active: () => PanelId | undefined;
  /** The window was reloaded, and these pages are there again, without buttons, and without what was behind them. */
  readonly onDidRestore: vscode.Event<Restored['pages']>;
  /** Somebody closed the panel, and with it all tabs. */
  readonly onDidClose: vscode.Event<void>;
  readonly dispose: () => void;
}

const labels = (): Readonly<Record<PanelId, string>> => ({
  simulation: vscode.l10n.t('Simulation'),
  probe: vscode.l10n.t('Probe'),
  echo: vscode.l10n.t('Echo'),
  watch: vscode.l10n.t('Watch'),
});

/** Registers the command "Copy as text" too, which gives the text that it copied. */
export function createPanel({ extensionUri }: vscode.ExtensionContext): Panel {
  const [closed, restored] = [new vscode.EventEmitter<void>(), new vscode.EventEmitter<Restored['pages']>()];
  const pages = new Map<PanelId, PanelPage>();
  let webview: vscode.WebviewPanel | undefined;
  let active: PanelId = 'simulation';

  const shown = (): Shown => ({
    tabs: [...pages].map(([id, page]): Tab => ({ id, label: labels()[id], page })),
    active,
  });
  const send = (): void => {
    const page = pages.get(active);
    if (webview === undefined || page === undefined) return;
    webview.title = page.title;
    void webview.webview.postMessage(shown());
  };
  const copy = async (): Promise<string | undefined> => {
    const page = pages.get(active);
    if (page === undefined) return undefined;
    const text = panelText(page);
    await vscode.env.clipboard.writeText(text);
    vscode.window.setStatusBarMessage(vscode.l10n.t('nginx Handshake: copied as text'), 3000);
    return text;
  };

  const clicked = async (what: Clicked): Promise<void> => {
    if (what.kind === 'ready') {
      send();
      return;
    }
    const page = pages.get(what.id);
    if (page === undefined) return;
    if (what.kind === 'tab' || what.id !== active) {
      active = what.id;
      send();
    }
    if (what.kind === 'copy') await copy();
    if (what.kind === 'place') {
      const place = page.sections[what.section]?.lines[what.line]?.[what.span]?.place;
      if (place !== undefined) await goTo(place, false);
    }
    if (what.kind === 'action') {
      const action = page.actions[what.index];
      if (action?.command.startsWith('nginxHandshake.') === true)
        await vscode.commands.executeCommand(action.command, ...action.arguments);
    }
  };

  const dist = vscode.Uri.joinPath(extensionUri, 'dist');
  const options = { enableScripts: true, localResourceRoots: [dist] };
  const dress = (made: vscode.WebviewPanel): vscode.WebviewPanel => {
    const at = (name: string): string => made.webview.asWebviewUri(vscode.Uri.joinPath(dist, name)).toString();
    made.iconPath = vscode.Uri.joinPath(extensionUri, 'docs/images/icon.png');
    made.webview.onDidReceiveMessage((what: Clicked) => void clicked(what));
    made.onDidDispose(() => {
      webview = undefined;
      pages.clear();
      closed.fire();
    });
    made.webview.html = panelHtml({
      script: at('panel.js'),
      style: at('panel.css'),
      nonce: crypto.randomUUID(),
    });
    return made;
  };
  const open = (): vscode.WebviewPanel => {
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    return dress(vscode.window.createWebviewPanel(panelType, 'nginx Handshake', place, { ...options, enableFindWidget: true }));
  };
  const restoring = vscode.window.registerWebviewPanelSerializer(panelType, {
    deserializeWebviewPanel(made, state: unknown) {
      const before = restoredPages(state);
      // A command may have opened another one in the meantime.
      if (before === undefined || webview !== undefined) {
        made.dispose();
        return Promise.resolve();
      }
      for (const [id, page] of before.pages) pages.set(id, page);
      active = before.active;
      made.webview.options = options;
      webview = dress(made);
      send();
      restored.fire(before.pages);
      return Promise.resolve();
    },
  });

  const copying = vscode.commands.registerCommand('nginxHandshake.copyPanel', copy);

  return {
    show(id, page) {
      pages.set(id, page);
      active = id;
      webview ??= open();
      if (!webview.visible) webview.reveal(undefined, true);
      send();
    },
    update(id, page) {
      if (!pages.has(id)) return;
      pages.set(id, page);
      send();
    },
    has: (id) => webview !== undefined && pages.has(id),
    active: () => (webview === undefined ? undefined : active),
    onDidRestore: restored.event,
    onDidClose: closed.event,
    dispose() {
      copying.dispose();
      restoring.dispose();
      closed.dispose();
      restored.dispose();
    },
  };
}
