/** TLS settings that are judged where they stand (ngx_http_ssl_module.c; ngx_stream_ssl_module.c). */
import { claim, type OwnReader, type OwnReaders } from '../reading/model.ts';
import { compile } from './script.ts';
import { wantZone } from './whole.ts';
import { parseNumber, parseSize } from '../values/numbers.ts';
import { duplicate, invalid } from '../reading/told.ts';

const smallest = 8 * 4096;

const readSessionCache: OwnReader = (use) => {
  for (const word of use.args) {
    const builtin = /^builtin:(.+)$/s.exec(word)?.[1];
    const shared = /^shared:([^:]+):(.*)$/s.exec(word);
    const size = parseSize(shared?.[2] ?? '');
    if (/^(?:off|none|builtin)$/.test(word) || (builtin !== undefined && parseNumber(builtin) !== undefined)) continue;
    if (shared === null || size === undefined) return invalid(`invalid session cache "${word}"`);
    if (size < smallest) return invalid(`session cache "${word}" is too small`);
    claim(use, (whole) => wantZone(whole, use, shared[1] ?? '', size, `${use.family} ssl`));
  }
  return undefined;
};

const readOcspCache: OwnReader = (use) => {
  const [word = ''] = use.args;
  const shared = /^shared:([^:]+):(.*)$/s.exec(word);
  const size = parseSize(shared?.[2] ?? '');
  if (word === 'off') return undefined;
  if (shared === null || size === undefined) return invalid(`invalid OCSP cache "${word}"`);
  if (size < smallest) return invalid(`OCSP cache "${word}" is too small`);
  return claim(use, (whole) => wantZone(whole, use, shared[1] ?? '', size, `${use.family} ssl ocsp`));
};

/** A flag that also remembers where it stood. */
const readSsl: OwnReader = (use) => {
  const [value = ''] = use.args;
  if (use.earlier.length > 0) return duplicate(use);
  return /^(?:on|off)$/i.test(value)
    ? undefined
    : invalid(`invalid value "${value}" in "ssl" directive, it must be "on" or "off"`, {
        expected: { as: 'flag', words: ['on', 'off'] },
      });
};

const readUserFile: OwnReader = (use) => compile(use, use.args[0] ?? '');

export const sslReaders: OwnReaders = {
  ssl: readSsl,
  ssl_session_cache: readSessionCache,
  ssl_ocsp_cache: readOcspCache,
  auth_basic_user_file: readUserFile,
};
