/** HTTP Basic credentials (ngx_http_auth_basic_user). */
import type { ClientRequest } from '../model.ts';
import { decodeBase64 } from '../text/base64.ts';
import { decode } from '../text/uri.ts';
import { headerValue } from './headers.ts';

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** `undefined` where the client sends none, or none that nginx can read. */
export function credentialsOf(request: ClientRequest): Credentials | undefined {
  const encoded = /^basic +(.+)$/is.exec(headerValue(request, 'authorization') ?? '')?.[1];
  const bytes = encoded === undefined ? undefined : decodeBase64(encoded);
  if (bytes === undefined) return undefined;
  const text = decode(Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
  const colon = text.indexOf(':');
  return colon <= 0 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}
