/** Passwords of `auth_basic_user_file` (ngx_crypt.c). */
import { decodeBase64, encodeBase64 } from './base64.ts';
import { md5, sha1 } from './digest.ts';
import { encodeUtf8 } from './uri.ts';

/**
 * What a file says of a user: the first line that begins with the name decides (ngx_http_auth_basic_handler). `undefined`
 * where no line does.
 */
export function passwordOf(file: string, user: string): string | undefined {
  for (const line of file.split('\n')) {
    if (line.startsWith('#') || !line.startsWith(`${user}:`)) continue;
    return /^[^:\r]*/.exec(line.slice(user.length + 1))?.[0] ?? '';
  }
  return undefined;
}

/** Is it this password? `undefined` for what only the system's crypt() can tell. */
export function isPassword(password: string, stored: string): boolean | undefined {
  const scheme = /^(?:\$apr1\$|\{(?:PLAIN|SHA|SSHA)\})/.exec(stored)?.[0];
  if (scheme === undefined) return undefined;
  const rest = stored.slice(scheme.length);
  const bytes = encodeUtf8(password);
  switch (scheme) {
    case '{PLAIN}':
      return rest === password;
    case '{SHA}':
      return rest === encodeBase64(sha1(bytes));
    case '{SSHA}': {
      const decoded = decodeBase64(rest);
      if (decoded === undefined || decoded.length < 20) return false;
      const salt = decoded.subarray(20);
      return encodeBase64(decoded) === encodeBase64(joined(sha1(joined(bytes, salt)), salt));
    }
    default: {
      const [salt = ''] = rest.split('$', 1);
      return stored === apr1(bytes, salt.slice(0, 8));
    }
  }
}

/** Apache's own way with MD5 (ngx_crypt_apr1): a thousand rounds. */
function apr1(key: Uint8Array, saltText: string): string {
  const salt = encodeUtf8(saltText);
  const inner = md5(joined(key, salt, key));
  const first: Uint8Array[] = [key, encodeUtf8('$apr1$'), salt];
  for (let left = key.length; left > 0; left -= 16) first.push(inner.subarray(0, Math.min(16, left)));
  for (let left = key.length; left > 0; left >>= 1) first.push((left & 1) === 1 ? Uint8Array.of(0) : key.subarray(0, 1));
  let final = md5(joined(...first));
  for (let round = 0; round < 1000; round++) {
    const odd = round % 2 === 1;
    const between = [...(round % 3 === 0 ? [] : [salt]), ...(round % 7 === 0 ? [] : [key])];
    final = md5(joined(odd ? key : final, ...between, odd ? final : key));
  }
  const at = (index: number): number => final[index] ?? 0;
  const groups = [0, 1, 2, 3, 4].map((index) => (at(index) << 16) | (at(index + 6) << 8) | at(index === 4 ? 5 : index + 12));
  return `$apr1$${saltText}$${groups.map((group) => digits(group, 4)).join('')}${digits(at(11), 2)}`;
}

const alphabet = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Six bits a digit, the lowest first. */
function digits(value: number, count: number): string {
  return Array.from({ length: count }, (_, index) => alphabet.charAt((value >> (6 * index)) & 63)).join('');
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
