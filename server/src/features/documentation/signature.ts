/** What the directive at the cursor takes, and which of it is written now. */
import type { Analysis } from '../../analysis/analyze.ts';
import { treeOf } from '../../analysis/edits.ts';
import type { Documentation } from '../../reference/descriptions.ts';
import type { Span } from '../../syntax/tree.ts';
import { cursorAt } from '../complete/cursor.ts';
import { contextOf, placeOf } from '../complete/place.ts';
import { entryFor, syntaxOf } from './entry.ts';
import type { SyntaxWord } from './syntax.ts';

export interface Signature {
  /** `proxy_set_header field value`. */
  readonly label: string;
  /** Where each parameter stands in the label. */
  readonly parameters: readonly Span[];
  /** Which one is written now; `undefined` where there are no more. */
  readonly active: number | undefined;
}

export interface Signatures {
  /** One for each way in which the directive may be written. */
  readonly all: readonly Signature[];
  /** The first one that takes what is written. */
  readonly active: number;
  /** The documentation's first sentences, in Markdown. */
  readonly words: string;
}

/** `undefined` where no argument is written, and for directives that the documentation does not know. `offset`: absolute, UTF-16. */
export function signaturesAt(
  analysis: Analysis,
  path: string,
  offset: number,
  documentation: Documentation,
): Signatures | undefined {
  const tree = treeOf(analysis.workspace, path);
  const cursor = tree && cursorAt(tree, offset);
  const [name, ...given] = cursor?.before ?? [];
  if (cursor === undefined || name === undefined) return undefined;
  const place = placeOf(analysis, path, cursor.around);
  const entry = place.kind === 'table' || place.kind === 'foreign' ? undefined : entryFor(documentation, name, contextOf(place));
  const forms = (entry === undefined ? [] : syntaxOf(entry)).filter((words) => words.length > 0);
  if (entry === undefined || forms.length === 0) return undefined;
  const all = forms.map((words) => signatureOf(name, words, [...given, cursor.typed]));
  const fitting = all.findIndex(({ active }) => active !== undefined);
  return { all, active: Math.max(0, fitting), words: entry.description.trim().split(/\n{2,}/)[0] ?? '' };
}

function signatureOf(name: string, words: readonly SyntaxWord[], written: readonly string[]): Signature {
  let label = name;
  const parameters = words.map(({ label: own, optional, repeated }): Span => {
    const text = `${optional ? `[${own}]` : own}${repeated ? ' …' : ''}`;
    const start = label.length + 1;
    label += ` ${text}`;
    return { start, end: start + text.length };
  });
  return { label, parameters, active: wordAt(words, written) };
}

/** Which of the words the last one that is written is; `undefined` where there are too many. */
function wordAt(words: readonly SyntaxWord[], written: readonly string[]): number | undefined {
  const used = new Set<number>();
  let last: number | undefined;
  for (const text of written) {
    const isOpen = (index: number): boolean => !used.has(index) || words[index]?.repeated === true;
    const named = words.findIndex(({ literals }, index) => isOpen(index) && literals.some((it) => isLiteral(text, it)));
    last = named >= 0 ? named : words.findIndex(({ free }, index) => free && isOpen(index));
    // What is not written yet may be anything that is left.
    if (last < 0 && text === '') last = words.findIndex((_, index) => isOpen(index));
    if (last < 0) return undefined;
    used.add(last);
  }
  return last;
}

function isLiteral(text: string, literal: string): boolean {
  if (literal.endsWith('=')) return text.startsWith(literal);
  return text === literal || (text.length > 1 && literal.startsWith(text) && !/^\d/.test(text));
}
