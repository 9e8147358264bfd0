/** What the webview kept of the panel from before the window was reloaded. It is read as something that anybody may have written. */
import type { Position } from '../../../protocol/place.ts';
import type { PanelAction, PanelId, PanelLine, PanelPage, PanelSection, PanelSpan } from '../../../protocol/panel.ts';

export interface Restored {
  readonly pages: ReadonlyMap<PanelId, PanelPage>;
  readonly active: PanelId;
}

/** Pages without their buttons: what a button does, only the extension says. `undefined` where nothing of use is left. */
export function restoredPages(state: unknown): Restored | undefined {
  const { tabs, active } = fieldsOf(state);
  const pages = new Map(listOf(tabs).flatMap((tab) => tabOf(fieldsOf(tab))));
  const [first] = pages.keys();
  if (first === undefined) return undefined;
  return { pages, active: isId(active) && pages.has(active) ? active : first };
}

/** A restored page with its buttons; `remark` says what is not true any more. */
export function revived(page: PanelPage, remark: string, actions: readonly PanelAction[]): PanelPage {
  const note: PanelSection = { heading: '', tone: 'plain', lines: [[{ text: remark }]] };
  return { ...page, sections: [note, ...page.sections], actions };
}

type Fields = Readonly<Record<string, unknown>>;

function tabOf({ id, page }: Fields): readonly (readonly [PanelId, PanelPage])[] {
  const { title, sections } = fieldsOf(page);
  if (!isId(id) || typeof title !== 'string') return [];
  return [[id, { title, sections: listOf(sections).map((it) => sectionOf(fieldsOf(it))), actions: [] }]];
}

function sectionOf({ heading, tone, lines }: Fields): PanelSection {
  return {
    heading: textOf(heading),
    tone: tones.find((it) => it === tone) ?? 'plain',
    lines: listOf(lines).map((line): PanelLine => listOf(line).map((span) => spanOf(fieldsOf(span)))),
  };
}

function spanOf({ text, place, code, strong }: Fields): PanelSpan {
  return {
    text: textOf(text),
    ...(code === true ? { code } : {}),
    ...(strong === true ? { strong } : {}),
    ...placeOf(fieldsOf(place)),
  };
}

function placeOf({ uri, range }: Fields): Pick<PanelSpan, 'place'> {
  const { start, end } = fieldsOf(range);
  const [from, to] = [positionOf(fieldsOf(start)), positionOf(fieldsOf(end))];
  return typeof uri === 'string' && from !== undefined ? { place: { uri, range: { start: from, end: to ?? from } } } : {};
}

function positionOf({ line, character }: Fields): Position | undefined {
  return isCount(line) && isCount(character) ? { line, character } : undefined;
}

const tones = ['good', 'bad', 'doubt', 'plain'] as const;
const ids: readonly unknown[] = ['simulation', 'probe', 'echo', 'watch'] satisfies readonly PanelId[];

function isId(id: unknown): id is PanelId {
  return ids.includes(id);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
