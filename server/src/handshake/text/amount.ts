/** Times and sizes as nginx writes them (ngx_parse.c). */

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  M: 2_592_000_000,
  y: 31_536_000_000,
};

/** Milliseconds of `60`, `60s`, `1h30m`, `1h 30m`; a number alone is seconds. `undefined` for what is no time. */
export function milliseconds(text: string): number | undefined {
  const parts = text.trim().split(/\s+/).join('');
  if (!/^(?=\d)(?:\d+(?:ms|[smhdwMy]))*\d*$/.test(parts)) return undefined;
  let sum = 0;
  for (const [, number, unit = 's'] of parts.matchAll(/(\d+)(ms|[smhdwMy])?/g)) sum += Number(number) * (units[unit] ?? 0);
  return sum;
}

/** Bytes of `128`, `8k`, `1M`; `undefined` for what is no size. */
export function bytes(text: string): number | undefined {
  const parts = /^(\d+)([kmg])?$/i.exec(text);
  if (parts === null) return undefined;
  const factor = { k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[(parts[2] ?? '').toLowerCase()] ?? 1;
  return Number(parts[1]) * factor;
}
