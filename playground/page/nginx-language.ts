/** Colours for nginx, word by word, as nginx's own tokenizer splits a text (src/core/ngx_conf_file.c, ngx_conf_read_token). */
import { HighlightStyle, StreamLanguage, syntaxHighlighting, type StringStream } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { tags } from '@lezer/highlight';

interface State {
  /** The next word is the name of a directive. */
  isStart: boolean;
  /** The quote that is open, which may go over lines. */
  quote: string | undefined;
}

/** The language's name is the one that the language server is told. */
export const nginxLanguage = StreamLanguage.define<State>({
  name: 'nginx',
  startState: () => ({ isStart: true, quote: undefined }),
  token: (stream, state) => (state.quote === undefined ? word(stream, state) : quoted(stream, state, state.quote)),
  languageData: { commentTokens: { line: '#' }, closeBrackets: { brackets: ['{', '(', '"', "'"] } },
});

function word(stream: StringStream, state: State): string | null {
  if (stream.eatSpace()) return null;
  if (stream.eat(/[{};]/) !== undefined) {
    state.isStart = true;
    return 'punctuation';
  }
  if (stream.peek() === '#') {
    stream.skipToEnd();
    return 'comment';
  }
  const quote = stream.peek();
  if (quote === '"' || quote === "'") {
    stream.next();
    state.quote = quote;
    state.isStart = false;
    return 'string';
  }
  if (state.isStart) {
    state.isStart = false;
    stream.match(/^[^\s;{}]+/);
    return 'keyword';
  }
  if (stream.match(variable) !== null) return 'variableName';
  if (stream.match(/^(?:on|off|\d[\d.]*[kmghdwyMs]*)(?=[\s;])/) !== null) return 'number';
  if (stream.match(/^(?:\\.|[^\s;{$\\])+/) === null) stream.next();
  return null;
}

function quoted(stream: StringStream, state: State, quote: string): string {
  if (stream.match(variable) !== null) return 'variableName';
  while (!stream.eol()) {
    const next = stream.next();
    if (next === '\\') stream.next();
    if (next === quote) {
      state.quote = undefined;
      break;
    }
    if (stream.peek() === '$') break;
  }
  return 'string';
}

const variable = /^\$(?:\w+|\{\w+\})/;

/** The colours are the style sheet's, which knows light and dark. */
export const nginxColours: Extension = syntaxHighlighting(
  HighlightStyle.define([
    { tag: tags.keyword, color: 'var(--code-directive)' },
    { tag: tags.variableName, color: 'var(--code-variable)' },
    { tag: tags.string, color: 'var(--code-string)' },
    { tag: tags.number, color: 'var(--code-number)' },
    { tag: tags.comment, color: 'var(--code-comment)' },
  ]),
);
