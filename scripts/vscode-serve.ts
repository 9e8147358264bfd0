/** Runs the embedded VS Code on a loopback port. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EmbeddedVSCode } from './vscode-fetch.ts';

export interface ServeOptions {
  /** Holds settings, state and, unless said otherwise, extensions. */
  readonly data: string;
  readonly extensions: string;
  /** Taken if free; 0 takes any. */
  readonly port: number;
  readonly arguments?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface Served {
  /** `127.0.0.1:port` */
  readonly host: string;
  readonly stop: () => Promise<void>;
  readonly ended: Promise<void>;
}

const settings = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'editor.minimap.enabled': false,
  // It would take the place of the file in front, whenever it is ready.
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'breadcrumbs.enabled': false,
  'files.autoSave': 'off',
  'editor.hover.above': false,
  'editor.stickyScroll.enabled': false,
};

/** Ready to be opened when the promise resolves. */
export async function serveVSCode({ server, node }: EmbeddedVSCode, options: ServeOptions): Promise<Served> {
  mkdirSync(join(options.data, 'User'), { recursive: true });
  const file = join(options.data, 'User/settings.json');
  // What its user has set stays.
  if (!existsSync(file)) writeFileSync(file, JSON.stringify(settings, undefined, 2));
  const args = [
    server,
    ...['--host', '127.0.0.1', '--port', String(options.port)],
    ...['--server-data-dir', options.data, '--user-data-dir', options.data, '--extensions-dir', options.extensions],
    ...['--accept-server-license-terms', '--disable-workspace-trust', '--telemetry-level', 'off'],
    ...(options.arguments ?? []),
  ];
  const child = spawn(node, args, { env: { ...process.env, ...options.env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<void>((resolve) =>
    child.once('exit', () => {
      resolve();
    }),
  );
  const stop = () => {
    child.kill();
    return ended;
  };
  return { host: `127.0.0.1:${await listeningPort(child)}`, stop, ended };
}

/** VS Code says it on its standard output. */
function listeningPort(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (chunk: Buffer) => {
      said += chunk.toString();
      const port = /Extension host agent listening on (\d+)/.exec(said)?.[1];
      if (port !== undefined) resolve(port);
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.once('error', reject);
    child.once('exit', () => {
      reject(new Error(`VS Code did not start:\n${said}`));
    });
  });
}
