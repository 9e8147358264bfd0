/** A configuration as a link: all of it is in the fragment, which browsers send to nobody. */

export interface Shared {
  readonly files: readonly SharedFile[];
  /** As it was typed; empty where none was. */
  readonly url: string;
  /** As the setting says it; empty where none was chosen. */
  readonly nginxVersion: string;
}

export interface SharedFile {
  readonly path: string;
  readonly text: string;
}

/** The fragment, with its `#`. */
export async function toFragment({ files, url, nginxVersion }: Shared): Promise<string> {
  const json = JSON.stringify([1, nginxVersion, url, ...files.flatMap(({ path, text }) => [path, text])]);
  const bytes = await through(new TextEncoder().encode(json), new CompressionStream('deflate-raw'));
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return `#${mark}${btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}`;
}

/** `undefined` for a fragment that is none of ours; `broken` for one that was cut off, or that is larger than any configuration. */
export async function fromFragment(fragment: string): Promise<Shared | 'broken' | undefined> {
  if (!fragment.startsWith(`#${mark}`)) return undefined;
  try {
    const letters = atob(
      fragment
        .slice(1 + mark.length)
        .replaceAll('-', '+')
        .replaceAll('_', '/'),
    );
    const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
    const json = new TextDecoder('utf-8', { fatal: true }).decode(await through(bytes, new DecompressionStream('deflate-raw')));
    return shared(JSON.parse(json)) ?? 'broken';
  } catch {
    return 'broken';
  }
}

const mark = 'nginx=';

/** In bytes; a link may hold little that becomes very much. */
const largest = 16 * 1024 * 1024;

function shared(read: unknown): Shared | undefined {
  if (!Array.isArray(read) || read[0] !== 1 || !read.every((it, index) => index === 0 || typeof it === 'string'))
    return undefined;
  const [, nginxVersion, url, ...rest] = read as [number, ...string[]];
  const files = rest.flatMap((path, index) => (index % 2 === 0 ? [{ path, text: rest[index + 1] ?? '' }] : []));
  if (nginxVersion === undefined || url === undefined || files.length === 0) return undefined;
  const isUsable =
    files.every(({ path }) => path.startsWith('/')) && new Set(files.map(({ path }) => path)).size === files.length;
  return isUsable ? { nginxVersion, url, files } : undefined;
}

/** With a reader: not every browser goes through a stream by itself. */
async function through(bytes: Uint8Array<ArrayBuffer>, way: CompressionStream | DecompressionStream): Promise<Uint8Array> {
  const reader = (new Blob([bytes]).stream().pipeThrough(way) as ReadableStream<Uint8Array>).getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > largest) {
      await reader.cancel();
      throw new RangeError('too large');
    }
    parts.push(value);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
