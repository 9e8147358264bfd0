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
  /** For people, without a full stop: `nginx 1.25.5 (nginx:1.25-alpine in /srv/Dockerfile)`. */
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
  if (said !== undefined) return { nginx: said, nginxUpTo: undefined, from: 'said', words: nameOfVersion(said) };
  const asked = target ?? installed;
  if (asked !== undefined) {
    const { version: nginx, path } = asked;
    const from = target === undefined ? 'installed' : 'target';
    return { nginx, nginxUpTo: undefined, from, words: `${nameOfVersion(nginx)} (${path})` };
  }
  return byImages(images) ?? assumed(images);
}

/** Where images name several versions, it may be any between them. */
function byImages(images: readonly FoundImage[]): NginxChoice | undefined {
  const named = images.flatMap((it) => (it.nginx === undefined ? [] : [{ ...it, nginx: it.nginx }]));
  const sorted = [...named].sort((a, b) => (isAtLeast(a.nginx, b.nginx) ? 1 : -1));
  const [oldest, newest] = [sorted[0], sorted.at(-1)];
  if (oldest === undefined || newest === undefined) return undefined;
  const one = isAtLeast(oldest.nginx, newest.nginx);
  return {
    nginx: oldest.nginx,
    nginxUpTo: one ? undefined : newest.nginx,
    from: 'image',
    words: one ? describe(oldest) : `${describe(oldest)} to ${describe(newest)}`,
  };
}

function describe({ nginx, image, path }: FoundImage): string {
  return `${nginx === undefined ? '' : `${nameOfVersion(nginx)} `}(${image} in ${path})`;
}

/** A tag that moves says only how new the nginx may be. */
function assumed(images: readonly FoundImage[]): NginxChoice {
  const moving = images.find(({ upTo }) => !isAtLeast(newestStable, upTo)) ?? images[0];
  const nginxUpTo = moving?.upTo ?? newestStable;
  const why = moving === undefined ? 'assumed' : `assumed: ${moving.image} in ${moving.path} names no version`;
  const words = `${nameOfVersion(oldestSupported)} to ${nameOfVersion(nginxUpTo).replace('nginx ', '')} (${why})`;
  return { nginx: oldestSupported, nginxUpTo, from: 'assumed', words };
}
