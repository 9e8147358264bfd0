/** Lines of a copied text that are none of a configuration: what stands for others (`...`), rulers, marks of a merge conflict. */

/** What a whole line is, without blanks at its ends; `undefined` for all that may be configuration. */
export function lineApart(line: string): 'left-out' | 'ruler' | 'conflict' | undefined {
  if (dots.test(line) || bracketed.test(line)) return 'left-out';
  if (conflict.test(line)) return 'conflict';
  return ruler.test(line) ? 'ruler' : undefined;
}

/** Does such a line stand for others, which may say anything? */
export function isLeftOut(text: string): boolean {
  return lineApart(text) === 'left-out';
}

/** Could such a line begin with this character? */
export function mayStandApart(code: number): boolean {
  return code === ELLIPSIS || (code < 128 && SIGNS.includes(String.fromCharCode(code)));
}

const ELLIPSIS = 0x2026;
const SIGNS = '.-=*_([<>|+';

/** Up to the end of the line nothing is a directive. */
const dots = /^(?:\.{3,}|…|\. \. \.)[^;{}]*$/;
const bracketed = /^(?:\[[ \t]*(?:\.{3}|…|snip)[^;{}]*\]|\([ \t]*(?:\.{3}|…|snip)[^;{}]*\)|<[ \t]*(?:\.{3}|…|\/?snip)[^;{}]*>)$/i;
/** As git writes them. */
const conflict = /^(?:(?:<{7}|>{7}|\|{7})(?: [^;{}]*)?|={7})$/;
const ruler = /^(?=([-=*_+]))\1{3,}(?:[^;{}]*\1{2,})?$/;
