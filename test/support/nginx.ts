/** A real nginx for the tests: `nginx -t`, start, stop, in a folder of its own, on loopback. */
import { spawn, spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { missingVersions, nginxBinaries, partsAreRequired, skipsAreTold, type NginxBinary } from './parts.ts';

/** Files of one configuration in a temporary folder; `nginx.conf` is the main one. */
export interface NginxFolder {
  readonly path: string;
  readonly write: (name: string, text: string) => void;
  readonly remove: () => void;
}

export interface TestedConfig {
  readonly accepted: boolean;
  /** The first `[emerg]` message without its time and process. */
  readonly refusal: string | undefined;
  /** All that nginx printed. */
  readonly output: string;
}

export interface RunningNginx {
  /** What it has written to its error log so far. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

/** The binaries to run the tests on, oldest first. Says once in one line which are missing; in CI that is a failure. */
export function nginxForTests(): readonly NginxBinary[] {
  const none = { part: 'any nginx', remedy: 'apt-get install nginx-light, or set NGINX_BINARIES to the path of one' };
  for (const { part, remedy } of nginxBinaries.length === 0 ? [none] : missingVersions()) {
    const line = `needs ${part} (${remedy})`;
    if (partsAreRequired) throw new Error(line);
    if (process.env[skipsAreTold] === undefined) console.log(`skipped: ${line}`);
  }
  return nginxBinaries;
}

export function makeNginxFolder(): NginxFolder {
  const path = mkdtempSync(join(tmpdir(), 'nginx-handshake-'));
  // Where builds with the default paths write their pid and logs.
  mkdirSync(join(path, 'logs'));
  return {
    path,
    write: (name, text) => {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), text);
    },
    remove: () => {
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** `nginx -t` on `main` of the folder (or an absolute path). */
export function testConfig({ path }: NginxBinary, folder: string, main = 'nginx.conf'): TestedConfig {
  const { status, signal, stderr, error } = spawnSync(
    path,
    [...commonArguments(folder, main), '-g', 'error_log stderr notice;', '-t'],
    {
      encoding: 'utf8',
    },
  );
  if (error !== undefined) throw error;
  if (signal !== null) throw new Error(`nginx -t was ended by ${signal}: ${stderr}`);
  return { accepted: status === 0, refusal: firstRefusal(stderr), output: stderr };
}

/**
 * Starts nginx in the foreground and waits until it answers on `port`. Gives nginx's own words (a `[emerg]` line) when it refuses.
 * `globals` are further directives of the main level that the file does not have.
 */
export async function startNginx(
  { path }: NginxBinary,
  folder: string,
  port: number,
  globals = '',
): Promise<RunningNginx | { readonly refusal: string }> {
  const settings = `daemon off; master_process off; pid ${join(folder, 'nginx.pid')}; error_log stderr notice; ${globals}`;
  const child = spawn(path, [...commonArguments(folder, 'nginx.conf'), '-g', settings], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const exit = new Promise<void>((resolve) => {
    child.once('close', () => {
      resolve();
    });
  });
  const end = performance.now() + 30_000;
  while (performance.now() < end && child.exitCode === null) {
    if (await answers(port)) {
      return {
        log: () => log,
        stop: async () => {
          child.kill('SIGKILL');
          await exit;
        },
      };
    }
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
  child.kill('SIGKILL');
  await exit;
  return { refusal: firstRefusal(log) ?? log };
}

/**
 * A port that nobody listens on, below those that systems give to outgoing connections, in a block that this process has for itself: it stays
 * free until nginx takes it, also where it waits for the next nginx.
 */
export async function freePort(): Promise<number> {
  const first = await (block ??= takeBlock());
  for (;;) {
    given = (given % (blockSize - 1)) + 1;
    const port = first + given;
    if (await canListen(port)) return port;
  }
}

const lowest = 10_240;
const blockSize = 256;
const blocks = Math.floor((32_768 - lowest) / blockSize);
let block: Promise<number> | undefined;
let given = 0;

/** The first port of a block is listened on as long as the process lives: no other process takes the block. */
async function takeBlock(): Promise<number> {
  for (;;) {
    const first = lowest + randomInt(blocks) * blockSize;
    const guard = await listenOn(first);
    if (guard === undefined) continue;
    guard.unref();
    return first;
  }
}

async function canListen(port: number): Promise<boolean> {
  const server = await listenOn(port);
  if (server === undefined) return false;
  await new Promise((resolve) => server.close(resolve));
  return true;
}

/** `undefined` where somebody else listens. */
function listenOn(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(undefined);
    });
    server.listen(port, '127.0.0.1', () => {
      resolve(server);
    });
  });
}

function commonArguments(folder: string, main: string): readonly string[] {
  const file = main.startsWith('/') ? main : join(folder, main);
  return ['-p', `${folder}/`, '-c', file, '-e', 'stderr'];
}

function firstRefusal(log: string): string | undefined {
  return /\[emerg\] (?:\d+#\d+: )?(.*)/.exec(log)?.[1];
}

/** nginx listens on its ports one after the other, before it serves any: only an answer says that all are open. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write('no request\r\n\r\n');
    });
    const done = (answered: boolean) => (): void => {
      socket.destroy();
      resolve(answered);
    };
    socket.once('data', done(true));
    socket.once('end', done(true));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      done(error.code !== 'ECONNREFUSED')();
    });
  });
}
