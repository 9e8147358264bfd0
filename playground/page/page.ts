/** The elements of index.html, by their names. */

function named<T extends HTMLElement>(id: string, kind: abstract new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`index.html has no ${id}`);
  return found;
}

export const page = {
  editor: named('editor', HTMLElement),
  fileRow: named('file-row', HTMLElement),
  file: named('file', HTMLSelectElement),
  way: named('way', HTMLFormElement),
  url: named('url', HTMLInputElement),
  urls: named('urls', HTMLDataListElement),
  version: named('version', HTMLSelectElement),
  example: named('example', HTMLSelectElement),
  open: named('open', HTMLButtonElement),
  openFolder: named('open-folder', HTMLButtonElement),
  files: named('files', HTMLInputElement),
  folder: named('folder', HTMLInputElement),
  clear: named('clear', HTMLButtonElement),
  share: named('share', HTMLButtonElement),
  shared: named('shared', HTMLElement),
  link: named('link', HTMLInputElement),
  news: named('news', HTMLElement),
  verdict: named('verdict', HTMLElement),
  findings: named('findings', HTMLElement),
};

/** Draws anew, with the keyboard where it was. */
export function redraw(into: HTMLElement, content: readonly Node[]): void {
  const focused = document.activeElement instanceof HTMLElement && into.contains(document.activeElement);
  const key = focused ? (document.activeElement as HTMLElement).dataset['key'] : undefined;
  into.replaceChildren(...content);
  if (!focused) return;
  const same = [...into.querySelectorAll<HTMLElement>('[data-key]')].find(({ dataset }) => dataset['key'] === key);
  (same ?? into).focus({ preventScroll: true });
}

/** What a screen reader is told; the same thing is told once. */
export function tell(text: string): void {
  if (page.news.textContent !== text) page.news.textContent = text;
}
