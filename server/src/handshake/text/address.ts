/** Addresses as nginx reads them: IPv4, IPv6, CIDR ranges, `listen` and upstream addresses (ngx_inet.c, ngx_parse_url). */

/** 4 or 16 bytes; `undefined` for anything but an IP address (brackets around IPv6 are taken off). */
export function readIp(text: string): readonly number[] | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (parts !== null) {
    const bytes = [Number(parts[1]), Number(parts[2]), Number(parts[3]), Number(parts[4])];
    return bytes.every((byte) => byte <= 255) ? bytes : undefined;
  }
  return readIpv6(text.replace(/^\[(.*)\]$/, '$1'));
}

function readIpv6(text: string): readonly number[] | undefined {
  const [head = '', tail, ...more] = text.split('::');
  if (!text.includes(':') || more.length > 0) return undefined;
  const left = groupsOf(head);
  const right = tail === undefined ? [] : groupsOf(tail);
  if (left === undefined || right === undefined) return undefined;
  const missing = 16 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 2) return undefined;
  return [...left, ...new Array<number>(missing).fill(0), ...right];
}

function groupsOf(text: string): readonly number[] | undefined {
  if (text === '') return [];
  const out: number[] = [];
  for (const group of text.split(':')) {
    const v4 = group.includes('.') ? readIp(group) : undefined;
    if (v4 !== undefined) out.push(...v4);
    else if (/^[0-9a-f]{1,4}$/i.test(group)) out.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255);
    else return undefined;
  }
  return out;
}

/** Is the host of an address, in brackets or not, a name, which is yet to be resolved? */
export function isName(host: string): boolean {
  return /[a-z]/i.test(host) && !host.startsWith('[');
}

/** Is the address in `10.0.0.0/8`, `::1`, `all`? `undefined` where the range is no address (a name, a variable). */
export function isInRange(address: string, range: string): boolean | undefined {
  if (range === 'all') return true;
  if (range === 'unix:') return address.startsWith('unix:');
  const prefix = prefixOf(range);
  if (prefix === undefined) return undefined;
  const ip = readIp(address);
  return ip?.length === prefix.bytes.length && holds(prefix, ip);
}

export interface Prefix {
  readonly bytes: readonly number[];
  /** In bits. */
  readonly length: number;
}

/** Are the first bits the same? */
export function holds({ bytes, length }: Prefix, ip: readonly number[]): boolean {
  return ip.every((byte, index) => {
    const bits = Math.min(8, Math.max(0, length - index * 8));
    const mask = (0xff << (8 - bits)) & 0xff;
    return (byte & mask) === ((bytes[index] ?? 0) & mask);
  });
}

/** Of `10.0.0.0/8`: its bytes, and 8; an address alone is as long as can be. */
export function prefixOf(range: string): Prefix | undefined {
  const [address = '', bits, ...more] = range.split('/');
  const bytes = readIp(address);
  if (bytes === undefined || more.length > 0) return undefined;
  if (bits === undefined) return { bytes, length: bytes.length * 8 };
  return /^\d{1,3}$/.test(bits) && Number(bits) <= bytes.length * 8 ? { bytes, length: Number(bits) } : undefined;
}

/** The first `length` bits as a text, the same for all addresses that share them. */
export function keyOfPrefix(bytes: readonly number[], length: number): string {
  let key = '';
  for (let index = 0; index * 8 < length; index++) {
    const bits = Math.min(8, length - index * 8);
    key += String.fromCharCode((bytes[index] ?? 0) & (0xff << (8 - bits)) & 0xff);
  }
  return key;
}

export function isLoopback(address: string): boolean {
  return isInRange(address, '127.0.0.0/8') === true || isInRange(address, '::1') === true || address.startsWith('unix:');
}

/** `host:port` taken apart; the port stays text, and is `undefined` where none is written. IPv6 keeps its brackets. */
export function splitPort(text: string): { readonly host: string; readonly port: string | undefined } {
  const parts = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/s.exec(text);
  return { host: parts?.[1] ?? text, port: parts?.[2] };
}
