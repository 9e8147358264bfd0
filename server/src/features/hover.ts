/** Hover: what the backend receives for a WebSocket request and for a plain one, each header with its origin, and the verdict. */
import type { Analysis } from '../analysis/analyze.ts';
import { blockedAt } from '../knowledge/websocket/blocked.ts';
import { firstRefusal } from '../validity/problems.ts';
import { tryHandshake } from '../handshake/attempt.ts';
import type { Anchor } from '../config/model.ts';
import { linkToAnchor, linkToLine, type LinkTo } from './link-to.ts';
import { cell, code, codeCell, prose } from './markdown.ts';
import { nameOf } from '../handshake/routing/locate.ts';
import type { DroppedHeader, Handshake, ProxyTarget, SentHeader, Value, VerdictKind } from '../handshake/model.ts';
import { oldDefaultsText, spansDefaults } from '../handshake/verdict/assumed.ts';
import { nameOfVersion, type NginxVersion } from '../reference/version.ts';
import type { Span } from '../syntax/tree.ts';
import { refusedAt } from './refused-at.ts';
import { targetsAt } from './targets-at.ts';

export interface Hover extends Span {
  readonly markdown: string;
}

/** `undefined` where nothing is passed on; offsets are absolute, UTF-16. */
export function hoverAt(analysis: Analysis, path: string, offset: number, linkTo: LinkTo): Hover | undefined {
  const at = targetsAt(analysis, path, offset);
  const [first, ...others] = at?.targets ?? [];
  if (at === undefined || first === undefined) return undefined;
  const also =
    others.length === 0
      ? []
      : [
          `The same line counts for ${others
            .slice(0, mostOthers)
            .map((it) => code(`location ${nameOf(it.location)}`))
            .join(', ')}.`,
        ];
  return { ...at.name, markdown: [...describe(first, { analysis, path, linkTo }), ...also].join('\n\n') };
}

const marks: Readonly<Record<VerdictKind, string>> = { connects: '✅', depends: '⚠️', fails: '❌', unknown: '❔' };

/** Where the hover stands. */
interface Scene {
  readonly analysis: Analysis;
  readonly path: string;
  readonly linkTo: LinkTo;
}

function describe(target: ProxyTarget, scene: Scene): readonly string[] {
  const context = scene.analysis.contextOf(target.server);
  const websocket = tryHandshake(target, context);
  const { upstream } = websocket;
  const blocked = blockedAt(target, context)?.verdict;
  const verdict = blocked ?? websocket.verdict;
  const versions = blocked === undefined && spansDefaults(context) ? oldDefaultsText(upstream) : '';
  const lost = upstream.dropped.filter(({ because }) => because.kind !== 'replaced');
  const plain = tryHandshake(target, context, 'plain');
  return [
    ...refused(scene),
    `${marks[verdict.kind]} **WebSocket ${verdict.kind}**: ${prose(verdict.reason + versions)}`,
    table(websocket, scene, context.nginx),
    ...(lost.length === 0 ? [] : [`Not sent:\n${lost.map((it) => `- ${dropped(it, scene)}`).join('\n')}`]),
    `An ordinary request goes out as ${requestLine(plain)} with ${connection(plain)}.`,
  ];
}

/** What nginx does not even start with. */
function refused({ analysis, linkTo }: Scene): readonly string[] {
  const refusal = firstRefusal(analysis.problems().read);
  if (refusal === undefined) return [];
  const at = refusedAt(refusal, analysis.workspace);
  const where = at === undefined ? '' : ` (${linkToLine(at.path, at.line, linkTo)})`;
  return [`❌ **nginx refuses the configuration**${where}: ${prose(refusal.message)}`, 'Once that is put right:'];
}

function table(handshake: Handshake, scene: Scene, nginx: NginxVersion): string {
  const own = handshake.upstream.headers.filter(({ from }) => from.kind !== 'client');
  const passed = handshake.upstream.headers.length - own.length;
  const rows = own.map((it) => `| ${codeCell(`${it.name}: ${shown(it.value)}`)} | ${cell(origin(it, scene))} |`);
  const rest = passed === 0 ? [] : [`| *${passed} more* | the client's own, unchanged |`];
  const { address } = handshake.upstream;
  const to = typeof address === 'string' ? codeCell(address) : 'the backend';
  return [
    `| ${nameOfVersion(nginx)} sends to ${to} | where it comes from |`,
    '| :--- | :--- |',
    `| ${cell(requestLine(handshake))} | ${cell(requestOrigin(handshake, scene))} |`,
    ...rows,
    ...rest,
  ].join('\n');
}

function requestOrigin({ request, upstream: { kind, httpVersionFrom } }: Handshake, scene: Scene): string {
  const asked = `for the client's ${code(request.target)}`;
  if (kind !== 'proxy') return asked;
  return `${asked}; version ${httpVersionFrom.kind === 'set' ? `set on ${placeIn(httpVersionFrom.at, scene)}` : "is nginx's default"}`;
}

function requestLine({ upstream }: Handshake): string {
  return code(`${shown(upstream.method)} ${shown(upstream.uri)} HTTP/${shown(upstream.httpVersion)}`);
}

function connection({ upstream }: Handshake): string {
  const lines = upstream.headers.filter(({ name }) => name.toLowerCase() === 'connection');
  return lines.length === 0
    ? 'no `Connection` header'
    : lines.map(({ name, value }) => code(`${name}: ${shown(value)}`)).join(' and ');
}

function origin({ from, through }: SentHeader, scene: Scene): string {
  if (from.kind !== 'set') return "nginx's default";
  const way = through.map((at) => `, its value on ${placeIn(at, scene)}`).join('');
  return `set on ${placeIn(from.at, scene)}${way}`;
}

function dropped({ name, because }: DroppedHeader, scene: Scene): string {
  const by = 'by' in because ? placeIn(because.by, scene) : '';
  const reasons = {
    default: "nginx keeps the client's to itself",
    replaced: `replaced on ${by}`,
    emptied: `emptied on ${by}`,
    'cut-off': `set further out, cut off on ${by}`,
    'not-passed': `not passed on, ${by}`,
  };
  return `${code(name)} (${reasons[because.kind]})`;
}

function placeIn(anchor: Anchor, { analysis, linkTo }: Scene): string {
  return linkToAnchor(anchor, analysis.workspace, linkTo);
}

function shown(value: Value): string {
  return typeof value === 'string' ? value : '…';
}

/** A list of more is no help. */
const mostOthers = 20;
