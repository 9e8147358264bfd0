/** The search of the site: words that people see, and the pages that answer them. All of it runs in the browser. */
import { rank, type Entry } from './rank.ts';

const form = document.querySelector('form[role=search]');
const input = document.getElementById('search');
const list = document.getElementById('results');
const status = document.getElementById('found');

if (form instanceof HTMLFormElement && input instanceof HTMLInputElement && list !== null && status !== null) {
  const root = form.dataset['root'] ?? '';
  let entries: Promise<readonly Entry[]> | undefined;
  const load = (): Promise<readonly Entry[]> =>
    (entries ??= fetch(`${root}search.json`).then((it) => it.json() as Promise<readonly Entry[]>));

  const show = async (): Promise<void> => {
    const asked = input.value;
    const found = rank(await load(), asked);
    if (asked !== input.value) return;
    list.replaceChildren(
      ...found.map(([out, title, summary]) => {
        const link = document.createElement('a');
        link.href = root + out;
        link.textContent = title;
        const item = document.createElement('li');
        item.append(link, ' ', summary);
        return item;
      }),
    );
    list.hidden = found.length === 0;
    status.textContent = asked.trim() === '' ? '' : `${found.length} ${found.length === 1 ? 'page' : 'pages'} found`;
  };

  const asked = new URLSearchParams(location.search).get('q');
  if (asked !== null && asked !== '') {
    input.value = asked;
    void show();
  }
  input.addEventListener('focus', () => void load());
  input.addEventListener('input', () => void show());
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void show().then(() => {
      list.querySelector('a')?.focus();
    });
  });
  form.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape') return;
    list.hidden = true;
    input.focus();
  });
}
