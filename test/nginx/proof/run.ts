/** Runs the texts of a case on a real nginx, and lets a proof ask it. */
import type { AnalyzeOptions } from '../../../server/src/analysis/analyze.ts';
import type { FileFinding } from '../../../server/src/analysis/finding.ts';
import { createAnalyzer, defaultOptions } from '../../../server/src/analysis/analyze.ts';
import type { Config } from '../../../server/src/config/model.ts';
import type { Workspace } from '../../../server/src/config/workspace.ts';
import type { NginxVersion } from '../../../server/src/reference/version.ts';
import { isAtLeast, http11ByDefault, newestStable, parseVersion } from '../../../server/src/reference/version.ts';
import { rules } from '../../../server/src/rules/index.ts';
import type { Parser } from '../../../server/src/syntax/tree.ts';
import type { Backend } from '../../support/backends.ts';
import { defaultVersion, folder as root, type Case } from '../../support/cases.ts';
import { startNginx, testConfig } from '../../support/nginx.ts';
import { openSocket, requestHead, sendRaw, type Browser, type RawAnswer, type SocketAnswer } from '../../support/nginx-client.ts';
import type { NginxBinary } from '../../support/parts.ts';
import { memoryWorkspace } from '../../support/workspace.ts';
import { absolute, complete } from './complete.ts';
import { placeOf, type Probe } from './probe.ts';
import type { Stage } from './stage.ts';

/** A case as the analysis sees it. */
export interface Subject {
  /** Its id. */
  readonly rule: string;
  readonly it: Case;
  readonly config: Config;
  readonly workspace: Workspace;
  readonly nginx: NginxVersion;
  /** Of the rule alone. */
  readonly findings: readonly FileFinding[];
  readonly binary: NginxBinary;
}

/** Changes the texts after they were completed. */
export type Change = (text: string) => string;

export interface Exchange extends RawAnswer {
  /** What backends received meanwhile. */
  readonly received: readonly string[];
}

export interface Asker {
  readonly raw: (probe: Probe, browser?: Browser, method?: string) => Promise<Exchange>;
  readonly socket: (probe: Probe) => Promise<SocketAnswer>;
  /** Real ports by the ports of the case. */
  readonly stage: Stage;
}

/** Says what is wrong for the version that the case is for, if the binary behaves like it; else for the binary's own. */
export function subjectOf(rule: string, it: Case, binary: NginxBinary, parser: Parser): Subject {
  const meant = parseVersion(it.options.get('nginx') ?? defaultVersion) ?? newestStable;
  const own = parseVersion(binary.version) ?? newestStable;
  const nginx = isAtLeast(own, http11ByDefault) === isAtLeast(meant, http11ByDefault) ? meant : own;
  const workspace = memoryWorkspace(parser, absolute(it.files));
  const [main = ''] = it.files.keys();
  const urls = it.options.get('urls')?.split(' ') ?? [];
  const options: AnalyzeOptions = {
    ...defaultOptions,
    nginx,
    nginxUpTo: undefined,
    websocketUrls: urls.map((url) => new RegExp(url)),
  };
  const { config, findings } = createAnalyzer(rules)(workspace, root + main, options);
  return { rule, it, config, workspace, nginx, binary, findings: findings.filter((found) => found.rule === rule) };
}

/** Has the rule something to say of the case where this version runs? */
export function isWrongOn(rule: string, it: Case, version: string, parser: Parser): boolean {
  return subjectOf(rule, it, { path: '', version }, parser).findings.length > 0;
}

export function fixedFiles({ it }: Subject): ReadonlyMap<string, string> | undefined {
  return it.fixed.size === 0 ? undefined : new Map([...it.files, ...it.fixed]);
}

export interface Staging {
  readonly change?: Change;
  /** In the place of the first backend. */
  readonly backend?: Backend;
}

/** What `ask` finds out, or nginx's refusal. */
export async function onNginx<T>(
  subject: Subject,
  files: ReadonlyMap<string, string>,
  stage: Stage,
  parser: Parser,
  ask: (asker: Asker) => Promise<T>,
  { change = (text) => text, backend = stage.backends[0] }: Staging = {},
): Promise<T | { readonly refusal: string }> {
  const folder = stage.folder();
  try {
    write(folder, files, stage, parser, backend, change);
    const [first] = subject.config.http?.servers ?? [];
    const nginx = await startNginx(subject.binary, folder.path, stage.listenOn(first === undefined ? 80 : placeOf(first).port));
    if ('refusal' in nginx) return nginx;
    try {
      return await ask(asker(stage));
    } finally {
      await nginx.stop();
    }
  } finally {
    folder.remove();
  }
}

/** `nginx -t`: all that it prints, and whether it accepts. */
export function tried(
  { binary }: Subject,
  files: ReadonlyMap<string, string>,
  stage: Stage,
  parser: Parser,
): ReturnType<typeof testConfig> {
  const folder = stage.folder();
  try {
    write(folder, files, stage, parser, stage.backends[0], (text) => text);
    return testConfig(binary, folder.path);
  } finally {
    folder.remove();
  }
}

function write(
  folder: ReturnType<Stage['folder']>,
  files: ReadonlyMap<string, string>,
  stage: Stage,
  parser: Parser,
  backend: Backend,
  change: Change,
): void {
  const at = ({ port }: Backend): string => `127.0.0.1:${port}`;
  const where = { listenOn: stage.listenOn, backends: [at(backend), at(stage.backends[1])] as const, tlsBackend: at(stage.tls) };
  for (const [name, text] of complete(files, folder.path, parser, where)) folder.write(name, change(text));
}

function asker(stage: Stage): Asker {
  const all = [...stage.backends, stage.strict, stage.sameOrigin, stage.pages, stage.tls];
  return {
    stage,
    raw: async ({ url, port, tls, host }, browser = 'chrome', method = 'GET') => {
      const before = all.map(({ requests }) => requests.length);
      const answer = await sendRaw(stage.listenOn(port), requestHead({ target: url, host, browser, method }), {
        tls,
        sni: host,
        timeout: 2000,
      });
      return { ...answer, received: all.flatMap(({ requests }, index) => requests.slice(before[index]).map(({ head }) => head)) };
    },
    socket: ({ url, port, tls, host }) => openSocket(stage.listenOn(port), url, host, tls),
  };
}
