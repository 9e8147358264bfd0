/** Which nginx the images of a workspace hold, as their tags say it. Pure: a text comes in, versions go out. */
import { fileNameOf } from '../config/include.ts';
import { isNoVersion, readNginx } from '../reference/flavours.ts';
import { newestMainline, newestStable, type NginxVersion } from '../reference/version.ts';

export interface ImageTag {
  /** As it is written: `nginx:1.25-alpine`. */
  readonly image: string;
  /** `undefined` for a tag that moves (`latest`, `stable`, none): it names no version. */
  readonly nginx: NginxVersion | undefined;
  /** The newest that it may stand for. */
  readonly upTo: NginxVersion;
}

/** Is a file of this name a Dockerfile, or a compose file? */
export function holdsImages(path: string): boolean {
  return /(?:^|\/)(?:(?:Dockerfile|Containerfile)(?:\.[\w.-]+)?|[\w.-]+\.(?:Dockerfile|Containerfile)|(?:docker-)?compose[\w.-]*\.ya?ml)$/i.test(
    path,
  );
}

/** The images of nginx and its relatives that a Dockerfile (`FROM`) or a compose file (`image:`) names, in order. */
export function imageTagsIn(text: string): readonly ImageTag[] {
  const given = new Map<string, string>();
  const found: ImageTag[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [, name, value] = /^\s*ARG\s+(\w+)=["']?([^\s"']+)/i.exec(line) ?? [];
    if (name !== undefined && value !== undefined) given.set(name, value);
    const image =
      /^\s*FROM\s+(?:--\S+\s+)*([^\s#]+)/i.exec(line)?.[1] ?? /^\s*(?:-\s+)?image:\s*["']?([^\s"'#]+)/.exec(line)?.[1];
    const tag = image === undefined ? undefined : readImage(filledIn(image, given));
    if (tag !== undefined) found.push(tag);
  }
  return found;
}

/** `${NAME}` and `$NAME` with what an `ARG` gives them, `${NAME:-default}` with the default; what is left is unknown. */
function filledIn(image: string, given: ReadonlyMap<string, string>): string {
  return image.replace(/\$(?:\{(\w+)(?::?-([^}]*))?\}|(\w+))/g, (whole, braced?: string, other?: string, bare?: string) => {
    return given.get(braced ?? bare ?? '') ?? other ?? whole;
  });
}

/** By the last part of an image's name. */
const flavours: Readonly<Record<string, string>> = {
  nginx: 'nginx',
  'nginx-unprivileged': 'nginx',
  openresty: 'openresty',
  angie: 'angie',
  freenginx: 'freenginx',
  tengine: 'tengine',
};

/** `undefined` for an image of something else. */
function readImage(image: string): ImageTag | undefined {
  const [, path = '', tag = 'latest'] = /^([^:@\s]+(?::\d+\/[^:@\s]+)?)(?::([^@:/\s]+))?(?:@\S+)?$/.exec(image) ?? [];
  const name = fileNameOf(path).toLowerCase();
  const flavour = Object.hasOwn(flavours, name) ? flavours[name] : undefined;
  if (flavour === undefined) return undefined;
  const number = /^v?(\d+(?:\.\d+){1,3})(?![\w.])/.exec(tag)?.[1];
  const nginx = number === undefined ? undefined : readNginx(`${flavour}/${number}`);
  if (nginx !== undefined && !isNoVersion(nginx)) return { image, nginx, upTo: nginx };
  return { image, nginx: undefined, upTo: /^stable\b/.test(tag) ? newestStable : newestMainline };
}
