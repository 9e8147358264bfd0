/** Text for a terminal and for the log of a workflow: nothing in a file, or in its name, may command either. */
import { relative } from 'node:path';
import { withoutHalves } from '../analysis/one-line.ts';

/** Control characters, separators of lines, what turns the direction of writing and lone halves become U+FFFD; tabs stay. */
export function printable(text: string): string {
  return withoutHalves(text.replace(commanding, '\ufffd'));
}

/** Each line of a text of ours by itself: a line that a workflow would take for a command gets a backslash in front. */
export function lines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/^(\s*)(?=::|##\[)/, '$1\\'))
    .join('\n');
}

/** The path from the working folder as a person reads it; the whole one where that is shorter. */
export function shownPath(path: string): string {
  const way = relative(process.cwd(), path);
  return printable(way === '' || way.length > path.length ? path : way);
}

/** JSON that may go to a terminal: the same document, with what commands one spelt as `\uXXXX`. */
export function plainJson(document: unknown): string {
  const text = JSON.stringify(document, null, 2);
  return `${text.replace(commandingInJson, (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}

/** C0 and C1 controls but for the tab, marks and overrides of direction, separators. */
const commanding = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
const commandingInJson = /[\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
