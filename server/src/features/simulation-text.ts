/** A simulation for people: the verdict, the way there, what the backend receives, and where each header comes from. */
import { locate, treeOf } from '../analysis/edits.ts';
import { oneLine, sentence } from '../analysis/one-line.ts';
import type { Anchor, Placed, Refusal } from '../config/model.ts';
import type { Workspace } from '../config/workspace.ts';
import { linesOf } from './lines.ts';
import { nameOf } from '../handshake/routing/locate.ts';
import type { DroppedHeader, SentHeader, Simulation, UpstreamRequest, Value, VerdictKind } from '../handshake/model.ts';
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
  const names = server?.level.own.get('server_name')?.flatMap(({ directive }) => directive.args.map(({ text }) => text)) ?? [];
  const sent =
    upstream === undefined ? [] : aligned(head === undefined ? listed(upstream, show) : annotated(head, upstream, show));
  const dropped = aligned(upstream?.dropped.map((it) => droppedLine(it, show)) ?? []);
  const parts = [
    `${style.paint(verdict.kind, verdict.kind)}${status}: ${wrapped(sentence(verdict.reason), verdict.kind.length + status.length + 2, style)}`,
    ...errors.map((it) => `nginx -t: ${refusalLine(it, style)}`),
    ...gap(server ?? upstream),
    ...aligned([
      ...(server === undefined ? [] : [['server', names.join(' ') || 'without a name', where(server.at)]]),
      ...(location === undefined ? [] : [['location', nameOf(location), where(location.at)]]),
      ...(upstream === undefined ? [] : [['upstream', text(upstream.address)]]),
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

/** The head, each line that is not the client's with where it comes from. */
function annotated(head: string, upstream: UpstreamRequest, show: Show): readonly Cells[] {
  const origins = new Map(
    upstream.headers.flatMap((it) => {
      const from = origin(it, show);
      return [`${it.name}: ${text(it.value)}`, `${it.name}=${text(it.value)}`].map((line) => [line, from] as const);
    }),
  );
  const first = /^\S+ .* HTTP\/1\.\d$/;
  const version = upstream.httpVersionFrom;
  return head
    .trimEnd()
    .split('\n')
    .map((line, index) => {
      if (index > 0 || !first.test(line)) return [line, origins.get(line) ?? ''];
      return [line, version.kind === 'set' ? show(version.at) : "its version: nginx's default"];
    });
}

/** What can be told of a head that is not known as a whole. */
function listed({ headers }: UpstreamRequest, show: Show): readonly Cells[] {
  return headers.map((it) => [`${it.name}: ${text(it.value)}`, origin(it, show)]);
}

/** Empty for what the client sends itself. */
function origin({ from, through }: SentHeader, show: Show): string {
  if (from.kind === 'client') return '';
  return [from.kind === 'set' ? show(from.at) : "nginx's default", ...through.map((at) => show(at))].join(', ');
}

function droppedLine({ name, value, because }: DroppedHeader, show: Show): Cells {
  const by = 'by' in because ? show(because.by) : '';
  const reasons = {
    default: "the client's own: nginx keeps it to itself",
    replaced: `replaced by ${by}`,
    emptied: `emptied by ${by}`,
    'cut-off': `set further out, cut off by ${by}`,
    'not-passed': `not passed on: ${by}`,
  };
  return [`${name}: ${text(value)}`, reasons[because.kind]];
}

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

function text(value: Value): string {
  return typeof value === 'string' ? value : `? (${value.unknown})`;
}

function whole({ path, directive }: Placed): Anchor {
  return { path, directive, start: 0, end: directive.end };
}
