/** What most patterns of configurations consist of: no engine refuses it, and some words of it every match has in it. */

export interface PlainPattern {
  /** The longest text that stands in whatever the pattern matches; empty where alternatives leave none. */
  readonly required: string;
}

/** `undefined` for a pattern with anything rare in it, which an engine may refuse or read otherwise. In one pass. */
export function readPlain(source: string): PlainPattern | undefined {
  const names = new Set<string>();
  let [depth, run, required, hasBar] = [0, '', '', false];
  const endRun = (): void => {
    if (run.length > required.length) required = run;
    run = '';
  };
  piece.lastIndex = 0;
  while (piece.lastIndex < source.length) {
    const found = piece.exec(source)?.groups;
    if (found === undefined) return undefined;
    const { literal, open, name, close, bar, quantifier = '' } = found;
    if (open !== undefined && (++depth > deepest || (name !== undefined && names.has(name)))) return undefined;
    if (name !== undefined) names.add(name);
    if (close !== undefined && --depth < 0) return undefined;
    if (bar !== undefined && depth === 0) hasBar = true;
    if (depth === 0 && literal !== undefined && !/^[*?]/.test(quantifier)) run += literal.slice(-1);
    if (depth > 0 || literal === undefined || quantifier !== '') endRun();
  }
  endRun();
  return depth > 0 ? undefined : { required: hasBar ? '' : required };
}

const deepest = 100;

/** One piece of a pattern, with what repeats it; the index says how far the reading is. */
const piece =
  /(?:(?:(?<literal>[A-Za-z0-9_/,:;=@%&~!<> -]|\\[!-/:-@[-`{-~])|\.|\\[dw]|\[\^?(?:a-z|A-Z|0-9|[A-Za-z0-9_/.,=@%~ ]|\\[./_-])+\])(?<quantifier>[*+?]\??)?|(?<open>\((?:\?:|\?<(?<name>[A-Za-z]\w{0,30})>)?)|(?<close>\)[*+?]?)|(?<bar>\|)|[$^])(?![*+?{])/y;
