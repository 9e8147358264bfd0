/** The simulation against what real nginx did with the cases in observed/ (`test/nginx/observed.test.ts` asks nginx again). */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { suite, test } from 'node:test';
import { buildConfig } from '../../server/src/config/build.ts';
import type { Workspace } from '../../server/src/config/workspace.ts';
import { parseRequest } from '../../server/src/handshake/request/request.ts';
import { simulate } from '../../server/src/handshake/simulate.ts';
import { testParser } from '../support/parser.ts';
import { leftOutOfBuild, versionOf } from '../support/observed.ts';
import { refusal as refusalOf } from '../support/refusal.ts';
import { memoryWorkspace } from '../support/workspace.ts';
import { drawCame, imagined, mainText, modified, readObserved, type Came, type ObservedCase } from './observed/case-file.ts';

const parser = await testParser();
const folder = new URL('observed/', import.meta.url);

for (const name of readdirSync(folder).filter((it) => it.endsWith('.conf'))) {
  suite(name, () => {
    const cases = readObserved(readFileSync(new URL(name, folder), 'utf8'));
    for (const it of cases) {
      test(it.title, () => {
        assert.ok(it.records.length > 0, 'nobody asked nginx: UPDATE=1 npx tsx scripts/test.ts nginx/observed');
        for (const { versions, text } of it.records) {
          for (const version of versions) {
            if (leftOutOfBuild({ version }, text) === undefined) assert.equal(simulated(it, version, text), text, version);
          }
        }
      });
    }
    test('titles differ', () => {
      assert.equal(new Set(cases.map(({ title }) => title)).size, cases.length);
    });
  });
}

/** As a record; what the simulation says that it cannot know, and what the backend decides, is taken from `seen`. */
function simulated(it: ObservedCase, version: string, seen: string): string {
  const nginx = versionOf(version);
  const main = `${imagined.folder}/nginx.conf`;
  const workspace = workspaceOf(it, main);
  const refused = refusalOf(workspace, main, { nginx });
  if (refused !== undefined) return `# refused: ${imagined.unfill(refused.message)} (line ${refused.line ?? 'unknown'})`;
  const config = buildConfig(workspace, main);
  const sections = seen.split(/^(?=# (?!> ))/m);
  const came = it.asks.map(({ head, port }, index): Came => {
    const request = parseRequest(head);
    assert.ok(request !== undefined, 'the request cannot be read');
    const connection = { port: imagined.ports[port - 1], tls: port === 3, remoteAddress: '127.0.0.1' };
    const { verdict, head: sent } = simulate(config, request, connection, { nginx, workspace });
    const section = sections[index] ?? '';
    const first = /^# (\S+)( accepted)?/.exec(section);
    const accepted = first?.[2] !== undefined;
    const record = { status: first?.[1] ?? '', accepted };
    if (verdict.kind === 'unknown') {
      assert.match(it.title, /\(unknown\)/, `unknown: ${verdict.reason}`);
      const lines = section.split('\n').flatMap((line) => (line.startsWith('# > ') ? [imagined.fill(line.slice(4))] : []));
      return { ...record, heads: lines.length === 0 ? [] : [lines.join('\n')] };
    }
    if (accepted) assert.match(verdict.kind, /^(?:connects|depends)$/, verdict.reason);
    else assert.notEqual(verdict.kind, 'connects', verdict.reason);
    const status = verdict.status === undefined ? (sent === undefined ? 'closed' : record.status) : `${verdict.status}`;
    return { status, accepted, heads: sent === undefined ? [] : [sent] };
  });
  return drawCame(it, came, imagined);
}

function workspaceOf({ files, ...it }: ObservedCase, main: string): Workspace {
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
