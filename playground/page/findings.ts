/** The findings as a list: what is wrong, where, and the buttons of its fixes. */
import { element } from '../../client/src/panel/page/element.ts';
import type { Place } from '../../protocol/place.ts';
import type { FixOffer, Found } from './asked.ts';

export interface FindingsPage {
  readonly found: readonly Found[];
  /** All that is safe, where there is more than one finding. */
  readonly all: readonly FixOffer[];
  readonly nameOf: (uri: string) => string;
}

export interface FindingsDo {
  readonly go: (place: Place) => void;
  readonly fix: (offer: FixOffer) => void;
}

const severities = ['Error', 'Error', 'Warning', 'Information', 'Hint'] as const;

export function drawFindings({ found, all, nameOf }: FindingsPage, { go, fix }: FindingsDo): readonly Node[] {
  if (found.length === 0) return [element('p', {}, 'Nothing to report.')];
  const buttons = found.length < 2 ? [] : all.map((offer) => fixButton(offer, 'all', 'action', fix));
  return [
    ...(buttons.length === 0 ? [] : [element('div', { class: 'actions' }, ...buttons)]),
    element('ul', { role: 'list', class: 'findings' }, ...found.map((it, index) => item(it, index, { nameOf, go, fix }))),
  ];
}

function item(
  { uri, diagnostic, fixes }: Found,
  index: number,
  { nameOf, go, fix }: FindingsDo & Pick<FindingsPage, 'nameOf'>,
): HTMLElement {
  const { range, message, code, codeDescription, severity = 1 } = diagnostic;
  const name = severities[severity];
  const place = button('link', `${nameOf(uri)}:${range.start.line + 1}`, `finding ${index}`, () => {
    go({ uri, range });
  });
  const rule = element(
    'a',
    { href: pageOfRule(String(code)) ?? codeDescription?.href ?? '', target: '_blank', rel: 'noopener' },
    String(code),
  );
  const buttons = fixes.map((offer, at) => fixButton(offer, `${index} ${at}`, at === 0 ? 'action' : 'action quiet', fix));
  return element(
    'li',
    { class: name.toLowerCase() },
    element('p', {}, element('strong', { class: 'severity' }, name), ' ', place, ' ', rule),
    element('p', {}, ...words(message)),
    ...(buttons.length === 0 ? [] : [element('div', { class: 'actions' }, ...buttons)]),
  );
}

function fixButton(offer: FixOffer, key: string, kind: string, fix: (offer: FixOffer) => void): HTMLButtonElement {
  return button(kind, offer.title, `fix ${key}`, () => {
    fix(offer);
  });
}

function button(kind: string, text: string, key: string, click: () => void): HTMLButtonElement {
  const made = element('button', { type: 'button', class: kind }, text);
  made.dataset['key'] = key;
  made.addEventListener('click', click);
  return made;
}

/** Where this page is a part of the documentation, the pages of the rules stand beside it. */
function pageOfRule(rule: string): string | undefined {
  const folder = document.querySelector<HTMLMetaElement>('meta[name=rules]')?.content;
  return folder === undefined ? undefined : `${folder}${rule}.html`;
}

/** Names and values stand in backticks; one that is left over is a letter of a name. */
function words(message: string): readonly (Node | string)[] {
  const parts = message.split('`');
  return parts.length % 2 === 0 ? [message] : parts.map((part, index) => (index % 2 === 0 ? part : element('code', {}, part)));
}
