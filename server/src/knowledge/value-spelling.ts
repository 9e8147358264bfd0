/** Values as people write them, in nginx's own spelling. */
import type { Expected } from '../validity/kinds.ts';
import { nearest, nearIn } from '../reference/near.ts';

/** What a value that nginx refuses can only have meant; `undefined` where that is not certain. */
export function likelyValue(text: string, { as, words }: Expected): string | undefined {
  const plain = text.trim();
  if (as === 'flag') return switchOf(plain);
  if (words !== undefined)
    return (
      words.find((it) => it.toLowerCase() === plain.toLowerCase()) ?? numberBelow(plain, words) ?? nearest(nearIn(words, plain))
    );
  if (as === 'sec' || as === 'msec') return timeOf(plain, as);
  return as === 'size' || as === 'offset' ? sizeOf(plain, as) : undefined;
}

/** Of versions, the newest one that is not newer. */
function numberBelow(text: string, words: readonly string[]): string | undefined {
  const isNumber = (it: string): boolean => /^\d+(?:\.\d+)?$/.test(it);
  if (!isNumber(text) || !words.every(isNumber)) return undefined;
  return words.filter((it) => Number(it) <= Number(text)).sort((a, b) => Number(b) - Number(a))[0];
}

function switchOf(text: string): string | undefined {
  const known = /^(?:on|true|yes|1|enabled?)$/i.test(text)
    ? 'on'
    : /^(?:off|false|no|0|disabled?|none)$/i.test(text)
      ? 'off'
      : undefined;
  return known ?? nearest(nearIn(['on', 'off'], text.toLowerCase()));
}

const times: readonly (readonly [RegExp, string])[] = [
  [/^(?:ms|msecs?|milliseconds?)$/i, 'ms'],
  [/^(?:s|secs?|seconds?)$/i, 's'],
  [/^(?:m|mins?|minutes?)$/, 'm'],
  [/^(?:mins?|minutes?)$/i, 'm'],
  [/^(?:h|hrs?|hours?)$/i, 'h'],
  [/^(?:d|days?)$/i, 'd'],
  [/^(?:w|weeks?)$/i, 'w'],
];

function timeOf(text: string, as: 'sec' | 'msec'): string | undefined {
  const [, number, unit = ''] = /^(\d+)\s*([a-z]+)$/i.exec(text) ?? [];
  const right = times.find(([pattern]) => pattern.test(unit))?.[1];
  return number === undefined || right === undefined || (right === 'ms' && as === 'sec') ? undefined : `${number}${right}`;
}

function sizeOf(text: string, as: 'size' | 'offset'): string | undefined {
  const [, number, unit = ''] = /^(\d+)\s*([kmg])(?:i?b(?:ytes?)?)?$/i.exec(text) ?? [];
  if (number === undefined) return /^(\d+)\s*b(?:ytes?)?$/i.exec(text)?.[1];
  const right = unit.toLowerCase();
  return right === 'g' && as === 'size' ? `${Number(number) * 1024}m` : `${number}${right}`;
}
