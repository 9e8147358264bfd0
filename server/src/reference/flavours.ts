/** nginx and its relatives: what a user calls them, and which nginx each of their releases is built on. */
import { lastOfLine } from './releases.ts';
import {
  formatVersion,
  isAtLeast,
  newestMainline,
  newestStable,
  parseVersion,
  type Edition,
  type NginxVersion,
} from './version.ts';

/** Why a text names no nginx: the end of a sentence that begins with the text. */
export interface NoVersion {
  readonly complaint: string;
}

type Numbers = readonly [number, number, number];

interface Relative {
  readonly name: string;
  /** How its versions look, for a complaint. */
  readonly example: string;
  /** The core of a release; `undefined` for numbers that it does not count. */
  readonly coreOf: (numbers: readonly number[]) => Numbers | undefined;
}

const relatives: Readonly<Record<Edition['flavour'], Relative>> = {
  // The first three numbers are those of nginx (openresty.org, "Does OpenResty follow NGINX's mainline releases?").
  openresty: {
    name: 'OpenResty',
    example: '1.27.1.2',
    coreOf: ([major = 0, minor = 0, patch = 0]) => (isKnown([major, minor, patch]) ? [major, minor, patch] : undefined),
  },
  // Goes its own way from 1.25.4 on, with numbers that only look like those of nginx: HTTP/1.0 to upstreams, and `close`.
  freenginx: {
    name: 'freenginx',
    example: '1.27.2',
    coreOf: ([major = 0, minor = 0, patch = 0]) => {
      if (major !== 1 || isAtLeast([1, 5, 0], [major, minor, patch])) return undefined;
      return isAtLeast([major, minor, patch], freenginxBegins) ? freenginxBegins : [major, minor, patch];
    },
  },
  // `NGINX_VERSION` in src/core/nginx.h of each release.
  angie: {
    name: 'Angie',
    example: '1.11.0',
    coreOf: ([major = 0, minor = 0]) => (major === 1 ? angieCores[Math.min(minor, angieCores.length - 1)] : undefined),
  },
  // The same, beside `TENGINE_VERSION`.
  tengine: {
    name: 'Tengine',
    example: '3.1.0',
    coreOf: (numbers) => tengineCores.find(([from, till]) => isBetween(numbers, from, till))?.[2],
  },
};

const freenginxBegins: Numbers = [1, 25, 4];

/** By the second number, from 1.0 on. A later one than the last is built on at least that. */
const angieCores: readonly Numbers[] = [
  ...([
    [1, 23, 2],
    [1, 23, 3],
    [1, 25, 0],
    [1, 25, 2],
    [1, 25, 3],
    [1, 25, 4],
    [1, 27, 0],
  ] as const),
  ...([
    [1, 27, 1],
    [1, 27, 3],
    [1, 27, 4],
    [1, 27, 5],
    [1, 29, 3],
    [1, 31, 2],
  ] as const),
];

const tengineCores: readonly (readonly [from: Numbers, till: Numbers, core: Numbers])[] = [
  [
    [2, 3, 0],
    [2, 3, 0],
    [1, 15, 9],
  ],
  [
    [2, 3, 1],
    [2, 3, 1],
    [1, 16, 0],
  ],
  [
    [2, 3, 2],
    [2, 3, 2],
    [1, 17, 3],
  ],
  [
    [2, 3, 3],
    [2, 3, 4],
    [1, 18, 0],
  ],
  [
    [2, 4, 0],
    [2, 4, 1],
    [1, 22, 1],
  ],
  [
    [3, 0, 0],
    [3, 1, 99],
    [1, 24, 0],
  ],
  [
    [3, 2, 0],
    [3, 99, 99],
    [1, 31, 3],
  ],
];

/**
 * A version (`1.28.0`, `1.28`, `nginx/1.28.0`), or a flavour with its own (`openresty/1.27.1.2`, `angie/1.11.0`);
 * a complaint for anything else. A line alone stands for its last release, a number newer than all known ones for itself.
 */
export function readNginx(text: string): NginxVersion | NoVersion {
  const match = /^(?:([a-z_-]+)\/)?(\d{1,4}(?:\.\d{1,4}){1,3})$/i.exec(text.trim());
  if (match === null) return { complaint: `is no version such as 1.28.0 or openresty/1.27.1.2` };
  const [, word = 'nginx', number = ''] = match;
  const flavour = word.toLowerCase();
  if (flavour === 'nginx') return readOwn(number);
  if (!isFlavour(flavour)) return { complaint: `names no nginx that is known: nginx, ${Object.keys(relatives).join(', ')}` };
  const { name, example, coreOf } = relatives[flavour];
  const core = coreOf(number.split('.').map(Number));
  if (core === undefined) return { complaint: `is no version of ${name} such as ${flavour}/${example}` };
  return [...core, { flavour, name, number }];
}

/** The first release that speaks HTTP/1.1 to upstreams by default, as a user of the same flavour calls it; `undefined` where none does. */
export function http11DefaultIn([, , , edition]: NginxVersion): string | undefined {
  const name = edition === undefined ? 'nginx' : edition.name;
  const number = http11Defaults[edition === undefined ? 'nginx' : edition.flavour];
  return number === undefined ? undefined : `${name} ${number}`;
}

/** The same release of a relative of nginx, as settings say it; `undefined` for nginx itself, and where none does. */
export function http11Release([, , , edition]: NginxVersion): string | undefined {
  const number = edition === undefined ? undefined : http11Defaults[edition.flavour];
  return edition === undefined || number === undefined ? undefined : `${edition.flavour}/${number}`;
}

const http11Defaults: Readonly<Record<Edition['flavour'] | 'nginx', string | undefined>> = {
  nginx: '1.29.7',
  openresty: '1.31.1.1',
  angie: '1.12.0',
  tengine: '3.2.0',
  freenginx: undefined,
};

export function isNoVersion(read: NginxVersion | NoVersion): read is NoVersion {
  return 'complaint' in read;
}

function readOwn(number: string): NginxVersion | NoVersion {
  const [major = 0, minor = 0, patch, rest] = number.split('.').map(Number);
  const version = patch === undefined ? lastOfLine(major, minor) : parseVersion(number);
  if (rest !== undefined) return { complaint: `has four numbers, as OpenResty has: openresty/${number}` };
  if (version !== undefined && isKnown(version)) return version;
  const newest = `${formatVersion(newestStable)} is the newest stable one, ${formatVersion(newestMainline)} the newest`;
  return { complaint: `is no version of nginx that is known: ${newest}` };
}

/** Releases that come after these lines were written do what the newest does; another first number is a mistake. */
function isKnown([major, minor]: NginxVersion): boolean {
  return major === 0 || (major === 1 && minor <= newestMainline[1] + linesToCome);
}

const linesToCome = 8;

function isFlavour(word: string): word is Edition['flavour'] {
  return Object.hasOwn(relatives, word);
}

function isBetween(numbers: readonly number[], from: Numbers, till: Numbers): boolean {
  const version: Numbers = [numbers[0] ?? 0, numbers[1] ?? 0, numbers[2] ?? 0];
  return isAtLeast(version, from) && isAtLeast(till, version);
}

/**
 * The version and flavour that `-v` or `-V` says: `nginx version: nginx/1.28.0`, `openresty/1.27.1.2`, `Angie/1.11.0`;
 * Tengine names its own first. `undefined` where it names none that is known.
 */
export function versionIn(said: string): NginxVersion | undefined {
  const word = /version: ([a-z_-]+\/\d+(?:\.\d+)+)/i.exec(said)?.[1];
  const read = word === undefined ? undefined : readNginx(word);
  return read === undefined || isNoVersion(read) ? undefined : read;
}
