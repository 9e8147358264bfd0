/** A configuration to measure: its files, and where keys are typed. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface Shape {
  /** By path from the top folder. */
  readonly files: ReadonlyMap<string, string>;
  /** The open file. */
  readonly typedIn: string;
  /** Keys are typed behind its occurrences in that file, so it ends in a number. */
  readonly typed: string;
}

export function linesOf({ files }: Shape): number {
  return [...files.values()].reduce((sum, text) => sum + text.split('\n').length - 1, 0);
}

/** Lines of an http block with what stands around it. `plain`: the log and pid are beside the file. */
export function inHttp(lines: readonly string[], plain = false): string {
  const head = plain
    ? ['error_log  stderr warn;', 'pid        nginx.pid;']
    : ['user  www-data;', 'worker_processes  auto;', 'error_log  /var/log/nginx/error.log warn;', 'pid        /run/nginx.pid;'];
  const http = [
    ...(plain ? ['access_log  off;', ...temporary] : ['access_log  /var/log/nginx/access.log;']),
    ...common,
    ...lines,
  ];
  const inner = http.map((line) => (line === '' ? '' : `    ${line}`));
  return [...head, '', 'events {', '    worker_connections  512;', '}', '', 'http {', ...inner, '}', ''].join('\n');
}

const common = ['default_type  application/octet-stream;', 'sendfile    on;', 'tcp_nopush  on;', 'keepalive_timeout  65;'];

/** nginx makes these folders when it is tested, and may not make its usual ones. */
const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path  tmp/${name};`);

/**
 * Writes the files into a folder of their own, which `remove` takes away. Main files are looked for one folder further up too:
 * that one is empty, whatever else lies among the temporary files of the machine.
 */
export function onDisk({ files }: Shape): { readonly path: string; readonly remove: () => void } {
  const around = realpathSync(mkdtempSync(join(tmpdir(), 'nginx-handshake-bench-')));
  const path = join(around, 'site');
  for (const [name, text] of files) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  mkdirSync(join(path, 'tmp'), { recursive: true });
  return {
    path,
    remove: () => {
      rmSync(around, { recursive: true, force: true });
    },
  };
}
