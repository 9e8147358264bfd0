/** Shared memory zones of limits, and lines made of `name=value` parameters. */
import { claim, type OwnReader, type OwnReaders, type Use, type Whole } from '../reading/model.ts';
import { wordsOf } from '../reading/open-block.ts';
import { compile } from './script.ts';
import { addZone, wantZone } from './whole.ts';
import { parseNumber, parseOffset, parseSize, parseTime } from '../values/numbers.ts';
import { duplicate, invalid, tell, type Outcome, type Told } from '../reading/told.ts';

const page = 4096;

/** ngx_http_limit_req_module.c and ngx_http_limit_conn_module.c: a key, `zone=name:size`, and for requests `rate=`. */
const readLimitZone: OwnReader = (use) => {
  const [key = '', ...parameters] = use.args;
  const compiled = compile(use, key);
  if (compiled !== undefined) return compiled;
  let declared: { readonly name: string; readonly size: number } | undefined;
  for (const parameter of parameters) {
    const rate = /^rate=(.*)$/s.exec(parameter)?.[1];
    const zone = /^zone=([^:]*)(?::(.*))?$/s.exec(parameter);
    if (zone !== null) {
      const size = parseSize(zone[2] ?? '');
      if (size === undefined) return invalid(`invalid zone size "${parameter}"`);
      if (size < 8 * page) return invalid(`zone "${parameter}" is too small`);
      declared = { name: zone[1] ?? '', size };
    } else if (rate !== undefined && use.name === 'limit_req_zone') {
      if ((parseNumber(rate.replace(/r\/[sm]$/, '')) ?? 0) <= 0) return invalid(`invalid rate "${parameter}"`);
    } else return invalid(`invalid parameter "${parameter}"`);
  }
  if (declared === undefined || declared.name === '') return invalid(`"${use.name}" must have "zone" parameter`);
  const { name, size } = declared;
  const bound = (known: string): Told => tell('duplicate-name', `${use.name} "${name}" is already bound to key "${known}"`);
  return claim(use, (whole) => bindZone(whole, use, name, size, zoneTag(use, use.name.replace('_zone', '')), key, bound));
};

function bindZone(
  whole: Whole,
  use: Use,
  name: string,
  size: number,
  tag: string,
  key: string,
  bound: (known: string) => Told,
): Outcome {
  const zone = addZone(whole, use, name, size, tag);
  if ('message' in zone) return zone;
  if (zone.key !== undefined) return bound(zone.key);
  zone.key = key;
  return undefined;
}

const readLimitReq: OwnReader = (use) => {
  let name: string | undefined;
  for (const parameter of use.args) {
    const [what = '', value] = parameter.split(/=(.*)/s);
    if (what === 'zone' && value !== undefined) {
      claim(use, (whole) => wantZone(whole, use, value, 0, zoneTag(use, 'limit_req')));
      name = value;
    } else if ((what === 'burst' || what === 'delay') && value !== undefined) {
      if ((parseNumber(value) ?? 0) <= 0) return invalid(`invalid ${what} value "${parameter}"`);
    } else if (parameter !== 'nodelay') return invalid(`invalid parameter "${parameter}"`);
  }
  if (name === undefined) return invalid('"limit_req" must have "zone" parameter');
  return isRepeated(use, name) ? duplicate(use) : undefined;
};

const readLimitConn: OwnReader = (use) => {
  const [name = '', text = ''] = use.args;
  claim(use, (whole) => wantZone(whole, use, name, 0, zoneTag(use, 'limit_conn')));
  if (isRepeated(use, name)) return duplicate(use);
  const count = parseNumber(text) ?? 0;
  if (count <= 0) return invalid(`invalid number of connections "${text}"`);
  return count > 65535 ? invalid('connection limit must be less 65536') : undefined;
};

function zoneTag(use: Use, module: string): string {
  return `${use.family} ${module}`;
}

/** Remembers the word for the directive's next uses in the block. */
function isRepeated({ name, block }: Use, word: string): boolean {
  const words = wordsOf(block, name);
  return words.size === words.add(word).size;
}

type Check = (value: string) => boolean;
const seconds: Check = (value) => parseTime(value, true) !== undefined;
const milliseconds: Check = (value) => parseTime(value, false) !== undefined;
const positive: Check = (value) => (parseNumber(value) ?? 0) > 0;
const isNumber: Check = (value) => parseNumber(value) !== undefined;
const bytes: Check = (value) => parseOffset(value) !== undefined;

/** Caches of open files and of certificates: all name their parameters alike. */
function openCache(complaint: (parameter: string) => string): OwnReader {
  return (use) => {
    const { name, args } = use;
    const checks: Readonly<Record<string, Check>> = {
      max: name === 'open_log_file_cache' ? isNumber : positive,
      inactive: seconds,
    };
    const more: Readonly<Record<string, Check>> = name.startsWith('open_file')
      ? {}
      : { valid: seconds, ...(name.includes('log') ? { min_uses: isNumber } : {}) };
    for (const parameter of args) {
      const [what = '', value] = parameter.split(/=(.*)/s);
      const check = checks[what] ?? more[what];
      if (parameter !== 'off' && (check === undefined || value === undefined || !check(value)))
        return invalid(complaint(parameter));
    }
    const max = args.findLast((parameter) => parameter.startsWith('max='))?.slice(4);
    return args.includes('off') || (max !== undefined && Number(max) > 0)
      ? undefined
      : invalid(`"${name}" must have ${name.includes('log') ? '' : 'the '}"max" parameter`);
  };
}

const pathParameters: Readonly<Record<string, Check>> = {
  inactive: seconds,
  max_size: bytes,
  min_free: bytes,
  loader_files: isNumber,
  loader_sleep: milliseconds,
  loader_threshold: milliseconds,
  manager_files: isNumber,
  manager_sleep: milliseconds,
  manager_threshold: milliseconds,
};

/** ngx_http_file_cache.c, ngx_http_file_cache_set_slot. */
export const readCachePath: OwnReader = (use) => {
  let declared: { readonly name: string; readonly size: number } | undefined;
  for (const parameter of use.args.slice(1)) {
    const [what = '', value] = parameter.split(/=(.*)/s);
    const check = pathParameters[what];
    const zone = /^keys_zone=([^:]*)(?::(.*))?$/s.exec(parameter);
    if (what === 'levels' && value !== undefined) {
      if (!/^[12](?::[12]){0,2}$/.test(value)) return invalid(`invalid "levels" "${parameter}"`);
    } else if (what === 'use_temp_path' && value !== undefined) {
      if (!/^(?:on|off)$/.test(value)) return invalid(`invalid use_temp_path value "${parameter}", it must be "on" or "off"`);
    } else if (zone !== null) {
      const size = parseSize(zone[2] ?? '');
      if (size === undefined) return invalid(`invalid keys zone size "${parameter}"`);
      if (size < 2 * page) return invalid(`keys zone "${parameter}" is too small`);
      declared = { name: zone[1] ?? '', size };
    } else if (check === undefined || value === undefined) return invalid(`invalid parameter "${parameter}"`);
    else if (!check(value)) return invalid(`invalid ${what} value "${parameter}"`);
  }
  if (declared === undefined || declared.name === '') return invalid(`"${use.name}" must have "keys_zone" parameter`);
  const { name, size } = declared;
  const tag = use.name.replace('_path', '');
  return claim(
    use,
    (whole) =>
      addCachePath(whole, use) ??
      bindZone(whole, use, name, size, tag, use.args[0] ?? '', () => tell('duplicate-name', `duplicate zone "${name}"`)),
  );
};

/** Of two zones in one folder each would remove what it does not know (ngx_file.c, ngx_add_path). */
function addCachePath({ cachePaths }: Whole, { args, placed }: Use): Outcome {
  const path = (args[0] ?? '').replace(/\/$/, '');
  const earlier = cachePaths.get(path);
  if (earlier !== undefined) return tell('duplicate-name', `the same path name "${path}" used`, { earlier });
  cachePaths.set(path, placed);
  return undefined;
}

/** ngx_http_file_cache.c, ngx_http_file_cache_valid_set_slot. */
export const readCacheValid: OwnReader = ({ args }): Outcome => {
  const time = args.at(-1) ?? '';
  if (!seconds(time)) return invalid(`invalid time value "${time}"`);
  const isStatus = (text: string): boolean =>
    text === 'any' || ((parseNumber(text) ?? 0) >= 100 && (parseNumber(text) ?? 600) <= 599);
  const bad = args.slice(0, -1).find((status) => !isStatus(status));
  return bad === undefined ? undefined : invalid(`invalid status "${bad}"`);
};

const invalidParameter = (parameter: string): string => `invalid parameter "${parameter}"`;

export const limitReaders: OwnReaders = {
  limit_req_zone: readLimitZone,
  limit_conn_zone: readLimitZone,
  limit_req: readLimitReq,
  limit_conn: readLimitConn,
  open_file_cache: openCache((parameter) => `invalid "open_file_cache" parameter "${parameter}"`),
  open_log_file_cache: openCache((parameter) => `invalid "open_log_file_cache" parameter "${parameter}"`),
  ssl_certificate_cache: openCache(invalidParameter),
  proxy_ssl_certificate_cache: openCache(invalidParameter),
  grpc_ssl_certificate_cache: openCache(invalidParameter),
  uwsgi_ssl_certificate_cache: openCache(invalidParameter),
};
