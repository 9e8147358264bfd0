/** What is said of the thing under the cursor: the documentation's words, where a variable comes from, units and patterns in words. */
import type { Analysis } from '../../analysis/analyze.ts';
import { treeOf } from '../../analysis/edits.ts';
import { wholeOf } from '../../config/anchor.ts';
import type { Anchor } from '../../config/model.ts';
import type { Documentation } from '../../reference/descriptions.ts';
import type { Directive, Span } from '../../syntax/tree.ts';
import { contextOf } from '../complete/place.ts';
import { nginxLineAt } from '../lines.ts';
import { linkToAnchor, linkToLine, type LinkTo } from '../link-to.ts';
import { code } from '../markdown.ts';
import { thingAt, type Thing } from './at.ts';
import { capturesAt } from './captures.ts';
import { directivePage } from './directive-page.ts';
import { exampleFor } from './example.ts';
import { explainQuantity } from './units.ts';
import { variablePage } from './variable-page.ts';
import { definitionsOf, heldAt, heldInWords } from './variable-value.ts';

export interface DocumentationHover extends Span {
  readonly markdown: string;
  /** It is about a word of a directive, not about the directive. */
  readonly isOfWord: boolean;
}

export interface HoverQuestion {
  readonly analysis: Analysis;
  readonly path: string;
  /** Absolute, UTF-16. */
  readonly offset: number;
  readonly documentation: Documentation;
  readonly linkTo: LinkTo;
}

/** `undefined` where there is nothing to say. */
export function documentationAt(question: HoverQuestion): DocumentationHover | undefined {
  const thing = thingAt(question.analysis, question.path, question.offset);
  const markdown = thing && pageOf(thing, question);
  return thing === undefined || markdown === undefined
    ? undefined
    : { start: thing.start, end: thing.end, markdown, isOfWord: thing.kind !== 'directive' };
}

function pageOf(thing: Thing, question: HoverQuestion): string | undefined {
  switch (thing.kind) {
    case 'directive':
      return directivePage(question.documentation, thing.name, contextOf(thing.place));
    case 'variable':
      return aboutVariable(thing.name, thing, question);
    case 'capture':
      return aboutCapture(thing, question);
    case 'note':
      return thing.text;
    case 'quantity':
      return aboutQuantity(thing.text, thing.quantity);
    case 'pattern':
      return aboutPattern(thing);
  }
}

function aboutVariable(name: string, { place }: Thing, question: HoverQuestion): string | undefined {
  const { analysis, path, offset, documentation } = question;
  const isStream = contextOf(place)?.startsWith('stream') === true;
  const definitions = definitionsOf(analysis, name);
  const where = definitions
    .slice(0, mostNamed)
    .map((at) => `${code(at.directive.name.text)} on ${placeIn(wholeOf(at), question)}`);
  const more = definitions.length > mostNamed ? ` and ${String(definitions.length - mostNamed)} more` : '';
  const page = variablePage(documentation, name, isStream ? 'stream' : 'http');
  const around = (treeOf(analysis.workspace, path)?.pathAt(offset) ?? []).filter(
    (it): it is Directive => it.kind === 'directive',
  );
  const held = isStream ? undefined : heldAt(analysis, path, offset, around, name);
  const parts = [
    ...(where.length === 0 ? [] : [`${code(`$${name}`)} gets its value from ${where.join(', ')}${more}.`]),
    ...(held === undefined || (page === undefined && where.length === 0)
      ? []
      : [heldInWords(held, ({ through }) => (through[0] === undefined ? '' : ` (${placeIn(through[0], question)})`))]),
    ...(page === undefined || where.length > 0 ? [] : [page]),
  ];
  return parts.length === 0 ? undefined : parts.join('\n\n');
}

const mostNamed = 5;

function placeIn(anchor: Anchor, { analysis, linkTo }: HoverQuestion): string {
  return linkToAnchor(anchor, analysis.workspace, linkTo);
}

function aboutCapture(
  { group, before, around }: Thing & { readonly kind: 'capture' },
  question: HoverQuestion,
): string | undefined {
  const { analysis, path, offset } = question;
  const tree = treeOf(analysis.workspace, path);
  const found = tree && capturesAt({ tree, around, offset }, before, group);
  if (tree === undefined || found === undefined) return undefined;
  const { pattern, start, groups, isLast } = found;
  const name = code(`$${String(group)}`);
  const where = linkToLine(path, nginxLineAt(tree.source, start), question.linkTo);
  const what = group === 0 ? 'all that' : `what group ${String(group)}, ${code(groups[group - 1] ?? '')}, of`;
  const which = `${name} is ${what} ${code(pattern.source)} on ${where} matches${isLast ? ', if that was the last to match' : ''}.`;
  const example = exampleFor(pattern.source, pattern.caseless, pattern.isPath ? '/' : '');
  const held = example?.match.groups[group];
  return held === undefined ? which : `${which} For ${code(example?.text ?? '')} it is ${held === '' ? 'empty' : code(held)}.`;
}

function aboutQuantity(text: string, quantity: 'time' | 'size' | 'offset'): string | undefined {
  const words = explainQuantity(quantity, text);
  if (words === undefined) return undefined;
  const isTime = quantity === 'time';
  const other = /^\d+m$/i.test(text) ? explainQuantity(isTime ? 'size' : 'time', text.toLowerCase()) : undefined;
  const alone = /^\d+$/.test(text) ? ` A number alone counts ${isTime ? 'seconds' : 'bytes'}.` : '';
  const also = other === undefined ? '' : ` (Where ${isTime ? 'a size' : 'a time'} is meant, the same is ${other}.)`;
  return `${code(text)} is ${words}.${alone}${also}`;
}

function aboutPattern({ source, caseless, isPath }: Thing & { readonly kind: 'pattern' }): string | undefined {
  const example = exampleFor(source, caseless, isPath ? '/' : '');
  if (example === undefined) return undefined;
  const { text, match } = example;
  const numbered = match.groups.slice(1).map((it, index) => `${code(`$${String(index + 1)}`)} is ${code(it)}`);
  const named = [...match.named].map(([name, it]) => `${code(`$${name}`)} is ${code(it)}`);
  const groups = [...(named.length > 0 ? named : numbered)].slice(0, mostGroups);
  const of = groups.length === 0 ? '' : `, where ${groups.join(', ')}`;
  return `${code(source)} matches ${code(text)}, for example${of}.${caseless ? ' Case does not count.' : ''}`;
}

const mostGroups = 9;
