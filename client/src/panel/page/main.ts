/** Runs in the webview: draws what the extension sends, and tells it what was clicked. */
import type { Clicked, Shown } from '../messages.ts';
import { draw } from './draw.ts';
import { drawTabs } from './tabs.ts';

declare function acquireVsCodeApi(): {
  readonly postMessage: (what: Clicked) => void;
  /** VS Code hands it to the extension when the window was reloaded. */
  readonly setState: (shown: Shown) => void;
};

const api = acquireVsCodeApi();
const say = (what: Clicked): void => {
  api.postMessage(what);
};

let said = '';
let last: Shown | undefined;

addEventListener('message', ({ data }: MessageEvent<Shown>) => {
  show(data);
});
say({ kind: 'ready' });

/** The keyboard stays on what it was on, and the page where it was scrolled to, as long as the same tab is in front. */
function show(shown: Shown): void {
  const tab = shown.tabs.find(({ id }) => id === shown.active);
  const [tabs, page, news] = ['tabs', 'page', 'news'].map((id) => document.getElementById(id));
  if (tab === undefined || !tabs || !page || !news) return;
  const isSame = last?.active === shown.active;
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset['key'] : undefined;
  const scrolled = isSame ? window.scrollY : 0;
  drawTabs(tabs, shown, say);
  page.replaceChildren(...draw(tab, shown.tabs.length > 1, say));
  if (focused !== undefined) (find(focused) ?? page).focus({ preventScroll: true });
  window.scrollTo(0, scrolled);
  last = shown;
  api.setState(shown);
  tell(news, summary(tab.page));
}

/** What a screen reader is told when something changes: what the page begins with. */
function summary({ title, sections: [first] }: Shown['tabs'][number]['page']): string {
  const lines = first?.lines.slice(0, 1).map((line) => line.map(({ text }) => text).join('')) ?? [];
  return [title, first?.heading ?? '', ...lines].filter((it) => it !== '').join('. ');
}

function tell(news: HTMLElement, text: string): void {
  if (text === said) return;
  said = text;
  news.textContent = text;
}

function find(key: string): HTMLElement | undefined {
  return [...document.querySelectorAll<HTMLElement>('[data-key]')].find(({ dataset }) => dataset['key'] === key);
}
