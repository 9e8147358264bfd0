/** What the documentation says that a directive takes, read from its notation: words, which of them may be left out, and what they may be. */

export interface SyntaxWord {
  /** As people read it: `default_server`, `escape=default|json|none`, `address[:port]`. */
  readonly label: string;
  /** It may be left out. */
  readonly optional: boolean;
  /** More of the same may follow. */
  readonly repeated: boolean;
  /** What may be written as it stands; one that ends in `=` wants a value behind it. */
  readonly literals: readonly string[];
  /** Something else than the literals may be written. */
  readonly free: boolean;
}

/** Of one line of syntax in Markdown; the `{...}` of a block is no word. Never throws: what is not understood is left out. */
export function readSyntax(markdown: string): readonly SyntaxWord[] {
  const signs = signsOf(markdown);
  return readWords(signs, { at: 0 }, false);
}

/** One line for people: `proxy_pass URL`. */
export function plainSyntax(markdown: string): string {
  return signsOf(markdown)
    .map(({ text }) => text)
    .join('')
    .replace(/\s*\{\.\.\.\}/, ' { … }')
    .replace(/\s*\.\.\./g, ' …')
    .replace(/\[ +/g, '[')
    .replace(/ +\]/g, ']')
    .replace(/\s+/g, ' ')
    .trim();
}

interface Sign {
  readonly kind: 'free' | 'literal' | 'plain' | 'open' | 'close' | 'bar' | 'blank' | 'more';
  readonly text: string;
}

const notation = /\*`([^`]*)`\*|`([^`]*)`|\*([^*`]+)\*|(\[)|(\])|(\|)|(\s+)|(\.\.\.)|([^\s`*[\]|.]+|[*.])/g;

function signsOf(markdown: string): readonly Sign[] {
  const signs: Sign[] = [];
  for (const [all, quoted, literal, free, open, close, bar, blank, more] of markdown.matchAll(notation)) {
    const text = quoted ?? free;
    if (text !== undefined) signs.push({ kind: 'free', text });
    else if (literal !== undefined) signs.push({ kind: 'literal', text: literal });
    else if (open !== undefined) signs.push({ kind: 'open', text: all });
    else if (close !== undefined) signs.push({ kind: 'close', text: all });
    else if (bar !== undefined) signs.push({ kind: 'bar', text: all });
    else if (blank !== undefined) signs.push({ kind: 'blank', text: ' ' });
    else signs.push({ kind: more === undefined ? 'plain' : 'more', text: all });
  }
  return signs;
}

/** The alternatives of a word, each made of the signs that stand together. */
type Alternatives = readonly (readonly Sign[])[];

function readWords(signs: readonly Sign[], position: { at: number }, optional: boolean): readonly SyntaxWord[] {
  const words: SyntaxWord[] = [];
  let alternatives: Sign[][] = [];
  let ended = true;
  const end = (): void => {
    const word = wordOf(alternatives, optional);
    if (word !== undefined) words.push(word);
    alternatives = [];
  };
  const add = (sign: Sign): void => {
    if (ended) {
      end();
      alternatives.push([]);
    }
    ended = false;
    alternatives.at(-1)?.push(sign);
  };
  while (position.at < signs.length) {
    const sign = signs[position.at++];
    if (sign === undefined || sign.kind === 'close') break;
    if (sign.kind === 'blank') {
      // A bar may have blanks around it.
      ended ||= signs[position.at]?.kind !== 'bar' && signs[position.at - 2]?.kind !== 'bar';
    } else if (sign.kind === 'bar') {
      alternatives.push([]);
      ended = false;
    } else if (sign.kind === 'more') {
      end();
      const last = words.pop();
      if (last !== undefined) words.push({ ...last, repeated: true });
      ended = true;
    } else if (sign.kind === 'open') {
      const from = position.at;
      const inner = readWords(signs, position, true);
      if (ended) {
        end();
        words.push(...inner);
      } else {
        const text = signs.slice(from - 1, position.at).map((it) => it.text);
        alternatives.at(-1)?.push({ kind: 'free', text: text.join('') });
      }
    } else add(sign);
  }
  end();
  return words;
}

function wordOf(alternatives: Alternatives, optional: boolean): SyntaxWord | undefined {
  const given = alternatives.filter((signs) => signs.length > 0);
  const label = given.map((signs) => signs.map(({ text }) => text).join('')).join('|');
  if (label === '' || label === '{...}') return undefined;
  const literals = literalsOf(given);
  return { label, optional, repeated: false, literals, free: given.length > literals.length };
}

/** `escape=default|json` is short for `escape=default|escape=json`. */
function literalsOf(alternatives: Alternatives): readonly string[] {
  const [first = []] = alternatives;
  const text = wholeText(first);
  const prefix = text?.includes('=') === true && text !== '=' ? text.slice(0, text.indexOf('=') + 1) : '';
  return alternatives.flatMap((signs, index) => {
    const whole = wholeText(signs);
    if (whole !== undefined) return [index === 0 || whole.includes('=') ? whole : prefix + whole];
    const equals = signs.findIndex((sign) => sign.text.endsWith('='));
    const head = wholeText(signs.slice(0, equals + 1));
    return equals > 0 && head !== undefined ? [head] : [];
  });
}

/** `undefined` where something else than these letters may stand. */
function wholeText(signs: readonly Sign[]): string | undefined {
  const isWhole = signs.every(({ kind }) => kind === 'literal' || kind === 'plain');
  return isWhole
    ? signs
        .map(({ text }) => text)
        .join('')
        .replace('[=]', '')
    : undefined;
}
