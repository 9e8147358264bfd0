/** Requests of gateway protocols as text: `[fastcgi params]` and a `NAME=value` line for each parameter. */

/** `undefined` for what is no whole request of FastCGI, uwsgi or SCGI. */
export function readGateway(read: Buffer): string | undefined {
  return readFastcgi(read) ?? readUwsgi(read) ?? readScgi(read);
}

function draw(kind: string, parameters: readonly (readonly [string, string])[]): string {
  return [`[${kind} params]`, ...parameters.map(([name, value]) => `${name}=${value}`), ''].join('\n');
}

/** Records of version 1: 1 begins a request, 4 holds parameters, and an empty one of these ends them. */
function readFastcgi(read: Buffer): string | undefined {
  if (read[0] !== 1 || read[1] !== 1) return undefined;
  const parts: Buffer[] = [];
  for (let at = 0; at + 8 <= read.length;) {
    const length = read.readUInt16BE(at + 4);
    if (read[at + 1] === 4 && length === 0) return draw('fastcgi', pairs(Buffer.concat(parts)));
    if (read[at + 1] === 4) parts.push(read.subarray(at + 8, at + 8 + length));
    at += 8 + length + (read[at + 6] ?? 0);
  }
  return undefined;
}

/** Lengths of name and value in one byte, or in four with the highest bit set. */
function pairs(data: Buffer): readonly (readonly [string, string])[] {
  const out: (readonly [string, string])[] = [];
  let at = 0;
  const length = (): number => {
    const first = data[at] ?? 0;
    if (first < 0x80) return ((at += 1), first);
    at += 4;
    return data.readUInt32BE(at - 4) & 0x7fffffff;
  };
  while (at < data.length) {
    const [name, value] = [length(), length()];
    out.push([data.toString('utf8', at, at + name), data.toString('utf8', at + name, at + name + value)]);
    at += name + value;
  }
  return out;
}

/** Four bytes in front, of which two are the length; then both lengths of each pair. */
function readUwsgi(read: Buffer): string | undefined {
  if (read.length < 4 || read[0] !== 0) return undefined;
  const end = 4 + read.readUInt16LE(1);
  if (read.length < end) return undefined;
  const out: (readonly [string, string])[] = [];
  for (let at = 4; at < end;) {
    // What `uwsgi_string` adds is no pair.
    const name = at + 2 > end ? end : read.readUInt16LE(at);
    if (at + 4 + name > end) return undefined;
    const value = read.readUInt16LE(at + 2 + name);
    out.push([read.toString('utf8', at + 2, at + 2 + name), read.toString('utf8', at + 4 + name, at + 4 + name + value)]);
    at += 4 + name + value;
  }
  return draw('uwsgi', out);
}

/** A netstring of names and values, each ended by a zero byte. */
function readScgi(read: Buffer): string | undefined {
  const length = /^(\d+):/.exec(read.toString('latin1', 0, 10))?.[1];
  if (length === undefined || read.length < length.length + 2 + Number(length)) return undefined;
  const words = read.toString('utf8', length.length + 1, length.length + 1 + Number(length)).split('\0');
  const out = Array.from(
    { length: Math.floor(words.length / 2) },
    (_, index) => [words[2 * index] ?? '', words[2 * index + 1] ?? ''] as const,
  );
  return draw('scgi', out);
}
