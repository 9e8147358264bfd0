/** Regular expressions, told by an example that matches. */
import { matching } from '../../handshake/sample.ts';
import { compilePattern, type Match } from '../../handshake/text/pattern.ts';

export interface Example {
  readonly text: string;
  readonly match: Match;
}

/** `begin`: what a subject begins with (`/` of paths). `undefined` where none is found: that says nothing of the pattern. */
export function exampleFor(source: string, caseless: boolean, begin: '' | '/' = ''): Example | undefined {
  if (source.length > longest) return undefined;
  const pattern = compilePattern(source, caseless);
  const made = [matching(source), matching(writtenOut(source))];
  const candidates = made.flatMap((it) => [it, `${it}x`, `/${it}`, `/x${it}`, `x${it}`]);
  for (const text of candidates) {
    const match = text.startsWith(begin) && isPlain(text) ? pattern?.match(text) : undefined;
    if (match !== undefined && match !== 'unknown') return { text, match };
  }
  return undefined;
}

/** With counted repetitions, `\d{3}`, and other classes as far as `matching` does not know them. */
function writtenOut(source: string): string {
  return source
    .replace(/(\\[dws]|\[[^\]]*\]|[\w-])\{(\d{1,2})(?:,\d*)?\}/g, (_, one: string, count: string) => one.repeat(Number(count)))
    .replace(/\\s[+*]?/g, ' ')
    .replace(/\\S[+*]?|\\D[+*]?/g, 'x')
    .replace(/\\W[+*]?/g, '-')
    .replace(/(?<=[\w/-])[*+?]\??/g, '');
}

/** Something that can stand in a request. */
function isPlain(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

const longest = 1000;
