/** The row of tabs, as the ARIA pattern of tabs has it: one stop for the Tab key, arrows move between them. */
import type { Clicked, Shown } from '../messages.ts';
import { element } from './element.ts';

/** One tab alone needs no row. */
export function drawTabs(row: HTMLElement, { tabs, active }: Shown, say: (what: Clicked) => void): void {
  row.hidden = tabs.length < 2;
  const buttons = tabs.map(({ id, label }) => {
    const button = element('button', { id: `tab-${id}`, type: 'button', role: 'tab', 'aria-controls': 'page' }, label);
    button.setAttribute('aria-selected', String(id === active));
    button.tabIndex = id === active ? 0 : -1;
    button.dataset['key'] = `tab-${id}`;
    button.addEventListener('click', () => {
      say({ kind: 'tab', id });
    });
    return button;
  });
  row.replaceChildren(...buttons);
  row.onkeydown = (event) => {
    const to = next(
      event.key,
      buttons.findIndex((it) => it === document.activeElement),
      buttons.length,
    );
    const [button, tab] = [buttons[to ?? -1], tabs[to ?? -1]];
    if (button === undefined || tab === undefined) return;
    event.preventDefault();
    button.focus();
    say({ kind: 'tab', id: tab.id });
  };
}

function next(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
      return (at + 1) % count;
    case 'ArrowLeft':
      return (at + count - 1) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
