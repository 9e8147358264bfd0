/** Directives with what they must have behind them: `proxy_pass ${1:URL};`. */
import type { DirectiveForm } from '../../reference/directives.ts';
import type { SyntaxWord } from '../documentation/syntax.ts';

/** In the notation of the Language Server Protocol: a stop for each argument that must be there, and the last one behind the whole. */
export function snippetFor(
  form: Pick<DirectiveForm, 'name' | 'block' | 'kind' | 'words' | 'arguments'>,
  syntax: readonly SyntaxWord[] | undefined,
): string {
  const words = argumentsOf(form, syntax);
  const stops = words.map((word, index) => stopOf(word, index + 1));
  const head = [escapeSnippet(form.name), ...stops].join(' ');
  return form.block ? `${head} {\n\t$0\n}` : `${head};$0`;
}

/** As text of a snippet that stands for itself. */
export function escapeSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

/** What a snippet writes when nobody types anything into it; a stop that comes again has the text of the first one. */
export function plainText(snippet: string): string {
  const texts = new Map<string, string>();
  return snippet
    .replace(/\$\{(\d+):((?:\\.|[^}\\])*)\}/g, (_, stop: string, text: string) => {
      texts.set(stop, text);
      return text;
    })
    .replace(/(?<!\\)\$(\d+)/g, (_, stop: string) => texts.get(stop) ?? '')
    .replace(/\\([$}\\])/g, '$1');
}

/** Lines of a configuration, in Markdown. */
export function codeBlock(lines: readonly string[]): string {
  return ['```nginx', ...lines, '```'].join('\n');
}

type Argument = Pick<SyntaxWord, 'label' | 'literals' | 'free'>;

function argumentsOf(
  { kind, words, arguments: { counts, least }, name }: Pick<DirectiveForm, 'name' | 'kind' | 'words' | 'arguments'>,
  syntax: readonly SyntaxWord[] | undefined,
): readonly Argument[] {
  const count = Math.min(...counts, least ?? Infinity);
  if (name === 'if') return [{ label: '(condition)', literals: [], free: true }];
  if (count === 0 && !counts.includes(1)) return [];
  if (kind === 'flag') return [{ label: 'on', literals: ['on', 'off'], free: false }];
  if (kind === 'word') return [{ label: words[0] ?? '', literals: words, free: false }];
  const required = (syntax ?? []).filter(({ optional }) => !optional);
  return Array.from({ length: count }, (_, index) => required[index] ?? { label: 'value', literals: [], free: true });
}

function stopOf({ label, literals, free }: Argument, number: number): string {
  const isChoice = !free && literals.length > 1 && literals.every((it) => !it.endsWith('='));
  if (isChoice) return `\${${String(number)}|${literals.map((it) => it.replace(/[\\$},|]/g, '\\$&')).join(',')}|}`;
  const [, inner] = /^\((.*)\)$/.exec(label) ?? [];
  const stop = `\${${String(number)}:${escapeSnippet(inner ?? label)}}`;
  return inner === undefined ? stop : `(${stop})`;
}
