/** A page as elements: headings, lists, buttons. All that came from elsewhere is text. */
import type { PanelAction, PanelLine, PanelPage, PanelProgress, PanelSection, PanelSpan } from '../../../../protocol/panel.ts';
import type { Clicked, Tab } from '../messages.ts';
import { element } from './element.ts';

type Say = (what: Clicked) => void;

/** Title, progress, the first section, buttons, the other sections. `level`: of the heading that the title is. */
export function draw({ id, page }: Tab, hasTabs: boolean, say: Say, level: 1 | 2 = 1): readonly Node[] {
  const [first, ...others] = page.sections.map((section, index) => drawSection(section, index, { id, say, level }));
  const content = [
    element(`h${level}`, { class: 'title' }, page.title),
    ...(page.progress === undefined ? [] : [drawProgress(page.progress)]),
    ...(first === undefined ? [] : [first]),
    drawActions(page, id, say),
    ...others,
  ];
  return hasTabs ? [element('div', { role: 'tabpanel', 'aria-labelledby': `tab-${id}` }, ...content)] : content;
}

function drawProgress({ text, done, whole }: PanelProgress): HTMLElement {
  const bar = element('progress', { id: 'progress', max: String(whole), value: String(done) });
  return element('div', { class: 'progress' }, element('label', { for: 'progress' }, text), bar);
}

function drawActions({ actions }: PanelPage, id: Tab['id'], say: Say): HTMLElement {
  const own = actions.map(({ title }: PanelAction, index) =>
    button(index === 0 ? 'action' : 'action quiet', title, `action ${title}`, () => {
      say({ kind: 'action', id, index });
    }),
  );
  const copy = button('action quiet', 'Copy as text', 'copy', () => {
    say({ kind: 'copy', id });
  });
  return element('div', { class: 'actions', role: 'group', 'aria-label': 'Actions' }, ...own, copy);
}

/** Not by colour alone. */
const signs: Readonly<Record<PanelSection['tone'], string>> = { good: '✓', bad: '✗', doubt: '?', plain: '' };

interface Drawing {
  readonly id: Tab['id'];
  readonly say: Say;
  readonly level: 1 | 2;
}

function drawSection({ heading, tone, lines }: PanelSection, index: number, { id, say, level }: Drawing): HTMLElement {
  const drawn = lines.map((line, number) => drawLine(line, { kind: 'place', id, section: index, line: number, span: 0 }, say));
  const content = drawn.length === 1 ? drawn.map((it) => element('p', {}, ...it)) : [listOf(drawn)];
  if (heading === '') return element('section', { class: tone }, ...content);
  const name = `section-${index}`;
  const sign = signs[tone] === '' ? [] : [element('span', { class: 'sign', 'aria-hidden': 'true' }, signs[tone])];
  const title = element(level === 1 ? 'h2' : 'h3', { id: name }, ...sign, heading);
  return element('section', { class: tone, 'aria-labelledby': name }, title, ...content);
}

/** Style sheets that take the dots away take the list away too, for some screen readers: the role keeps it. */
function listOf(lines: readonly (readonly Node[])[]): HTMLElement {
  return element('ul', { role: 'list' }, ...lines.map((it) => element('li', {}, ...it)));
}

function drawLine(line: PanelLine, at: Extract<Clicked, { kind: 'place' }>, say: Say): readonly Node[] {
  return line.map((span, index) => drawSpan(span, { ...at, span: index }, say));
}

function drawSpan({ text, place, code, strong }: PanelSpan, at: Extract<Clicked, { kind: 'place' }>, say: Say): Node {
  const inner = code === true ? element('code', {}, text) : document.createTextNode(text);
  const shown = strong === true ? element('strong', {}, inner) : inner;
  if (place === undefined) return shown;
  const link = button('link', shown, `place ${at.section} ${at.line} ${at.span}`, () => {
    say(at);
  });
  link.title = `Go to line ${place.range.start.line + 1}`;
  return link;
}

/** `key` finds it again when the page is drawn anew. */
function button(kind: string, content: Node | string, key: string, click: () => void): HTMLButtonElement {
  const made = element('button', { type: 'button', class: kind }, content);
  made.dataset['key'] = key;
  made.addEventListener('click', click);
  return made;
}
