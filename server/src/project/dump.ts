/** The output of `nginx -T`: all files of a configuration in one text, each behind a line that names it (src/core/nginx.c, main). */

import { modelPath } from '../config/path.ts';

export interface DumpedFile {
  /** As nginx names it, with `/` between its parts. */
  readonly path: string;
  readonly text: string;
  /** Where the text stands in the dump: an absolute offset, UTF-16. */
  readonly start: number;
}

/**
 * Does a text begin as a dump does? What nginx says of its test may stand above it, and what a shell or an image says before
 * nginx runs: lines that end as none of a configuration does. Looks at the beginning alone.
 */
export function isDump(text: string): boolean {
  const beginning = text.slice(0, mostOfBeginning);
  const head = firstHead.exec(beginning);
  return head !== null && beginning.slice(0, head.index).split('\n').every(isNoStatement);
}

const firstHead = /^\ufeff?# configuration file (?:\/|\\\\|[A-Za-z]:)[^\n]*:\r?\n/m;

/** So much of a text says whether it is a dump: UTF-16 units. */
export const mostOfBeginning = 4000;

function isNoStatement(line: string): boolean {
  return line.startsWith('nginx: ') || !/^\s*#|[;{}]\s*$/.test(line);
}

/** What nginx says instead of a dump where it refuses the configuration, its first line; `undefined` for any other text. */
export function refusalInsteadOfDump(text: string): string | undefined {
  const lines = text.trim().split(/\r?\n/);
  return lines.every((line) => line.startsWith('nginx: ')) ? lines.find((line) => line.startsWith('nginx: [emerg]')) : undefined;
}

/**
 * The files of a dump in their order, the main file first; none for a text that is no dump. Each path once: a file that stands
 * there again, as where two dumps were joined, is left out.
 */
export function filesInDump(text: string): readonly DumpedFile[] {
  if (!isDump(text)) return [];
  const found = new Map<string, DumpedFile>();
  const heads = [...text.matchAll(/^\ufeff?# configuration file ((?:\/|\\\\|[A-Za-z]:)[^\r\n]*):\r?\n/gm)];
  for (const [index, head] of heads.entries()) {
    const path = modelPath(head[1] ?? '');
    const start = head.index + head[0].length;
    const part = text.slice(start, heads[index + 1]?.index ?? text.length);
    if (!found.has(path)) found.set(path, { path, text: ownText(part), start });
  }
  return [...found.values()];
}

/** Without the line end that nginx writes behind each file, and without what it says at the end of its test. */
function ownText(part: string): string {
  return part.replace(/(?:(?<![^\n])nginx: [^\n]*\n?)+$/, '').replace(/\r?\n$/, '');
}
