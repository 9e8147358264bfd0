/** Texts for property tests: whole configurations, and pieces that break them. */
import type { TextEdit } from '../../server/src/syntax/tree.ts';
import { fc } from '../support/dice.ts';

/** Words as nginx splits them, however strange; none that a template engine or a Lua module would read differently. */
const bareWord = fc
  .stringMatching(/^(?:[a-zA-Z0-9_./:~^$*+?|()[\]},=@%&!<>`é”’\u00A0\uFEFF\0-]|\\[^\n]|[#"'])+$/u, { maxLength: 12 })
  .map((word) => word.replace(/^[#"'};{)/]+/, '').replace(/_by_lua_block$/, ''))
  .map((word) => (word.endsWith('\\') ? `${word}x` : word))
  .filter((word) => word !== '');
const variable = fc.constantFrom('$host', '${host}', 'a$b-${c}d', '${{', '$');
const quotedWord = fc
  .tuple(fc.constantFrom('"', "'"), fc.string({ maxLength: 12, unit: 'binary' }))
  .map(([quote, text]) => quote + text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`).replaceAll('{', '(') + quote);
const name = fc.constantFrom('listen', 'server_name', 'proxy_pass', 'add_header', 'set', 'x', 'more_set_headers', '"return"');
const blockName = fc.constantFrom('http', 'server', 'location', 'if', 'upstream', 'unknown');
const blank = fc.constantFrom(' ', '  ', '\t', '\n', '\r\n', '\n    ', ' # c\n', '\n#"{\n');

const words = fc.array(fc.tuple(blank, fc.oneof(bareWord, bareWord, variable, quotedWord)), { maxLength: 4 });
const head = (names: fc.Arbitrary<string>) => fc.tuple(names, words).map(([first, rest]) => first + rest.flat().join(''));

const { items } = fc.letrec<{ items: string; item: string; block: string }>((tie) => ({
  items: fc.array(fc.tuple(tie('item'), blank), { maxLength: 5 }).map((list) => list.flat().join('')),
  item: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.tuple(head(name), fc.constantFrom('', ' ', '\n')).map(([text, gap]) => `${text}${gap};`),
    fc.constantFrom('# comment\n', '#\n', '#;{"}\r\n'),
    tie('block'),
  ),
  block: fc
    .tuple(head(blockName), fc.constantFrom(' ', '\n'), blank, tie('items'), blank)
    .map(([text, gap, first, inner, last]) => `${text}${gap}{${first}${inner}${last}}`),
}));

/** Texts that nginx's tokenizer takes. */
export const validText = items;

const pieces = [
  ...['\n', '\n  ', '\n    ', ' ', '\t', '\r\n', '\r', '{', '}', ';', ';\n', '"', "'", '\\', '#', '# c\n', '$', '${', ')', '//'],
  ...['{{ x }}', '{{', '}}', '{%', '%}', '{% if x %}', '{#', '#}', '{{ if x }}', '{{/*', '*/}}', '<% x %>', '{{{ x }}}'],
  ...['content_by_lua_block', 'set_by_lua_block $x', '[[', ']]', '--', '\uFEFF', '\0', 'é', '\u00A0', '\uD800', '😀', '”'],
  ...['${x.y}', '%{ if x }', '[[ x ]]', '{{\n', '<?= x ?>', '#{x}', '\n${x}\n', '__X__', '\n% if x:\n', '{{ "', '`'],
  ...[
    '/*',
    '*/',
    '/* a; */',
    '// x\n',
    '//x y;',
    '```',
    '```nginx\n',
    '\n“`nginx\n',
    '~~~\n',
    '\u200B',
    '\u2028',
    '\u200E;',
    '{2}',
    'a{1,3}',
  ],
  ...['proxy_pass http://x', 'location /', 'server', 'listen 80', 'http', 'map $a $b', 'types', 'text/html html', 'default x\n'],
  ...[
    'add_header A "b;\n',
    'if ($a = b) {\n',
    '}\n',
    '    }\n',
    'return 200;\n',
    'return 200}',
    'proxy_set_header X y\n',
    'a',
    '"a"',
  ],
];

/** May a template engine fill in part of the text? */
export const mayHoldTag = /\{[{%#]|<[%?]|[$%#]\{|\[\[|__|@|%|\$[A-Z]/;

/** Texts that break every rule. */
export const brokenText = fc
  .array(
    fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...pieces) }, { weight: 1, arbitrary: fc.string({ unit: 'binary' }) }),
    {
      maxLength: 60,
      size: 'max',
    },
  )
  .map((list) => list.join(''));

export interface RawEdit {
  readonly at: number;
  readonly length: number;
  readonly newText: string;
}

/** Edits as a person or a tool makes them; {@link placeEdits} fits them into a text. */
export const rawEdits = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.oneof(fc.constant(0), fc.nat(6), fc.nat(60)),
    newText: fc.oneof(fc.constant(''), fc.constantFrom(...pieces), brokenText),
  }),
  { minLength: 1, maxLength: 4 },
);

/** Each in the coordinates left by those before it, and the text that they lead to. */
export function placeEdits(text: string, raw: readonly RawEdit[]): { edits: TextEdit[]; after: string } {
  let after = text;
  const edits = raw.map(({ at, length, newText }) => {
    const start = Math.floor(at * (after.length + 1) * 0.999999);
    const end = Math.min(after.length, start + length);
    after = after.slice(0, start) + newText + after.slice(end);
    return { start, end, newText };
  });
  return { edits, after };
}
