/** Passwords of `auth_basic_user_file` (ngx_crypt.c). */
import { sha1 } from '@noble/hashes/legacy.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { md5Crypt, shaCrypt } from './crypt.ts';
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
  const scheme = /^(?:\$(?:apr1|1|5|6)\$|\{(?:PLAIN|SHA|SSHA)\})/.exec(stored)?.[0];
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
      return encodeBase64(decoded) === encodeBase64(concatBytes(sha1(concatBytes(bytes, salt)), salt));
    }
    case '$5$':
    case '$6$': {
      const made = shaCrypt(bytes, stored);
      return made === undefined ? undefined : stored === made;
    }
    default: {
      const [salt = ''] = rest.split('$', 1);
      return stored === md5Crypt(bytes, salt.slice(0, 8), scheme === '$1$' ? scheme : '$apr1$');
    }
  }
}
