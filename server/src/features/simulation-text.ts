/** A simulation for people: the verdict, the way there, what the backend receives, and where each header comes from. */
import { writtenNames } from '../handshake/request/server-name.ts';
import { locate, treeOf } from '../analysis/edits.ts';
import { oneLine, sentence } from '../analysis/one-line.ts';
import type { Anchor, Placed, Refusal } from '../config/model.ts';
import type { Workspace } from '../config/workspace.ts';
import { linesOf } from './lines.ts';
import { nameOf } from '../handshake/routing/locate.ts';
import type { Simulation, VerdictKind } from '../handshake/model.ts';
import { droppedLine, headLines, textOf, type ToldLine } from './request-lines.ts';
import { nameOfVersion, type NginxVersion } from '../reference/version.ts';

/** How the text is to look where it is shown. */
export interface TextStyle {
  /** A file and its line, from 1. */
  readonly showPlace: (path: string, line: number) => string;
  /** Columns that there is room for; without it, sentences are not wrapped. */
  readonly width?: number;
  readonly paint: (how: VerdictKind | 'dim', text: string) => string;
}

export function simulationText(simulation: Simulation, workspace: Workspace, nginx: NginxVersion, style: TextStyle): string {
  const { verdict, server, location, upstream, head, steps, errors } = simulation;
  const show = (at: Anchor): string => showAnchor(at, workspace, style);
  const where = (placed: Placed | undefined): string => (placed === undefined ? '' : show(whole(placed)));
  const status = verdict.status === undefined ? '' : ` (${verdict.status})`;
  const names = server === undefined ? [] : writtenNames(server);
  const cells = ({ line, told }: ToldLine): Cells => [line, told.map((it) => (typeof it === 'string' ? it : show(it))).join('')];
  const sent = aligned(upstream === undefined ? [] : headLines(upstream, head).map(cells));
  const dropped = aligned(upstream?.dropped.map(droppedLine).map(cells) ?? []);
  const parts = [
    `${style.paint(verdict.kind, verdict.kind)}${status}: ${wrapped(sentence(verdict.reason), verdict.kind.length + status.length + 2, style)}`,
    ...errors.map((it) => `nginx -t: ${refusalLine(it, style)}`),
    ...gap(server ?? upstream),
    ...aligned([
      ...(server === undefined ? [] : [['server', names.join(' ') || 'without a name', where(server.at)]]),
      ...(location === undefined ? [] : [['location', nameOf(location), where(location.at)]]),
      ...(upstream === undefined ? [] : [['upstream', textOf(upstream.address)]]),
    ]),
    ...gap(steps[0]),
    ...stepLines(simulation, show, style).map((it) => style.paint('dim', it)),
    ...(sent.length === 0 ? [] : [`\nThe backend receives (${nameOfVersion(nginx)}; no place: from the client):\n`]),
    ...sent.map((line) => `  ${line}`),
    ...(dropped.length === 0 ? [] : [`\nWhat does not reach it:\n`]),
    ...dropped.map((line) => `  ${line}`),
  ];
  return `${parts.join('\n')}\n`;
}

type Show = (at: Anchor) => string;

/** The way there, each step beside its place; what a step does not have room for stands below it. */
function stepLines({ steps }: Simulation, show: Show, style: TextStyle): readonly string[] {
  const places = steps.map(({ at }) => (at === undefined ? '' : oneLine(show(at))));
  const column = Math.max(0, ...places.map(({ length }) => length)) + 4;
  return steps.map(
    ({ what }, index) => `  ${(places[index] ?? '').padEnd(column - 2)}${wrapped(oneLine(what), column, style, column)}`,
  );
}

/** Cells of a line. */
type Cells = readonly string[];

/** Columns as wide as what is followed by another one; a line of one cell does not widen them. */
function aligned(lines: readonly Cells[]): readonly string[] {
  const filled = lines.map((cells) => (cells.at(-1) === '' ? cells.slice(0, -1) : cells).map((it) => oneLine(it)));
  const widths = filled.reduce<readonly number[]>(
    (known, cells) =>
      known.map((width, column) =>
        column < cells.length - 1 ? Math.max(width, Math.min(cells[column]?.length ?? 0, widest)) : width,
      ),
    [0, 0],
  );
  return filled.map((cells) =>
    cells.map((cell, column) => (column < cells.length - 1 ? cell.padEnd(widths[column] ?? 0) : cell)).join('  '),
  );
}

/** A column for what stands beside it; longer cells push it aside. */
const widest = 160;

/** Broken at blanks outside code; `taken` columns of the first line are in use, `indent` of the others stay empty. */
function wrapped(sentences: string, taken: number, { width = Infinity }: TextStyle, indent = 0): string {
  let column = taken;
  return sentences.replace(/(^| )(`[^`]*`\S*|[^ ]+)/g, (_all, blank: string, word: string) => {
    const fits = column + blank.length + word.length <= width;
    column = fits ? column + blank.length + word.length : indent + word.length;
    return `${fits ? blank : `\n${' '.repeat(indent)}`}${word}`;
  });
}

/** An empty line before a part that is there. */
function gap(part: object | undefined): readonly string[] {
  return part === undefined ? [] : [''];
}

function refusalLine({ message, path, line }: Refusal, { showPlace }: TextStyle): string {
  return path === undefined || line === undefined ? oneLine(message) : oneLine(`${message} in ${showPlace(path, line)}`);
}

function showAnchor(anchor: Anchor, workspace: Workspace, { showPlace }: TextStyle): string {
  const start = locate(workspace, anchor)?.start ?? 0;
  return showPlace(anchor.path, linesOf(treeOf(workspace, anchor.path)?.text ?? '').nginxLineAt(start));
}

function whole({ path, directive }: Placed): Anchor {
  return { path, directive, start: 0, end: directive.end };
}
