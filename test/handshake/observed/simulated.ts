/** What the simulation says of a case, to compare with its records. */
import { posix } from 'node:path';
import { buildConfig } from '../../../server/src/config/build.ts';
import type { Workspace } from '../../../server/src/config/workspace.ts';
import { parseRequest } from '../../../server/src/handshake/request/request.ts';
import { simulate } from '../../../server/src/handshake/simulate.ts';
import type { Parser } from '../../../server/src/syntax/tree.ts';
import { versionOf } from '../../support/observed.ts';
import { refusal as refusalOf } from '../../support/refusal.ts';
import { memoryWorkspace } from '../../support/workspace.ts';
import { drawCame, imagined, mainText, modified, type Came, type ObservedCase } from './case-file.ts';

export interface SimulatedCase {
  /** As a record; what the simulation says that it cannot know, and what the backend decides, is taken from what was seen. */
  readonly record: string;
  /** Why it cannot know. */
  readonly unknown: readonly string[];
  /** Verdicts that are not as nginx did. */
  readonly wrong: readonly string[];
}

/** `seen`: the record of this version. */
export function simulatedCase(parser: Parser, it: ObservedCase, version: string, seen: string): SimulatedCase {
  const nginx = versionOf(version);
  const main = `${imagined.folder}/nginx.conf`;
  const workspace = workspaceOf(parser, it, main);
  const refused = refusalOf(workspace, main, { nginx });
  if (refused !== undefined) {
    const record = `# refused: ${imagined.unfill(refused.message)} (line ${refused.line ?? 'unknown'})`;
    return { record, unknown: [], wrong: [] };
  }
  const config = buildConfig(workspace, main);
  const sections = seen.split(/^(?=# (?!> ))/m);
  const unknown: string[] = [];
  const wrong: string[] = [];
  const came = it.asks.map(({ head, port, line }, index): Came => {
    const section = sections[index] ?? '';
    const first = /^# (\S+)( accepted)?/.exec(section);
    const accepted = first?.[2] !== undefined;
    const record = { status: first?.[1] ?? '', accepted };
    const request = parseRequest(head);
    if (request === undefined) {
      wrong.push(`${line}: the request cannot be read`);
      return { ...record, heads: [] };
    }
    const connection = { port: imagined.ports[port - 1], tls: port === 3, remoteAddress: '127.0.0.1' };
    const { verdict, head: sent } = simulate(config, request, connection, { nginx, workspace });
    if (verdict.kind === 'unknown') {
      unknown.push(`${line}: ${verdict.reason}`);
      const lines = section.split('\n').flatMap((one) => (one.startsWith('# > ') ? [imagined.fill(one.slice(4))] : []));
      return { ...record, heads: lines.length === 0 ? [] : [lines.join('\n')] };
    }
    if (accepted ? verdict.kind === 'fails' : verdict.kind === 'connects')
      wrong.push(`${line}: ${verdict.kind}, nginx ${record.status}: ${verdict.reason}`);
    const status = verdict.status === undefined ? (sent === undefined ? 'closed' : record.status) : `${verdict.status}`;
    return { status, accepted, heads: sent === undefined ? [] : [sent] };
  });
  return { record: drawCame(it, came, imagined), unknown, wrong };
}

function workspaceOf(parser: Parser, { files, ...it }: ObservedCase, main: string): Workspace {
  const texts = new Map([[main, mainText({ files, ...it }, imagined)]]);
  const folders: string[] = [];
  const modes = new Map<string, number>();
  const links = new Map<string, string>();
  for (const { name, text, target, mode } of files.slice(1)) {
    const path = `${imagined.folder}/${name}`;
    if (target !== undefined) links.set(path, posix.join(posix.dirname(path), target));
    else if (text === undefined) folders.push(path);
    else texts.set(path, text);
    if (mode !== undefined) modes.set(path, mode);
  }
  return memoryWorkspace(parser, texts, { folders, modes, links, modified });
}
