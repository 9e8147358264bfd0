/** `$secure_link` (ngx_http_secure_link_module.c). */
import { md5 } from '@noble/hashes/legacy.js';
import type { Word } from '../../syntax/tree.ts';
import { decodeBase64 } from '../text/base64.ts';
import { encodeUtf8 } from '../text/uri.ts';
import type { Bindings, ExpandWord } from './bindings.ts';
import { isUnknown } from './exchange.ts';
import { inForce } from './in-force.ts';
import type { Value } from '../model.ts';

/** 1 for a link that is right, 0 for one whose time is over, else empty; with `secure_link_secret` the link itself. */
export function secureLink(bindings: Bindings, expandWord: ExpandWord): Value {
  const secret = wordOf(bindings, 'secure_link_secret');
  if (secret !== undefined) return linkBehind(bindings.exchange.unparsed, secret.text);
  const source = wordOf(bindings, 'secure_link_md5');
  const link = linkOf(bindings, expandWord);
  if (link === undefined || source === undefined) return '';
  if (isUnknown(link.hash)) return link.hash;
  const bytes = link.hash.length > 24 ? undefined : decodeBase64(link.hash, true);
  if (bytes?.length !== 16 || (link.expires !== '' && !(Number(link.expires) > 0))) return '';
  const { value } = expandWord(source, bindings);
  if (isUnknown(value)) return value;
  if (hex(md5(encodeUtf8(value))) !== hex(bytes)) return '';
  const time = Number(link.expires);
  if (link.expires === '' || time > surelyToCome) return '1';
  return time < surelyOver ? '0' : { unknown: `whether the time of the link, ${link.expires}, is over` };
}

/** In seconds since 1970: this program is younger than the one, and nobody looks beyond the other. */
const [surelyOver, surelyToCome] = [1_735_689_600, 4_000_000_000];

interface Link {
  readonly hash: Value;
  /** Empty where the link has no time. */
  readonly expires: string;
}

/** What `secure_link` takes apart: the hash, and its time behind a comma. */
export function linkOf(bindings: Bindings, expandWord: ExpandWord): Link | undefined {
  const word = wordOf(bindings, 'secure_link');
  if (word === undefined) return undefined;
  const { value } = expandWord(word, bindings);
  if (isUnknown(value)) return { hash: value, expires: '' };
  const comma = value.indexOf(',');
  return comma < 0 ? { hash: value, expires: '' } : { hash: value.slice(0, comma), expires: value.slice(comma + 1) };
}

/** `/prefix/hash/link`: the hash is that of link and secret (ngx_http_secure_link_old_variable). */
function linkBehind(uri: string, secret: string): string {
  const [, hash = '', link = ''] = /^.[^/]*\/([^/]*)\/(.+)$/s.exec(uri) ?? [];
  return link !== '' && hash.length === 32 && hash.toLowerCase() === hex(md5(encodeUtf8(link + secret))) ? link : '';
}

function wordOf({ level }: Bindings, name: string): Word | undefined {
  return inForce(level, name).placed.at(-1)?.directive.args[0];
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
