/** A simulation for people: the verdict, the way there, what the backend receives, and where each header comes from. */
import { locate, treeOf } from '../analysis/edits.ts';
import type { Anchor, Placed, Refusal } from '../config/model.ts';
import type { Workspace } from '../config/workspace.ts';
import { linesOf } from './lines.ts';
import { nameOf } from '../handshake/locate.ts';
import type { DroppedHeader, Origin, SentHeader, Simulation, Value, VerdictKind } from '../handshake/model.ts';
import { formatVersion, type NginxVersion } from '../reference/version.ts';

/** How the text is to look where it is shown. */
export interface TextStyle {
  /** A file and its line, from 1. */
  readonly showPlace: (path: string, line: number) => string;
  readonly paint: (how: VerdictKind | 'dim', text: string) => string;
}

export function simulationText(simulation: Simulation, workspace: Workspace, nginx: NginxVersion, style: TextStyle): string {
  const { verdict, server, location, upstream, head, steps, errors } = simulation;
  const show = (at: Anchor): string => showAnchor(at, workspace, style);
  const where = (placed: Placed | undefined): string => (placed === undefined ? '' : `  ${show(whole(placed))}`);
  const status = verdict.status === undefined ? '' : ` (${verdict.status})`;
  const names = server?.level.own.get('server_name')?.flatMap(({ directive }) => directive.args.map(({ text }) => text)) ?? [];
  const sent = upstream?.headers.map((it) => sentLine(it, show)) ?? [];
  const dropped = upstream?.dropped.map((it) => droppedLine(it, show)) ?? [];
  const parts = [
    `${style.paint(verdict.kind, verdict.kind)}${status}: ${verdict.reason}`,
    ...errors.map((it) => `nginx -t: ${refusalLine(it, style)}`),
    ...(server === undefined ? [] : [`server    ${names.join(' ')}${where(server.at)}`]),
    ...(location === undefined ? [] : [`location  ${nameOf(location)}${where(location.at)}`]),
    ...(upstream === undefined ? [] : [`upstream  ${text(upstream.address)}`]),
    ...steps.map(({ what, at }) => style.paint('dim', `  ${what}${at === undefined ? '' : `  ${show(at)}`}`)),
    ...(head === undefined ? [] : [`\nThe backend receives (nginx ${formatVersion(nginx)}):\n`, indent(head)]),
    ...(sent.length === 0 ? [] : [`Where its headers come from:\n`, ...sent]),
    ...(dropped.length === 0 ? [] : [`\nWhat does not reach it:\n`, ...dropped]),
  ];
  return `${parts.join('\n')}\n`;
}

type Show = (at: Anchor) => string;

function sentLine({ name, value, from, through }: SentHeader, show: Show): string {
  const way = through.map((at) => `, ${show(at)}`).join('');
  return `  ${name}: ${text(value)}  ${origin(from, show)}${way}`;
}

function droppedLine({ name, value, because }: DroppedHeader, show: Show): string {
  const reasons = {
    default: 'nginx never forwards it by itself',
    replaced: 'replaced',
    emptied: 'emptied',
    'cut-off': 'set outside, cut off by a line inside',
    'not-passed': 'not passed on',
  };
  const by = 'by' in because ? `, ${show(because.by)}` : '';
  return `  ${name}: ${text(value)}  (${reasons[because.kind]}${by})`;
}

function origin(from: Origin, show: Show): string {
  if (from.kind === 'set') return `(${show(from.at)})`;
  return from.kind === 'client' ? '(from the client)' : '(nginx sets it by itself)';
}

function refusalLine({ message, path, line }: Refusal, { showPlace }: TextStyle): string {
  return path === undefined || line === undefined ? message : `${message} in ${showPlace(path, line)}`;
}

function showAnchor(anchor: Anchor, workspace: Workspace, { showPlace }: TextStyle): string {
  const start = locate(workspace, anchor)?.start ?? 0;
  return showPlace(anchor.path, linesOf(treeOf(workspace, anchor.path)?.text ?? '').nginxLineAt(start));
}

function indent(head: string): string {
  return head.replace(/^(?=.)/gm, '  ');
}

function text(value: Value): string {
  return typeof value === 'string' ? value : `? (${value.unknown})`;
}

function whole({ path, directive }: Placed): Anchor {
  return { path, directive, start: 0, end: directive.end };
}
