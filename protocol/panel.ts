/** What the panel shows: pages as plain data, which no page can make anything but text and buttons of. */
import type { Place } from './place.ts';

/** A tab of the panel. */
export type PanelId = 'simulation' | 'probe' | 'echo' | 'watch';

export interface PanelPage {
  readonly title: string;
  readonly sections: readonly PanelSection[];
  readonly actions: readonly PanelAction[];
  /** Of work that is not done yet. */
  readonly progress?: PanelProgress;
}

export interface PanelSection {
  /** Empty where the title says it all. */
  readonly heading: string;
  readonly tone: 'good' | 'bad' | 'doubt' | 'plain';
  readonly lines: readonly PanelLine[];
}

export type PanelLine = readonly PanelSpan[];

export interface PanelSpan {
  readonly text: string;
  /** Makes the span a button that goes there. */
  readonly place?: Place;
  readonly code?: true;
  readonly strong?: true;
}

/** A button; `command` is one of the extension's own, `nginxHandshake.…`. */
export interface PanelAction {
  readonly title: string;
  readonly command: string;
  readonly arguments: readonly unknown[];
}

export interface PanelProgress {
  readonly text: string;
  /** Of `whole`, in any unit. */
  readonly done: number;
  readonly whole: number;
}

/** The page as plain text, for the clipboard. */
export function panelText({ title, sections, progress }: PanelPage): string {
  const parts = sections.map(({ heading, lines }) => {
    const text = lines.map((line) => line.map((span) => span.text).join(''));
    return heading === '' ? text.join('\n') : [heading, ...text.map((it) => (it === '' ? '' : `  ${it}`))].join('\n');
  });
  return `${[title, ...(progress === undefined ? [] : [progress.text]), ...parts].join('\n\n')}\n`;
}
