/** Pages of the panel as drawn text, and the places of a configuration in memory. */
import type { PanelPage, PanelSpan } from '../../protocol/panel.ts';
import { locate, treeOf } from '../../server/src/analysis/edits.ts';
import type { Workspace } from '../../server/src/config/workspace.ts';
import { linesOf } from '../../server/src/features/lines.ts';
import type { PagePlaces } from '../../server/src/features/panel/spans.ts';

/** Places are in brackets, code in backticks, buttons in angles; a tone that is not plain stands before its heading. */
export function drawPage({ title, sections, actions, progress }: PanelPage): string {
  const bar = progress === undefined ? [] : [`${progress.text} [${progress.done} of ${progress.whole}]`, ''];
  const drawn = sections.flatMap(({ heading, tone, lines }) => [
    `${tone === 'plain' ? '' : `(${tone}) `}${heading}`,
    ...lines.map((line) => `  ${line.map(drawSpan).join('')}`),
    '',
  ]);
  return [title, '', ...bar, ...drawn, actions.map((it) => `<${it.title}>`).join(' ')].join('\n').trimEnd();
}

function drawSpan({ text, place, code }: PanelSpan): string {
  const shown = code === true ? `\`${text}\`` : text;
  if (place === undefined) return shown;
  const line = place.range.start.line + 1;
  return text.endsWith(`:${line}`) ? `[${shown}]` : `[${shown} at line ${line}]`;
}

export function placesInMemory(workspace: Workspace): PagePlaces {
  const lines = (path: string) => linesOf(treeOf(workspace, path)?.text ?? '');
  return {
    ofAnchor(at) {
      const span = locate(workspace, at);
      if (span === undefined) return undefined;
      const [start, end] = [span.start, span.end].map(lines(at.path).positionAt) as [never, never];
      const { line } = start as { readonly line: number };
      return { path: at.path, line: line + 1, place: { uri: `file://${at.path}`, range: { start, end } } };
    },
    ofLine(path, line) {
      const start = { line: line - 1, character: 0 };
      return { path, line, place: { uri: `file://${path}`, range: { start, end: start } } };
    },
  };
}
