/** Cases of the simulation as configurations with comments: what is asked before the text, what comes of it behind. */
import { buildConfig } from '../../server/src/config/build.ts';
import { isUnknown } from '../../server/src/handshake/values/exchange.ts';
import type { ClientRequest, Simulation } from '../../server/src/handshake/model.ts';
import type { Client } from '../../server/src/handshake/model.ts';
import { browserRequest } from '../../server/src/handshake/request/request.ts';
import { simulate } from '../../server/src/handshake/simulate.ts';
import { newestStable, parseVersion } from '../../server/src/reference/version.ts';
import type { Parser } from '../../server/src/syntax/tree.ts';
import { memoryWorkspace } from '../support/workspace.ts';

/**
 * One case: `# === title`, then `# key: value` lines (url, client, host, http, drop, add, port, tls, from, alone), the
 * configuration (the inside of an http block unless it has one, or `alone: yes`), and `# --- file: name` for others.
 */
export interface HandshakeCase {
  readonly title: string;
  readonly asked: readonly string[];
  readonly files: ReadonlyMap<string, string>;
  readonly body: string;
  /** What the file says comes of it. */
  readonly expected: string;
}

const versions = ['1.22.1', '1.31.5'];
const folder = '/etc/nginx';

export function readCases(text: string): readonly HandshakeCase[] {
  return text
    .split(/^(?=# === )/m)
    .filter((it) => it.startsWith('# === '))
    .map((part) => {
      const lines = part.trimEnd().split('\n');
      const asked = lines.slice(1).filter((line, index, all) => isKey(line) && all.slice(0, index).every(isKey));
      const rest = lines.slice(1 + asked.length);
      const end = rest.findIndex((line) => /^# --- [\d.]+/.test(line));
      const body = (end < 0 ? rest : rest.slice(0, end)).join('\n');
      const expected = end < 0 ? '' : rest.slice(end).join('\n');
      return { title: (lines[0] ?? '').slice('# === '.length), asked, files: filesOf(body), body, expected };
    });
}

/** The case as it would be written with what comes of it now. */
export function drawCase(it: HandshakeCase, parser: Parser): string {
  return [`# === ${it.title}`, ...it.asked, it.body, outcomes(it, parser)].join('\n');
}

/** What comes of the case in each version; versions that agree share one paragraph. */
export function outcomes(it: HandshakeCase, parser: Parser): string {
  const groups: { readonly versions: string[]; readonly text: string }[] = [];
  for (const version of versions) {
    const text = draw(simulation(it, version, parser));
    const same = groups.find((group) => group.text === text);
    if (same === undefined) groups.push({ versions: [version], text });
    else same.versions.push(version);
  }
  return groups.map(({ versions: agreed, text }) => `# --- ${agreed.join(' ')}: ${text}`).join('\n');
}

function isKey(line: string): boolean {
  return /^# [a-z]+: /.test(line);
}

function filesOf(body: string): ReadonlyMap<string, string> {
  const [main = '', ...others] = body.split(/^(?=# --- file: )/m);
  const named = others.map((part) => {
    const [head = '', ...lines] = part.split('\n');
    return [head.slice('# --- file: '.length), lines.join('\n')] as const;
  });
  return new Map([['', main], ...named]);
}

function simulation(it: HandshakeCase, version: string, parser: Parser): Simulation {
  const value = (key: string): string | undefined => valuesOf(it, key)[0];
  const alone = value('alone') === 'yes';
  const text = it.files.get('') ?? '';
  const main = alone || /^http \{/m.test(text) || /^stream \{/m.test(text) ? text : `events {}\nhttp {\n${text}\n}\n`;
  const name = alone ? 'conf.d/app.conf' : 'nginx.conf';
  const others = [...it.files].filter(([file]) => file !== '').map(([file, inner]) => [`${folder}/${file}`, inner] as const);
  const workspace = memoryWorkspace(parser, new Map([[`${folder}/${name}`, main], ...others]));
  const config = buildConfig(workspace, `${folder}/${name}`);
  const port = value('port');
  const tls = value('tls') === 'yes';
  const connection = { port: Number(port ?? (tls ? 443 : 80)), tls, remoteAddress: value('from') ?? '127.0.0.1' };
  return simulate(config, requestOf(it), connection, { nginx: parseVersion(version) ?? newestStable, workspace });
}

function valuesOf({ asked }: HandshakeCase, key: string): readonly string[] {
  return asked.filter((line) => line.startsWith(`# ${key}: `)).map((line) => line.slice(key.length + 4));
}

function requestOf(it: HandshakeCase): ClientRequest {
  const value = (key: string): string | undefined => valuesOf(it, key)[0];
  const host = value('host') ?? 'app.example.com';
  const client = (value('client') ?? 'chrome') as Client;
  const sent = browserRequest(client, `ws://${host}${value('url') ?? '/ws'}`);
  const dropped = valuesOf(it, 'drop');
  const added = valuesOf(it, 'add').map((line) => {
    const colon = line.indexOf(': ');
    return { name: line.slice(0, colon), value: line.slice(colon + 2) };
  });
  const kept = sent.headers.filter(({ name }) => !dropped.includes(name.toLowerCase()));
  return { ...sent, httpVersion: value('http') ?? '1.1', headers: [...kept, ...added] };
}

/** Verdict and reason, then the head without the client's headers that only pass through. */
function draw({ verdict, upstream, head }: Simulation): string {
  const first = `${verdict.kind}${verdict.status === undefined ? '' : ` ${verdict.status}`}`;
  const lines = [first, `# ${verdict.reason}`];
  if (upstream === undefined) return lines.join('\n');
  if (head === undefined || upstream.kind !== 'proxy' || upstream.httpVersion === '2') {
    return [
      ...lines,
      ...(head === undefined ? ['?'] : head.split('\n')).filter((line) => line !== '').map((line) => `# > ${line}`),
    ].join('\n');
  }
  const own = upstream.headers.filter(({ from }) => from.kind !== 'client');
  const shown = own.map(({ name, value }) => `# > ${name}: ${isUnknown(value) ? '?' : value}`);
  return [...lines, `# > ${head.split('\n')[0] ?? ''}`, ...shown].join('\n');
}
