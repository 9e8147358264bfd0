/** Hover: what the backend receives for a WebSocket request and for a plain one, each header with its origin, and the verdict. */
import type { Analysis } from '../analysis/analyze.ts';
import { locate, treeOf } from '../analysis/edits.ts';
import { tryHandshake, type Handshake } from '../analysis/handshake.ts';
import type { Anchor } from '../config/model.ts';
import { linesOf } from './lines.ts';
import { nameOf } from '../handshake/locate.ts';
import type { DroppedHeader, ProxyTarget, SentHeader, Value, VerdictKind } from '../handshake/model.ts';
import { formatVersion } from '../reference/version.ts';
import type { Span } from '../syntax/tree.ts';
import { targetsAt } from './targets.ts';

export interface Hover extends Span {
  readonly markdown: string;
}

/** `undefined` where nothing is passed on; offsets are absolute, UTF-16. */
export function hoverAt(analysis: Analysis, path: string, offset: number): Hover | undefined {
  const at = targetsAt(analysis, path, offset);
  const [first, ...others] = at?.targets ?? [];
  if (at === undefined || first === undefined) return undefined;
  const also =
    others.length === 0
      ? []
      : [`The same line counts for ${others.map((it) => `\`location ${nameOf(it.location)}\``).join(', ')}.`];
  return { ...at.name, markdown: [...describe(first, analysis), ...also].join('\n\n') };
}

const marks: Readonly<Record<VerdictKind, string>> = { connects: '✅', depends: '⚠️', fails: '❌', unknown: '❔' };

function describe(target: ProxyTarget, analysis: Analysis): readonly string[] {
  const websocket = tryHandshake(target, analysis.context);
  const { verdict, upstream, request } = websocket;
  const plain = tryHandshake(target, analysis.context, 'plain');
  return [
    `${marks[verdict.kind]} **WebSocket ${verdict.kind}**: ${verdict.reason}`,
    `A WebSocket request \`${request.target}\` reaches ${show(upstream.address)} as (nginx ${formatVersion(analysis.context.nginx)}):`,
    table(websocket, analysis),
    ...(upstream.dropped.length === 0 ? [] : [`Not sent: ${upstream.dropped.map((it) => dropped(it, analysis)).join('; ')}.`]),
    `A plain request is sent as ${requestLine(plain)} with ${connection(plain)}.`,
  ];
}

function table(handshake: Handshake, analysis: Analysis): string {
  const own = handshake.upstream.headers.filter(({ from }) => from.kind !== 'client');
  const passed = handshake.upstream.headers.length - own.length;
  const rows = own.map((it) => `| \`${it.name}: ${cell(it.value)}\` | ${origin(it, analysis)} |`);
  const rest = passed === 0 ? [] : [`| ${passed} more | from the client as they are |`];
  return [`| ${requestLine(handshake)} | |`, '| --- | --- |', ...rows, ...rest].join('\n');
}

function requestLine({ upstream }: Handshake): string {
  return `\`${show(upstream.method)} ${cell(upstream.uri)} HTTP/${cell(upstream.httpVersion)}\``;
}

function connection({ upstream }: Handshake): string {
  const lines = upstream.headers.filter(({ name }) => name.toLowerCase() === 'connection');
  return lines.length === 0
    ? 'no `Connection` header'
    : lines.map(({ name, value }) => `\`${name}: ${cell(value)}\``).join(' and ');
}

function origin({ from, through }: SentHeader, analysis: Analysis): string {
  if (from.kind !== 'set') return "nginx's default";
  const way = through.map((at) => `, its value on ${placeOf(at, analysis)}`).join('');
  return `set on ${placeOf(from.at, analysis)}${way}`;
}

function dropped({ name, because }: DroppedHeader, analysis: Analysis): string {
  const by = 'by' in because ? placeOf(because.by, analysis) : '';
  const reasons = {
    default: "nginx keeps the client's to itself",
    replaced: `replaced on ${by}`,
    emptied: `emptied on ${by}`,
    'cut-off': `set further out, cut off on ${by}`,
    'not-passed': `not passed on, ${by}`,
  };
  return `\`${name}\` (${reasons[because.kind]})`;
}

/** A link to the line where the file is at hand. */
function placeOf(anchor: Anchor, { context: { workspace } }: Analysis): string {
  const tree = treeOf(workspace, anchor.path);
  const start = locate(workspace, anchor)?.start;
  const file = anchor.path.slice(anchor.path.lastIndexOf('/') + 1);
  return tree === undefined || start === undefined ? `\`${file}\`` : `\`${file}\` line ${linesOf(tree.text).nginxLineAt(start)}`;
}

function show(value: Value): string {
  return typeof value === 'string' ? value : `a value that ${value.unknown} decides`;
}

/** Within a table and a code span. */
function cell(value: Value): string {
  return typeof value === 'string' ? value.replaceAll('|', '\\|').replaceAll('`', "'") : '…';
}
