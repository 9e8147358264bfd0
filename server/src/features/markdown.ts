/** Markdown whose values come from a configuration: they are shown, and mean nothing. */
import { oneLine } from '../analysis/one-line.ts';

/** A code span that its text cannot close (CommonMark 6.1): fenced with more backticks than stand in it. */
export function code(text: string): string {
  const plain = oneLine(text, mostCode);
  if (plain === '') return '` `';
  const fence = '`'.repeat((plain.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 0) + 1);
  const pad = fence.length > 1 || plain.trim() === '' ? ' ' : '';
  return fence + pad + plain + pad + fence;
}

/**
 * For cells of tables, where a bar ends even a code span (GFM 4.10); one behind a backslash, of which renderers count the
 * backslashes differently, becomes a sign that looks like it.
 */
export function cell(markdown: string): string {
  return markdown.replaceAll('\\|', '\\\u2223').replaceAll('|', '\\|');
}

/** A code span in a cell. */
export function codeCell(text: string): string {
  return cell(code(text));
}

/** A sentence of ours with values in backticks: the spans stay, and everything between them is plain text. */
export function prose(sentences: string): string {
  const parts = oneLine(sentences, mostProse).split('`');
  // A backtick without a second one opens no span.
  const open = parts.length % 2 === 0 ? parts.length - 1 : -1;
  return parts
    .map((part, index) => (index % 2 === 1 && index !== open ? code(part) : escaped(index === open ? `\`${part}` : part)))
    .join('');
}

/** A link whose text and address cannot end it early. */
export function link(text: string, uri: string): string {
  return `[${escaped(oneLine(text, mostCode))}](<${oneLine(uri, mostProse).replace(/[<>\\]/g, (it) => encodeURIComponent(it))}>)`;
}

const mostCode = 300;
const mostProse = 4000;

/** Everything that means something in Markdown, with a backslash; addresses that editors make links of by themselves get none. */
function escaped(text: string): string {
  return text
    .replace(/[\\`*_[\]<>|~&]/g, '\\$&')
    .replace(/:\/\//g, ':\\/\\/')
    .replace(/@/g, '\\@');
}
