/** A line of an access log, read back by its `log_format` in time linear in its length: no pattern ever tries ways again. */
import type { Escape, FormatPart, LogFormat } from './log-format.ts';
import { shapeOf, type Shape } from './shapes.ts';
import { unescaped } from './unescape.ts';

export interface LogLine {
  /** By variable, lower case; what can be read in two ways is missing. */
  readonly values: ReadonlyMap<string, string>;
  /** Variables that the line has, but that can be read in two ways. */
  readonly ambiguous: readonly string[];
}

/** In UTF-16 units: no request that nginx takes by default makes a longer line. */
export const longestLine = 64 * 1024;

/** `undefined` where the line is none of the format. `line` is without its end; bytes that are no UTF-8 are U+FFFD. */
export function readLogLine(line: string, { parts, escape }: LogFormat): LogLine | undefined {
  if (line.length > longestLine) return undefined;
  const rest = restsOf(line, parts, escape);
  if (rest[0]?.[0] !== 1) return undefined;
  const bounds = boundsOf(line, parts, escape, rest);
  const values = new Map<string, string>();
  const ambiguous = new Set<string>();
  for (const [index, part] of parts.entries()) {
    if (part.kind !== 'variable') continue;
    const [start, end] = [bounds[index], bounds[index + 1]];
    const value = start === undefined || end === undefined ? undefined : unescaped(line.slice(start, end), escape);
    const known = values.get(part.name);
    if (value === undefined || (known !== undefined && known !== value)) ambiguous.add(part.name);
    else values.set(part.name, value);
  }
  for (const name of ambiguous) values.delete(name);
  return { values, ambiguous: [...ambiguous] };
}

/** `rest[k][p]` is 1 where the parts from the k-th on are all that stands behind p; filled from the end, each place once. */
function restsOf(line: string, parts: readonly FormatPart[], escape: Escape): readonly Uint8Array[] {
  const length = line.length;
  const last = new Uint8Array(length + 1);
  last[length] = 1;
  const rest: Uint8Array[] = new Array<Uint8Array>(parts.length + 1).fill(last);
  for (let index = parts.length - 1; index >= 0; index--) {
    const part = parts[index];
    const next = rest[index + 1];
    if (part === undefined || next === undefined) continue;
    rest[index] = part.kind === 'text' ? behindText(line, part.text, next) : behindValue(line, part.name, escape, next);
  }
  return rest;
}

function behindText(line: string, text: string, next: Uint8Array): Uint8Array {
  const own = new Uint8Array(line.length + 1);
  for (let at = line.indexOf(text); at >= 0; at = at < line.length ? line.indexOf(text, at + 1) : -1)
    own[at] = next[at + text.length] ?? 0;
  return own;
}

function behindValue(line: string, name: string, escape: Escape, next: Uint8Array): Uint8Array {
  const own = new Uint8Array(line.length + 1);
  const shape = shapeOf(name);
  for (let at = line.length; at >= 0; at--) {
    if (shape !== undefined) {
      own[at] = shapedEnds(line, at, shape, next).length > 0 ? 1 : 0;
      continue;
    }
    const unit = unitAt(line, at, escape);
    own[at] = next[at] === 1 || (unit > 0 && own[at + unit] === 1) ? 1 : 0;
  }
  return own;
}

/** Where each part begins, and the last one ends; `undefined` where that may be at several places. */
function boundsOf(
  line: string,
  parts: readonly FormatPart[],
  escape: Escape,
  rest: readonly Uint8Array[],
): readonly (number | undefined)[] {
  let reached: readonly number[] = [0];
  const bounds: (number | undefined)[] = [0];
  for (const [index, part] of parts.entries()) {
    const next = rest[index + 1] ?? new Uint8Array();
    const ends =
      part.kind === 'text' ? reached.map((at) => at + part.text.length) : valueEnds(line, part.name, escape, reached, next);
    reached = ends.filter((at) => next[at] === 1);
    bounds.push(reached.length === 1 ? reached[0] : undefined);
  }
  return bounds;
}

/** `from` is in ascending order, as is what is given; each place is looked at once. */
function valueEnds(line: string, name: string, escape: Escape, from: readonly number[], next: Uint8Array): readonly number[] {
  const shape = shapeOf(name);
  if (shape !== undefined) {
    const ends = new Set(from.flatMap((at) => shapedEnds(line, at, shape, next)));
    return [...ends].sort((one, other) => one - other);
  }
  const ends: number[] = [];
  const inside = new Uint8Array(line.length + 7);
  for (const at of from) inside[at] = 1;
  for (let at = from[0] ?? line.length + 1; at <= line.length; at++) {
    if (inside[at] !== 1) continue;
    ends.push(at);
    inside[at + unitAt(line, at, escape)] = 1;
  }
  return ends;
}

function shapedEnds(line: string, start: number, { test, longest }: Shape, next: Uint8Array): readonly number[] {
  const ends: number[] = [];
  for (let at = start; at <= Math.min(line.length, start + longest); at++)
    if (next[at] === 1 && test(line.slice(start, at))) ends.push(at);
  return ends;
}

/** How many characters the next one of a value takes, as nginx writes it; 0 where no value goes on (ngx_http_log_escape). */
function unitAt(line: string, at: number, escape: Escape): number {
  const code = line.charCodeAt(at);
  if (Number.isNaN(code)) return 0;
  if (escape === 'none') return 1;
  if (code === 0x22) return 0;
  if (code === 0x5c) {
    if (escape === 'default') return hexAt(line, at + 2) && hexAt(line, at + 3) && line[at + 1] === 'x' ? 4 : 0;
    return line[at + 1] === 'u' ? 6 : at + 1 < line.length ? 2 : 0;
  }
  // Older releases wrote bytes above ASCII as they are.
  return code < 0x20 ? 0 : 1;
}

function hexAt(line: string, at: number): boolean {
  return /^[\dA-Fa-f]$/.test(line.charAt(at));
}
