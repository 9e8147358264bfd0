/** What the extension and the page in its webview say to each other. The page names what was clicked; what that does, only the extension knows. */
import type { PanelId, PanelPage } from '../../../protocol/panel.ts';

export interface Tab {
  readonly id: PanelId;
  readonly label: string;
  readonly page: PanelPage;
}

/** To the page: all of it, whenever something changes. */
export interface Shown {
  readonly tabs: readonly Tab[];
  readonly active: PanelId;
}

/** From the page; numbers count from 0 in the page that is shown. */
export type Clicked =
  | { readonly kind: 'ready' }
  | { readonly kind: 'tab'; readonly id: PanelId }
  | { readonly kind: 'action'; readonly id: PanelId; readonly index: number }
  | { readonly kind: 'place'; readonly id: PanelId; readonly section: number; readonly line: number; readonly span: number }
  | { readonly kind: 'copy'; readonly id: PanelId };
