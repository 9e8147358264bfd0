/** Passwords as crypt() of Linux stores them, where it is the same everywhere: with MD5 and with SHA-2. */
import { md5 } from '@noble/hashes/legacy.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { encodeUtf8 } from './uri.ts';

/** A thousand rounds of MD5: `$1$`, and `$apr1$` as Apache has it (ngx_crypt_apr1). */
export function md5Crypt(key: Uint8Array, saltText: string, magic: '$1$' | '$apr1$'): string {
  const salt = encodeUtf8(saltText);
  const inner = md5(concatBytes(key, salt, key));
  const first: Uint8Array[] = [key, encodeUtf8(magic), salt];
  for (let left = key.length; left > 0; left -= 16) first.push(inner.subarray(0, Math.min(16, left)));
  for (let left = key.length; left > 0; left >>= 1) first.push((left & 1) === 1 ? Uint8Array.of(0) : key.subarray(0, 1));
  let final = md5(concatBytes(...first));
  for (let round = 0; round < 1000; round++) {
    const odd = round % 2 === 1;
    const between = [...(round % 3 === 0 ? [] : [salt]), ...(round % 7 === 0 ? [] : [key])];
    final = md5(concatBytes(odd ? key : final, ...between, odd ? final : key));
  }
  const at = (index: number): number => final[index] ?? 0;
  const groups = [0, 1, 2, 3, 4].map((index) => (at(index) << 16) | (at(index + 6) << 8) | at(index === 4 ? 5 : index + 12));
  return `${magic}${saltText}$${groups.map((group) => digits(group, 4)).join('')}${digits(at(11), 2)}`;
}

/** More than that would keep the reader waiting. */
const mostRounds = 20_000;
const longestKey = 256;

/** `$5$` with SHA-256 and `$6$` with SHA-512; `undefined` for what systems read differently, and for what takes too long. */
export function shaCrypt(key: Uint8Array, stored: string): string | undefined {
  const parts = /^(\$([56])\$)(rounds=(\d+)\$)?([^$]*)/.exec(stored);
  if (parts === null) return undefined;
  const [, magic = '', kind, written = '', count = '5000', whole = ''] = parts;
  const rounds = Number(count);
  if (rounds < 1000 || rounds > mostRounds || key.length > longestKey) return undefined;
  const hash = kind === '5' ? sha256 : sha512;
  const saltText = whole.slice(0, 16);
  const salt = encodeUtf8(saltText);
  const other = hash(concatBytes(key, salt, key));
  const first: Uint8Array[] = [key, salt, repeated(other, key.length)];
  for (let left = key.length; left > 0; left >>= 1) first.push((left & 1) === 1 ? other : key);
  let final = hash(concatBytes(...first));
  const pass = repeated(hash(repeated(key, key.length ** 2)), key.length);
  const grain = repeated(hash(repeated(salt, salt.length * (16 + (final[0] ?? 0)))), salt.length);
  for (let round = 0; round < rounds; round++) {
    const odd = round % 2 === 1;
    const between = [...(round % 3 === 0 ? [] : [grain]), ...(round % 7 === 0 ? [] : [pass])];
    final = hash(concatBytes(odd ? pass : final, ...between, odd ? final : pass));
  }
  return `${magic}${written}${saltText}$${kind === '5' ? inThirds(final, 10, 2) : inThirds(final, 21, 1)}`;
}

/** A byte of each third to a group; the third that comes first goes round with each, by `step`. */
function inThirds(bytes: Uint8Array, third: number, step: 1 | 2): string {
  const at = (index: number): number => bytes[index] ?? 0;
  let out = '';
  for (let index = 0; index < third; index++) {
    const [a, b, c] = [0, 1, 2].map((place) => at(index + third * ((place + index * step) % 3)));
    out += digits(((a ?? 0) << 16) | ((b ?? 0) << 8) | (c ?? 0), 4);
  }
  return out + (step === 2 ? digits((at(31) << 8) | at(30), 3) : digits(at(63), 2));
}

/** As often as it takes to be so long. */
function repeated(part: Uint8Array, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => part[index % part.length] ?? 0);
}

const alphabet = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Six bits a digit, the lowest first. */
function digits(value: number, count: number): string {
  return Array.from({ length: count }, (_, index) => alphabet.charAt((value >> (6 * index)) & 63)).join('');
}
