/** Numbers, sizes and times as nginx reads them (ngx_string.c, ngx_atoi; ngx_parse.c). Anything else gives `undefined`. */

import { bounded } from '../../query/bounded.ts';

const greatest = 9223372036854775807n;

/** Decimal digits only (ngx_atoi). */
export function parseNumber(text: string): number | undefined {
  if (!/^\d+$/.test(text)) return undefined;
  if (text.length < 16) return Number(text);
  const value = BigInt(text);
  return value > greatest ? undefined : Number(value);
}

/** Bytes; `k` and `m` multiply (ngx_parse_size). */
export function parseSize(text: string): number | undefined {
  return scaled(text, { k: 1024, m: 1024 ** 2 });
}

/** Bytes; `k`, `m` and `g` multiply (ngx_parse_offset). */
export function parseOffset(text: string): number | undefined {
  return scaled(text, { k: 1024, m: 1024 ** 2, g: 1024 ** 3 });
}

/** In the order in which units may follow each other; the first two only where seconds are read. */
const units: readonly (readonly [unit: string, seconds: number])[] = [
  ['y', 365 * 86400],
  ['M', 30 * 86400],
  ['w', 7 * 86400],
  ['d', 86400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
  ['ms', 0.001],
];

/**
 * Seconds, or milliseconds when `inSeconds` is false (ngx_parse_time): `1h30m`, `90`, `"1h 30m"`.
 * A number without a unit counts seconds. Units must fall; years and months need `inSeconds`, `ms` must not have it.
 */
export function parseTime(text: string, inSeconds: boolean): number | undefined {
  return inSeconds ? secondsIn(text) : millisecondsIn(text);
}

// The same ones stand everywhere.
const secondsIn = bounded(200, (text) => readTime(text, true));
const millisecondsIn = bounded(200, (text) => readTime(text, false));

function readTime(text: string, inSeconds: boolean): number | undefined {
  let rest = text;
  let step = inSeconds ? -1 : 1;
  let total = 0;
  let digits = false;
  while (rest !== '') {
    const [all, number = '', unit = ''] = /^(\d*)(ms|[yMwdhms ]|$)/.exec(rest) ?? [];
    if (all === undefined) return undefined;
    digits ||= number !== '';
    const value = number === '' ? 0 : parseNumber(number);
    if (value === undefined) return undefined;
    rest = rest.slice(all.length).replace(/^ +/, '');
    if (unit === '') total += value;
    else {
      const at = unit === ' ' ? units.length : units.findIndex(([name]) => name === unit);
      const last = unit === ' ' ? units.findIndex(([name]) => name === 's') : at;
      if (step >= last || (unit === 'ms' && inSeconds)) return undefined;
      step = at;
      total += value * (units[at]?.[1] ?? 1);
    }
  }
  const result = inSeconds ? total : total * 1000;
  return !digits || result > Number(greatest) ? undefined : result;
}

/** A number with at most `places` decimals, in units of the last place (ngx_atofp). */
export function parseFixed(text: string, places: number): number | undefined {
  const match = /^(\d*)(?:\.(\d*))?$/.exec(text);
  const [, whole = '', decimals = ''] = match ?? [];
  if (match === null || text === '' || decimals.length > places) return undefined;
  return parseNumber(`${whole}${decimals}${'0'.repeat(places - decimals.length)}`);
}

function scaled(text: string, scales: Readonly<Record<string, number>>): number | undefined {
  const scale = scales[text.slice(-1).toLowerCase()];
  const value = parseNumber(scale === undefined ? text : text.slice(0, -1));
  if (value === undefined || value * (scale ?? 1) > Number(greatest)) return undefined;
  return value * (scale ?? 1);
}
