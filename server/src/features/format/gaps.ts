/** Blanks between words: the only thing that a formatter may change. */
import type { TextEdit } from '../../syntax/tree.ts';
import type { Written } from './style.ts';

/** Collects what stands between words, and what shall. */
export interface Gaps {
  /** Absolute offsets; what stands there is blanks only, else it stays as it is. Gives the text that will stand there. */
  readonly put: (start: number, end: number, wanted: string) => string;
  readonly edits: () => readonly TextEdit[];
}

export function createGaps({ text }: Written): Gaps {
  const edits: TextEdit[] = [];
  return {
    put(start, end, wanted) {
      const there = text.slice(start, end);
      if (!isBlank(there)) return there;
      if (there !== wanted) edits.push({ start, end, newText: wanted });
      return wanted;
    },
    edits: () => edits,
  };
}

/** What nginx's tokenizer takes for blanks (ngx_conf_file.c, ngx_conf_read_token). */
export function isBlank(text: string): boolean {
  return /^[ \t\r\n]*$/.test(text);
}

/** A comment between two words of a directive. */
export interface InnerComment {
  readonly start: number;
  readonly end: number;
}

/** Comments in the text between two words; `undefined` where anything but blanks and comments stands there. Offsets are absolute. */
export function commentsBetween(text: string, start: number, end: number): readonly InnerComment[] | undefined {
  const found: InnerComment[] = [];
  let at = start;
  while (at < end) {
    const char = text.charAt(at);
    if (char === '#') {
      const lineFeed = text.indexOf('\n', at);
      const lineEnd = lineFeed < 0 || lineFeed > end ? end : lineFeed;
      const stop = text.charAt(lineEnd - 1) === '\r' ? lineEnd - 1 : lineEnd;
      found.push({ start: at, end: stop });
      at = lineEnd;
    } else if (isBlank(char)) at++;
    else return undefined;
  }
  return found;
}
