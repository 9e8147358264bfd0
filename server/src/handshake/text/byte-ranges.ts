/** Ranges of bytes as nginx reads them (ngx_http_range_parse). */

/**
 * What is behind `bytes=`, for an answer of `size` bytes: 206 where parts are sent, 416 where none can be, `undefined` where
 * the ranges are ignored (more than `most`, or more bytes together than there are).
 */
export function rangeStatus(text: string, size: number, most: number): 206 | 416 | undefined {
  let found = 0;
  let sum = 0;
  for (const part of text.split(',')) {
    const range = /^ *(?:(\d+) *- *(\d+)?|-(\d+)) *$/.exec(part);
    if (range === null) return 416;
    const [, first, last, suffix] = range;
    const start = suffix === undefined ? Number(first) : Math.max(0, size - Number(suffix));
    const end = suffix === undefined && last !== undefined ? Math.min(size, Number(last) + 1) : size;
    if (start < end) {
      sum += end - start;
      if (++found > most) return undefined;
    } else if (start === 0) return undefined;
  }
  if (found === 0) return 416;
  return sum > size ? undefined : 206;
}
