/** A simulation for programs and for people; lines count from 1, as nginx counts them. */
import { normalize, relative } from 'node:path';
import { styleText } from 'node:util';
import { locate, treeOf } from '../analysis/edits.ts';
import type { Anchor, Placed, Refusal } from '../config/model.ts';
import type { Workspace } from '../config/workspace.ts';
import { linesOf } from '../features/lines.ts';
import type { DroppedHeader, Origin, SentHeader, Simulation, Value, VerdictKind } from '../handshake/model.ts';
import { formatVersion, type NginxVersion } from '../reference/version.ts';
import type { Output } from './run.ts';

interface Place {
  readonly file: string;
  readonly line: number;
}

/** As design and help describe it; a value that cannot be known is `null`, with `unknown` saying what decides it. */
export function simulationToJson(
  { verdict, server, location, upstream, head, errors }: Simulation,
  workspace: Workspace,
): string {
  const from = (origin: Origin): Place | string | null => (origin.kind === 'set' ? placeOf(origin.at, workspace) : origin.kind);
  const at = (placed: Placed | undefined): Place | null => (placed === undefined ? null : placeOf(whole(placed), workspace));
  const locationAt = at(location?.at);
  const document = {
    verdict: verdict.kind,
    status: verdict.status ?? null,
    reason: verdict.reason,
    server: at(server?.at),
    location: location === undefined || locationAt === null ? null : { ...locationAt, path: location.path },
    upstream: upstream === undefined ? null : { address: known(upstream.address), head: head ?? null },
    headers: [
      ...(upstream?.headers ?? []).map((it) => ({ name: it.name, ...valueOf(it.value), from: from(it.from) })),
      ...(upstream?.dropped ?? []).map((it) => ({
        name: it.name,
        ...valueOf(it.value),
        from: from(it.from),
        dropped: { because: it.because.kind, by: 'by' in it.because ? placeOf(it.because.by, workspace) : null },
      })),
    ],
    errors: errors.map(({ path, line, message }) => ({
      file: path === undefined ? null : normalize(path),
      line: line ?? null,
      message,
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

const colours: Readonly<Record<VerdictKind, 'green' | 'yellow' | 'red' | 'magenta'>> = {
  connects: 'green',
  depends: 'yellow',
  fails: 'red',
  unknown: 'magenta',
};

export function simulationToText(
  { verdict, server, location, upstream, head, steps, errors }: Simulation,
  workspace: Workspace,
  nginx: NginxVersion,
  { colour }: Pick<Output, 'colour'>,
): string {
  const paint = (how: Parameters<typeof styleText>[0], text: string): string => (colour ? styleText(how, text) : text);
  const where = (placed: Placed | undefined): string =>
    placed === undefined ? '' : `  ${show(placeOf(whole(placed), workspace))}`;
  const status = verdict.status === undefined ? '' : ` (${verdict.status})`;
  const names = server?.level.own.get('server_name')?.flatMap(({ directive }) => directive.args.map(({ text }) => text)) ?? [];
  const sent = upstream?.headers.map((it) => sentLine(it, workspace)) ?? [];
  const dropped = upstream?.dropped.map((it) => droppedLine(it, workspace)) ?? [];
  const parts = [
    `${paint([colours[verdict.kind], 'bold'], verdict.kind)}${status}: ${verdict.reason}`,
    ...errors.map((it) => `nginx -t: ${refusalLine(it)}`),
    ...(server === undefined ? [] : [`server    ${names.join(' ')}${where(server.at)}`]),
    ...(location === undefined ? [] : [`location  ${[location.modifier, location.path].join(' ').trim()}${where(location.at)}`]),
    ...(upstream === undefined ? [] : [`upstream  ${text(upstream.address)}`]),
    ...steps.map(({ what, at }) => paint('dim', `  ${what}${at === undefined ? '' : `  ${show(placeOf(at, workspace))}`}`)),
    ...(head === undefined ? [] : [`\nThe backend receives (nginx ${formatVersion(nginx)}):\n`, indent(head)]),
    ...(sent.length === 0 ? [] : [`Where its headers come from:\n`, ...sent]),
    ...(dropped.length === 0 ? [] : [`\nWhat does not reach it:\n`, ...dropped]),
  ];
  return `${parts.join('\n')}\n`;
}

function sentLine({ name, value, from, through }: SentHeader, workspace: Workspace): string {
  const way = through.map((at) => `, ${show(placeOf(at, workspace))}`).join('');
  return `  ${name}: ${text(value)}  ${origin(from, workspace)}${way}`;
}

function droppedLine({ name, value, because }: DroppedHeader, workspace: Workspace): string {
  const reasons = {
    default: 'nginx never forwards it by itself',
    replaced: 'replaced',
    emptied: 'emptied',
    'cut-off': 'set outside, cut off by a line inside',
    'not-passed': 'not passed on',
  };
  const by = 'by' in because ? `, ${show(placeOf(because.by, workspace))}` : '';
  return `  ${name}: ${text(value)}  (${reasons[because.kind]}${by})`;
}

function origin(from: Origin, workspace: Workspace): string {
  if (from.kind === 'set') return `(${show(placeOf(from.at, workspace))})`;
  return from.kind === 'client' ? '(from the client)' : '(nginx sets it by itself)';
}

function refusalLine({ message, path, line }: Refusal): string {
  return path === undefined || line === undefined ? message : `${message} in ${show({ file: path, line })}`;
}

function indent(head: string): string {
  return head.replace(/^(?=.)/gm, '  ');
}

function text(value: Value): string {
  return typeof value === 'string' ? value : `? (${value.unknown})`;
}

function known(value: Value): string | null {
  return typeof value === 'string' ? value : null;
}

function valueOf(value: Value): { readonly value: string | null; readonly unknown?: string } {
  return typeof value === 'string' ? { value } : { value: null, unknown: value.unknown };
}

function show({ file, line }: Place): string {
  return `${relative(process.cwd(), file) || file}:${line}`;
}

function whole({ path, directive }: Placed): Anchor {
  return { path, directive, start: 0, end: directive.end };
}

function placeOf(anchor: Anchor, workspace: Workspace): Place {
  const start = locate(workspace, anchor)?.start ?? 0;
  return { file: normalize(anchor.path), line: linesOf(treeOf(workspace, anchor.path)?.text ?? '').nginxLineAt(start) };
}
