/** The mistakes behind what is hidden between words, and within them: in our words, with the repair. */
import { invisibleWithin, type Hidden } from './hidden.ts';
import { isForeignBlank, isInvisible, nameOf } from './invisible.ts';
import { indentation } from './lines.ts';
import { insert, type Mistake } from './mistakes.ts';
import { quantifierIn } from './quantifier.ts';
import type { Span, TextEdit, Word } from './tree.ts';
import type { WordToken } from './words.ts';

/** What is wrong about it; a tag is no mistake. */
export function hiddenMistakes(text: string, hidden: Hidden): readonly Mistake[] {
  switch (hidden.kind) {
    case 'invisible':
      return [invisibleCharacters(text, [hidden])];
    case 'fence':
      return [markdownFence(hidden)];
    case 'left-out':
      return [leftOut(hidden)];
    case 'ruler':
      return [ruler(hidden)];
    case 'conflict':
      return [conflict(hidden)];
    case 'slash-comment':
      return [slashComment(text, hidden)];
    default:
      return [];
  }
}

/** A bare word without what nobody sees in it. */
export function asMeant(word: Word): Word {
  const found = word.quote === undefined ? invisibleWithin(word.text) : [];
  if (found.length === 0) return word;
  const places = found.map((at) => ({ start: at, end: at + 1 }));
  return { ...word, text: withoutInvisible(word.text, 0, word.text.length, places) };
}

/** Of what nobody sees in one statement: in `gaps` between its words, and within them. One mistake, whatever there is. */
export function invisibleMistakes(text: string, gaps: readonly Span[], words: readonly WordToken[]): readonly Mistake[] {
  const within = words.flatMap(({ start, end }) => {
    const quote = text[start];
    if (quote === '"' || quote === "'") return [];
    return invisibleWithin(text.slice(start, end)).map((at) => ({ start: start + at, end: start + at + 1 }));
  });
  const places = within.length === 0 ? gaps : [...gaps, ...within].sort((one, other) => one.start - other.start);
  return places.length === 0 ? [] : [invisibleCharacters(text, places)];
}

/** At the first of the places; the repair is for all of them, and leaves what stands between them as it is. */
function invisibleCharacters(text: string, places: readonly Span[]): Mistake {
  const start = places[0]?.start ?? 0;
  const end = places.at(-1)?.end ?? start + 1;
  const name = nameOf(text.charCodeAt(start));
  const message = `${name.startsWith('i') ? 'An' : 'A'} ${name} is here, which nobody sees and nginx reads as a letter.`;
  const repair = { start, end, newText: withoutInvisible(text, start, end, places) };
  return { kind: 'invisible-character', message, start, end: start + 1, repair };
}

/** A blank for each foreign one in the places, and nothing for what has no width. */
function withoutInvisible(text: string, from: number, to: number, places: readonly Span[]): string {
  const pieces: string[] = [];
  let done = from;
  for (const { start, end } of places) {
    pieces.push(text.slice(done, start));
    for (let at = start; at < end; at++) {
      const code = text.charCodeAt(at);
      pieces.push(!isInvisible(code) ? text.charAt(at) : isForeignBlank(code) ? ' ' : '');
    }
    done = end;
  }
  pieces.push(text.slice(done, to));
  return pieces.join('');
}

function markdownFence({ start, end }: Span): Mistake {
  const message = 'This line marks where code begins or ends in an article, and is none of it: nginx reads it as a directive.';
  return { kind: 'markdown-fence', message, start, end, repair: { start, end, newText: '' } };
}

function leftOut({ start, end }: Span): Mistake {
  const message = 'This line stands for others, which were left out where it was copied from: nginx reads it as a directive.';
  return { kind: 'markdown-fence', message, start, end, repair: insert(start, '# ') };
}

function ruler({ start, end }: Span): Mistake {
  const message = 'This line sets others apart where it was copied from, and is none of them: nginx reads it as a directive.';
  return { kind: 'markdown-fence', message, start, end, repair: { start, end, newText: '' } };
}

/** Which of the two sides is right is for the author. */
function conflict({ start, end }: Span): Mistake {
  const message = 'This line is a mark of a merge conflict, which is yet to be settled: nginx reads it as a directive.';
  return { kind: 'markdown-fence', message, start, end };
}

/** `//` alone, or a comment from its slash to the other one. */
export function slashComment(text: string, { start, end }: Span): Mistake {
  const message = 'Comments begin with "#", so nginx reads this as a directive.';
  return { kind: 'slash-comment', message, start, end: start + 2, repair: withHashes(text, start, end) };
}

/** How far behind a comment its repair looks. */
export const COMMENT_REACH = 200;

function withHashes(text: string, start: number, end: number): TextEdit {
  if (text[start + 1] === '/') return { start, end: start + 2, newText: '#' };
  const behind = text.slice(end, end + COMMENT_REACH);
  const newLine = `${text.slice(start, end)}${behind}`.includes('\r\n') ? '\r\n' : '\n';
  const indent = indentation(text, start);
  const lines = text.slice(start + 2, end - 2).split(/\r?\n/);
  const told = lines.map((line) => line.replace(/^[ \t]*\**[ \t]?/, '').trimEnd());
  const kept = told.filter((line, index) => line !== '' || (index > 0 && index < told.length - 1));
  const comment = kept.length === 0 ? '#' : kept.map((line) => `# ${line}`.trimEnd()).join(`${newLine}${indent}`);
  const rest = /^[ \t]*/.exec(behind)?.[0].length ?? 0;
  const isLast = end + rest >= text.length || /^\r?\n/.test(behind.slice(rest));
  return isLast ? { start, end, newText: comment } : { start, end: end + rest, newText: `${comment}${newLine}${indent}` };
}

/** Braces of regular expressions in words that have no quotes. */
export function braceMistakes(text: string, name: string, words: readonly WordToken[]): Mistake[] {
  return words.flatMap(({ start, end }) => {
    const raw = text.slice(start, end);
    if (raw.startsWith('"') || raw.startsWith("'")) return [];
    const at = quantifierIn(raw);
    return at < 0 ? [] : [braceInRegex(name, { start, end }, raw, start + at)];
  });
}

function braceInRegex(name: string, { start, end }: Span, raw: string, at: number): Mistake {
  const message = `This "{" ends the words of "${name}" and opens a block: a pattern with a brace needs quotes.`;
  return { kind: 'brace-in-regex', message, start: at, end: at + 1, ...repairOf(name, start, end, raw) };
}

function repairOf(name: string, start: number, end: number, raw: string): { repair?: TextEdit } {
  const closing = name === 'if' && raw.endsWith(')') ? ')' : '';
  const pattern = raw.slice(0, raw.length - closing.length);
  const last = pattern.slice(-1);
  // The other quote is there already.
  if ((last === '"' || last === "'") && pattern.indexOf(last) === pattern.length - 1) {
    return { repair: { start, end: start, newText: last } };
  }
  const quote = ['"', "'"].find((sign) => !pattern.includes(sign));
  return quote === undefined ? {} : { repair: { start, end, newText: `${quote}${pattern}${quote}${closing}` } };
}
