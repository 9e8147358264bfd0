/** Which nginx a configuration is judged for: what the user says, else what is found, else both ends of what people run. */
import type { InstalledNginx } from '../files/nginx-binary.ts';
import { oldestSupported } from '../reference/releases.ts';
import { isAtLeast, nameOfVersion, newestStable, type NginxVersion } from '../reference/version.ts';
import type { FoundImage } from './image-search.ts';

export interface NginxChoice {
  readonly nginx: NginxVersion;
  /** Where nobody said the version: the newest that it may be, and `nginx` the oldest. */
  readonly nginxUpTo: NginxVersion | undefined;
  readonly from: 'said' | 'target' | 'installed' | 'image' | 'assumed';
  /** For people: `nginx 1.25.5`, `nginx 1.18.0 to 1.30.1`. */
  readonly version: string;
  /** Where that is from, for people: `nginx:1.25-alpine in /srv/Dockerfile`; empty where somebody said it. */
  readonly source: string;
  /** Both, without a full stop: `nginx 1.25.5 (nginx:1.25-alpine in /srv/Dockerfile)`. */
  readonly words: string;
}

/** What is known; the first that is there counts. */
export interface KnownNginx {
  readonly said?: NginxVersion | undefined;
  /** The nginx that the user named as the one that runs the configuration; its path is in words. */
  readonly target?: InstalledNginx | undefined;
  readonly installed?: InstalledNginx | undefined;
  readonly images?: readonly FoundImage[];
}

export function chooseNginx({ said, target, installed, images = [] }: KnownNginx): NginxChoice {
  if (said !== undefined) return choice(said, undefined, 'said', '');
  const asked = target ?? installed;
  if (asked !== undefined) return choice(asked.version, undefined, target === undefined ? 'installed' : 'target', asked.path);
  return byImages(images) ?? assumed(images);
}

function choice(
  nginx: NginxVersion,
  nginxUpTo: NginxVersion | undefined,
  from: NginxChoice['from'],
  source: string,
): NginxChoice {
  const upTo = nginxUpTo === undefined ? '' : ` to ${nameOfVersion(nginxUpTo).replace('nginx ', '')}`;
  const version = `${nameOfVersion(nginx)}${upTo}`;
  return { nginx, nginxUpTo, from, version, source, words: source === '' ? version : `${version} (${source})` };
}

/** Where images name several versions, it may be any between them. */
function byImages(images: readonly FoundImage[]): NginxChoice | undefined {
  const named = images.flatMap((it) => (it.nginx === undefined ? [] : [{ ...it, nginx: it.nginx }]));
  const sorted = [...named].sort((a, b) => (isAtLeast(a.nginx, b.nginx) ? 1 : -1));
  const [oldest, newest] = [sorted[0], sorted.at(-1)];
  if (oldest === undefined || newest === undefined) return undefined;
  const one = isAtLeast(oldest.nginx, newest.nginx);
  const source = one ? describe(oldest) : `${describe(oldest)}; ${describe(newest)}`;
  return choice(oldest.nginx, one ? undefined : newest.nginx, 'image', source);
}

function describe({ image, path }: FoundImage): string {
  return `${image} in ${path}`;
}

/** A tag that moves says only how new the nginx may be. */
function assumed(images: readonly FoundImage[]): NginxChoice {
  const moving = images.find(({ upTo }) => !isAtLeast(newestStable, upTo)) ?? images[0];
  const nginxUpTo = moving?.upTo ?? newestStable;
  const source = moving === undefined ? 'assumed' : `assumed: ${describe(moving)} names no version`;
  return choice(oldestSupported, nginxUpTo, 'assumed', source);
}
