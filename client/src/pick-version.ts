/** A version of nginx, picked or typed. */
import * as vscode from 'vscode';
import type { SuggestedVersion } from '../../protocol/compare.ts';

/** One of the suggested versions, or one that somebody types. */
export function pickVersion(title: string, suggested: readonly SuggestedVersion[]): Promise<string | undefined> {
  const items = suggested.map(({ version, why }) => ({ label: version, description: why }));
  const pick = vscode.window.createQuickPick();
  pick.title = title;
  pick.placeholder = vscode.l10n.t('Pick one, or type a version: 1.28.0, openresty/1.27.1.2, angie/1.11.0');
  pick.items = items;
  return new Promise((resolve) => {
    pick.onDidChangeValue((value) => {
      const typed = value.trim();
      const isSuggested = typed === '' || items.some(({ label }) => label === typed);
      pick.items = isSuggested ? items : [...items, { label: typed, alwaysShow: true }];
    });
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]?.label ?? (pick.value.trim() || undefined));
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}
