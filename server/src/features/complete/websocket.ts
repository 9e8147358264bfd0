/** Lines that a location lacks to forward handshakes, and whole locations and maps, as the fixes would write them. */
import { noServer } from '../../analysis/context.ts';
import { fixContext } from '../../analysis/gate.ts';
import type { FileEdit } from '../../analysis/rule.ts';
import type { ProxyTarget } from '../../handshake/model.ts';
import { targetsIn } from '../../handshake/routing/proxy-targets.ts';
import { evidenceFor } from '../../knowledge/websocket/evidence.ts';
import { forwardEdits } from '../../knowledge/websocket/forward.ts';
import { wholeEdits, wholeLines } from '../../knowledge/websocket/forward-fixes.ts';
import { freshTarget } from '../../knowledge/websocket/fresh-location.ts';
import { setsHandshakeHeader } from '../../knowledge/websocket/header-state.ts';
import { sampleOf, styled } from '../../knowledge/websocket/line-style.ts';
import { connectionMapLines, connectionVariable, connectionVariableName, plainValue } from '../../knowledge/websocket/map-fix.ts';
import type { TextEdit } from '../../syntax/tree.ts';
import { forwardingOf, isLacking, locationAround } from '../forward-here.ts';
import type { Completion, Scene } from './model.ts';
import { serversAt } from './names.ts';
import { contextOf } from './place.ts';
import { codeBlock, escapeSnippet } from './snippet.ts';

export function websocketCompletions(scene: Scene): readonly Completion[] {
  if (scene.place.kind === 'anywhere') return [...locationSnippet(scene), ...mapSnippet(scene)];
  switch (contextOf(scene.place)) {
    case 'location':
      return lineCompletions(scene);
    case 'server':
      return locationSnippet(scene);
    case 'http':
      return mapSnippet(scene);
    default:
      return [];
  }
}

/** First where half of the handshake is forwarded, or WebSockets are meant to go through; else near the end. */
function lineCompletions(scene: Scene): readonly Completion[] {
  const { analysis, path, cursor } = scene;
  const found = cursor.followed ? undefined : locationAround(analysis, path, cursor.offset);
  const target = found && targetsIn(found.location, found.server).find((it) => isLacking(it, found.context));
  if (found === undefined || target === undefined) return [];
  const now = fixContext(analysis);
  const forwarding = forwardingOf(target, found.context);
  const isWanted = setsHandshakeHeader(target.level) || evidenceFor(target, found.context).length > 0;
  const single = linesIn(forwardEdits(now, forwarding, {}) ?? [], scene);
  const whole = linesIn(wholeEdits(now, forwarding) ?? [], scene);
  const rank = isWanted ? 0 : 5;
  const lines = single.lines.every((line) => /^proxy_(?:http_version|set_header\s+(?:Upgrade|Connection))\s/i.test(line))
    ? single.lines
    : [];
  return [
    ...lines.map((line, index): Completion => ({
      ...{ kind: 'snippet', label: line, insert: line, rank: rank + index / 10, detail: 'WebSocket' },
      ...(/\$connection_upgrade|\$websocket_connection/.test(line) && single.edits.length > 0 && { edits: single.edits }),
    })),
    ...(whole.lines.length < 2 ? [] : [all(whole, rank + 0.5, 'WebSocket headers')]),
  ];
}

function all({ lines, edits }: Lines, rank: number, label: string): Completion {
  return {
    ...{ kind: 'snippet', label, insert: lines.join('\n'), rank, detail: `${String(lines.length)} lines` },
    filter: `websocket ${lines[0] ?? ''}`,
    words: codeBlock(lines),
    ...(edits.length > 0 && { edits }),
  };
}

interface Lines {
  readonly lines: readonly string[];
  /** The map, where it is written into the same file. */
  readonly edits: readonly TextEdit[];
}

/** What edits write into the file, as lines; corrections of lines that are there are not among them. */
function linesIn(fileEdits: readonly FileEdit[], scene: Scene): Lines {
  const own = fileEdits.flatMap(({ path, edits }) => (path === scene.path ? edits : []));
  const isMap = ({ newText }: TextEdit): boolean => /^\s*map\s/.test(newText);
  const written = own
    .filter((edit) => edit.start === edit.end && !isMap(edit))
    .flatMap(({ newText }) => newText.trim().split(/\r?\n\s*/));
  return mapped(written, fileEdits, scene);
}

/** A map for another file cannot be written from here: then the bare word is. */
function mapped(
  lines: readonly string[],
  fileEdits: readonly FileEdit[],
  { path, cursor }: Pick<Scene, 'path' | 'cursor'>,
): Lines {
  const maps = fileEdits.flatMap((it) =>
    it.edits.filter(({ newText }) => /^\s*map\s/.test(newText)).map((edit) => ({ ...edit, path: it.path })),
  );
  const reachable = maps.filter((it) => it.path === path && (it.end < cursor.word.start || it.start > cursor.word.end));
  if (reachable.length === maps.length)
    return { lines, edits: reachable.map(({ start, end, newText }) => ({ start, end, newText })) };
  return { lines: lines.map((line) => line.replace(/\$(?:connection_upgrade|websocket_connection)\b/, '"upgrade"')), edits: [] };
}

function locationSnippet(scene: Scene): readonly Completion[] {
  const { analysis, snippets, cursor, tree } = scene;
  const server = serversAt(scene)[0] ?? noServer;
  if (!snippets || cursor.followed) return [];
  const upstream = analysis.config.http?.environment.allUpstreams[0]?.name;
  const address = upstream === undefined ? 'http://127.0.0.1:3000' : `http://${upstream}`;
  const target: ProxyTarget = freshTarget(server, '/ws/', address);
  const { lines, edits } = wholeLines(fixContext(analysis), forwardingOf(target, analysis.contextOf(server)));
  const sample = sampleOf(tree, target);
  const fitted = mapped(
    lines.map((line) => styled(line, sample)),
    edits,
    scene,
  );
  const inner = [`proxy_pass \${2:${escapeSnippet(address)}};`, ...fitted.lines.map(escapeSnippet)];
  const snippet = ['location ${1:/ws/} {', ...inner.map((line) => `\t${line}`), '\t$0', '}'].join('\n');
  return [
    {
      ...{ kind: 'snippet', label: 'WebSocket location', insert: snippet, isSnippet: true, rank: 1 },
      filter: 'websocket location',
      detail: 'forwards the handshake',
      words: codeBlock(['location /ws/ {', `    proxy_pass ${address};`, ...fitted.lines.map((it) => `    ${it}`), '}']),
      ...(fitted.edits.length > 0 && { edits: fitted.edits }),
    },
  ];
}

/** None where a map that serves is there already. */
function mapSnippet({ analysis, snippets, cursor }: Scene): readonly Completion[] {
  const environment = analysis.config.http?.environment;
  if (!snippets || cursor.followed || (environment !== undefined && connectionVariable(environment) !== undefined)) return [];
  const name = environment?.variables.has(connectionVariableName) === true ? 'websocket_connection' : connectionVariableName;
  const map = { plain: plainValue(fixContext(analysis)), name };
  return [
    {
      ...{ kind: 'snippet', label: 'WebSocket map', isSnippet: true, rank: 1, filter: 'websocket map' },
      insert: connectionMapLines(map, '\t').map(escapeSnippet).join('\n'),
      detail: `$${name} for the Connection header`,
      words: codeBlock(connectionMapLines(map, '    ')),
    },
  ];
}
