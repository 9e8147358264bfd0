/** `format`: blanks and line breaks of a text. */
import { layingOut } from '../cli/format.ts';
import { parserOnce } from './judged.ts';
import { refusingInWords } from './options.ts';

export interface FormatOptions {
  /** How many blanks a level is indented by (1 to 9), or a tab. As the text has it, if not said. */
  readonly indent?: number | 'tab';
  /** First arguments of directives that follow each other stand below each other. */
  readonly alignValues?: boolean;
}

export interface FormatResult {
  readonly text: string;
  /** The line, from 1, of the first mistake: only blocks without one are laid out then. `null` where there is none. */
  readonly mistake: number | null;
}

/** Lays a text out: no word changes, which is checked. Rejects with an `Error` for an indent that is none. */
export function format(text: string, { indent, alignValues = false }: FormatOptions = {}): Promise<FormatResult> {
  return refusingInWords(async () => {
    const values = { indent: indent === undefined ? 'auto' : String(indent), 'align-values': alignValues };
    const { after, mistake } = layingOut(values, await parserOnce())('', text);
    return { text: after, mistake: mistake ?? null };
  });
}
