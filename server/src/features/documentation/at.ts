/** What is under a cursor, for those who want to know what it is: a directive's name, a variable, a number with a unit, a pattern. */
import type { Analysis } from '../../analysis/analyze.ts';
import { treeOf } from '../../analysis/edits.ts';
import { quantityOf } from '../../reference/units.ts';
import type { Directive, Span, Word } from '../../syntax/tree.ts';
import { placeOf, type Place } from '../complete/place.ts';
import { noteOn } from './notes.ts';

interface Here extends Span {
  readonly directive: Directive;
  readonly place: Place;
}

export type Thing = Here &
  (
    | { readonly kind: 'directive'; readonly name: string }
    | { readonly kind: 'variable'; readonly name: string }
    | {
        readonly kind: 'capture';
        readonly group: number;
        readonly before: readonly Word[];
        readonly around: readonly Directive[];
      }
    | { readonly kind: 'note'; readonly text: string }
    | { readonly kind: 'quantity'; readonly text: string; readonly quantity: NonNullable<ReturnType<typeof quantityOf>> }
    | { readonly kind: 'pattern'; readonly source: string; readonly caseless: boolean; readonly isPath: boolean }
  );

/** `undefined` for what explains itself, in comments, and in what is not nginx's language. Offsets are absolute, UTF-16. */
export function thingAt(analysis: Analysis, path: string, offset: number): Thing | undefined {
  const items = treeOf(analysis.workspace, path)?.pathAt(offset) ?? [];
  const directive = items.at(-1);
  const start = directive === undefined ? undefined : treeOf(analysis.workspace, path)?.startOf(directive);
  if (directive?.kind !== 'directive' || start === undefined) return undefined;
  const words = [directive.name, ...directive.args];
  const index = words.findIndex((word) => start + word.start <= offset && offset <= start + word.end);
  const word = words[index];
  if (word === undefined || word.placeholder) return undefined;
  const around = items.slice(0, -1).filter((it): it is Directive => it.kind === 'directive');
  const place = placeOf(analysis, path, around);
  if (place.kind === 'foreign') return undefined;
  const here = { directive, place };
  const at = (span: Span): Span => ({ start: start + span.start, end: start + span.end });
  const variable = word.variables.find((it) => start + it.start <= offset && offset <= start + it.end);
  if (variable !== undefined)
    return /^\d/.test(variable.name)
      ? { ...here, ...at(variable), kind: 'capture', group: Number(variable.name), before: words.slice(0, index), around }
      : { ...here, ...at(variable), kind: 'variable', name: variable.name };
  const pattern = patternIn(words, index, place.kind === 'table' ? place.table : undefined);
  if (pattern !== undefined) return { ...here, ...at(word), kind: 'pattern', ...pattern };
  if (place.kind === 'table') return undefined;
  if (index === 0) return { ...here, ...at(word), kind: 'directive', name: word.text };
  const note = noteOn(
    words.map(({ text }) => text),
    index,
  );
  if (note !== undefined) return { ...here, ...at(word), kind: 'note', text: note };
  const quantity = quantityOf(directive.name.text, index - 1, index === words.length - 1, word.text);
  const text = word.text.replace(/^(?:\w+=)?(?:.*:)?/s, '');
  return quantity === undefined || !/\d/.test(text) ? undefined : { ...here, ...at(word), kind: 'quantity', text, quantity };
}

export interface Pattern {
  readonly source: string;
  readonly caseless: boolean;
  /** It is compared with paths. */
  readonly isPath: boolean;
}

/** The pattern that a word of a statement is. `words`: its name first; `table`: the block of entries around it. */
export function patternIn(words: readonly Word[], index: number, table: string | undefined): Pattern | undefined {
  const [name, ...before] = words.slice(0, index).map(({ text }) => text);
  const text = words[index]?.text ?? '';
  const behind = (sign: string | undefined, isPath: boolean): Pattern | undefined =>
    sign !== undefined && /^!?~\*?$/.test(sign) ? { source: text, caseless: sign.endsWith('*'), isPath } : undefined;
  if (table !== undefined) return table === 'map' && index === 0 ? marked(text) : undefined;
  switch (name) {
    case 'location':
      return before.length === 0 ? glued(text) : behind(before.at(-1), true);
    case 'if':
      return (
        behind(before.at(-1), false) && { ...conditionOf(text), caseless: before.at(-1)?.endsWith('*') === true, isPath: false }
      );
    case 'rewrite':
      return before.length === 0 ? { source: text, caseless: false, isPath: true } : undefined;
    case 'server_name':
      return marked(text);
    default:
      return undefined;
  }
}

/** `~pattern` and `~*pattern`. */
function marked(text: string): Pattern | undefined {
  const [, star, source] = /^~(?!\*$)(\*?)(.+)$/s.exec(text) ?? [];
  return source === undefined ? undefined : { source, caseless: star === '*', isPath: false };
}

/** nginx takes the sign of a location without a blank behind it too. */
function glued(text: string): Pattern | undefined {
  const pattern = marked(text);
  return pattern && { ...pattern, isPath: true };
}

/** The last word of an `if` may have the closing parenthesis. */
function conditionOf(text: string): Pick<Pattern, 'source'> {
  return { source: text.replace(/\)$/, (it) => (isBalanced(text) ? it : '')) };
}

function isBalanced(text: string): boolean {
  const signs = text.replace(/\\./g, '');
  return (signs.match(/\(/g) ?? []).length === (signs.match(/\)/g) ?? []).length;
}
