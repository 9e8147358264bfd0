/** Numbers with units in words: `86400` is 1 day where time is counted, `1m` is one megabyte where size is. */
import { parseOffset, parseSize, parseTime } from '../../validity/values/numbers.ts';
import type { Quantity } from '../../reference/units.ts';

/** `undefined` for what nginx does not read as such a quantity. */
export function explainQuantity(quantity: Quantity, text: string): string | undefined {
  if (quantity === 'time') {
    const milliseconds = parseTime(text, false) ?? seconds(parseTime(text, true));
    return milliseconds === undefined ? undefined : timeInWords(milliseconds);
  }
  const bytes = quantity === 'size' ? parseSize(text) : parseOffset(text);
  return bytes === undefined ? undefined : sizeInWords(bytes);
}

/** As nginx writes them, the usual ones first. */
export function unitsOf(quantity: Quantity): readonly string[] {
  if (quantity === 'time') return ['s', 'm', 'h', 'd', 'ms'];
  return quantity === 'size' ? ['k', 'm'] : ['k', 'm', 'g'];
}

function seconds(value: number | undefined): number | undefined {
  return value === undefined ? undefined : value * 1000;
}

const times = [
  [365 * 86_400_000, 'year'],
  [7 * 86_400_000, 'week'],
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1000, 'second'],
  [1, 'millisecond'],
] as const;

/** `1 hour 30 minutes`; the two largest units, and `about` where that is not all. */
function timeInWords(milliseconds: number): string {
  if (milliseconds === 0) return '0 seconds';
  const parts: string[] = [];
  let rest = milliseconds;
  for (const [length, name] of times) {
    // Weeks and years only where they come out even.
    if (length > 86_400_000 && rest % length !== 0) continue;
    const count = Math.floor(rest / length);
    if (count === 0) continue;
    parts.push(counted(count, name));
    rest -= count * length;
    if (parts.length === 2) break;
  }
  return `${rest > 0 ? 'about ' : ''}${parts.join(' ')}`;
}

const sizes = [
  [1024 ** 3, 'gigabyte'],
  [1024 ** 2, 'megabyte'],
  [1024, 'kilobyte'],
] as const;

function sizeInWords(bytes: number): string {
  const [length, name] = sizes.find(([it]) => bytes >= it) ?? [1, 'byte'];
  const count = bytes / length;
  const exact = Number.isInteger(count);
  return `${exact ? '' : 'about '}${counted(exact ? count : Math.round(count * 10) / 10, name)}`;
}

function counted(count: number, name: string): string {
  return `${count.toLocaleString('en-US')} ${name}${count === 1 ? '' : 's'}`;
}
