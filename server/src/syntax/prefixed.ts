/** A text that was copied with something in front of each line: quoted as in a letter, or with the numbers of its lines. */
import type { Mistake } from './mistakes.ts';

/** One mistake, with a repair that takes all of it away; `undefined` where not every line begins so, or there are few. */
export function prefixMistake(text: string): Mistake | undefined {
  const lines = text.split('\n');
  const found = quotes(lines) ?? numbers(lines);
  if (found === undefined) return undefined;
  const start = text.search(/\S/);
  const end = start + (/^\S+/.exec(text.slice(start))?.[0].length ?? 1);
  const message = `Each line begins with ${found.what}, which came along when it was copied: nginx reads it as a directive.`;
  const repair = { start: 0, end: text.length, newText: found.lines.join('\n') };
  return { kind: 'markdown-fence', message, start, end, repair };
}

interface Prefixed {
  readonly what: string;
  /** Without it. */
  readonly lines: readonly string[];
}

const fewest = 3;

/** What stands behind the prefix of every line that is not blank; `undefined` where one has none. */
function behind(lines: readonly string[], isPrefixed: (line: string) => string | undefined): readonly string[] | undefined {
  const out: string[] = [];
  let count = 0;
  for (const line of lines) {
    const rest = line.trim() === '' ? line : isPrefixed(line);
    if (rest === undefined) return undefined;
    if (line.trim() !== '') count++;
    out.push(rest);
  }
  return count < fewest ? undefined : out;
}

function quotes(lines: readonly string[]): Prefixed | undefined {
  const rest = behind(lines, (line) => /^[ \t]*> ?(.*)$/s.exec(line)?.[1]);
  return rest === undefined ? undefined : { what: '`>`', lines: rest };
}

/** They go up by one. */
function numbers(lines: readonly string[]): Prefixed | undefined {
  let last: number | undefined;
  const rest = behind(lines, (line) => {
    const [, digits, behindIt] = /^[ \t]*(\d{1,6})(?:[ \t]?[:.)|│])?(?:[ \t]|(?=\r?$))(.*)$/s.exec(line) ?? [];
    const number = digits === undefined ? undefined : Number(digits);
    if (number === undefined || (last !== undefined && number !== last + 1)) return undefined;
    last = number;
    return behindIt;
  });
  return rest === undefined ? undefined : { what: 'its number', lines: rest };
}
