/** nginx's tokenizer, emulated: what was observed on nginx 1.22.1 and 1.31.3. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readTokens } from '../../server/src/syntax/tokens.ts';

/** `;a|b` for a directive, with `@` and the line where it is not the first. */
function tokens(text: string): string[] {
  return Array.from(readTokens(text), (statement) => {
    const line = statement.line === 1 ? '' : `@${statement.line}`;
    if (statement.kind === 'error') return `error ${statement.message}${line}`;
    const words = 'words' in statement ? statement.words.map((word) => word.text).join('|') : '';
    return `${statement.kind}${words}${line}`;
  });
}

const unfinished = 'error unexpected end of file, expecting ";" or "}"';

const cases: readonly (readonly [text: string, expected: readonly string[]])[] = [
  ['', ['end']],
  [' \t\r\n', ['end@2']],
  ['a b;c{d;}', [';a|b', '{c', ';d', '}', 'end']],
  ['a\n b\n ;', [';a|b@3', 'end@3']],
  ['a\rb;', [';a|b', 'end']],
  ['# x\rb;\nc;', [';c@2', 'end@2']],
  ['a#b;#c', [';a#b', 'end']],
  ['a}b c};', [';a}b|c}', 'end']],
  ['a"b c\'d;', [';a"b|c\'d', 'end']],
  ['"a b" \'c;{\';', [';a b|c;{', 'end']],
  ['"a\nb";', [';a\nb@2', 'end@2']],
  ['if ("a") {', ['{if|("a")', 'end']],
  ['if ( "a") {', ['{if|(|a|)', 'end']],
  ['a "b"{', ['{a|b', 'end']],
  ['a ${b}c ${{ d;', [';a|${b}c|${{|d', 'end']],
  ['a$ {', ['{a$', 'end']],
  ['"$"{', ['{$', 'end']],
  ['a\\ b\\;c\\{;', [';a\\ b\\;c\\{', 'end']],
  ['a "\\"" \'\\\'\' \\\\ \\t \\r \\n \\$x;', [';a|"|\'|\\|\t|\r|\n|\\$x', 'end']],
  ['\uFEFFa \u00A0b \0;', [';\uFEFFa|\u00A0b|\0', 'end']],
  [';', ['error unexpected ";"']],
  ['a;\n;', [';a', 'error unexpected ";"@2']],
  ['{', ['error unexpected "{"']],
  ['}', ['}', 'end']],
  ['a }', ['error unexpected "}"']],
  ['"a"b;', ['error unexpected "b"']],
  ['"a"#', ['error unexpected "#"']],
  ['"a"}', ['error unexpected "}"']],
  ['"a"é', ['error unexpected "\uFFFD"']],
  ['a', [unfinished]],
  ['a\n', [`${unfinished}@2`]],
  ['"a', [unfinished]],
  ['"a"', [unfinished]],
  ['a\\', [unfinished]],
  ['a {', ['{a', 'end']],
];

const long = (length: number, letter = 'a') => letter.repeat(length);
const bare = 'error too long parameter "aaaaaaaaaa..." started';
const quoted = 'error too long parameter, probably missing terminating """ character';

const limits: readonly (readonly [name: string, text: string, expected: readonly string[]])[] = [
  ['a word of 4095 bytes', `u ${long(4095)};`, [`;u|${long(4095)}`, 'end']],
  ['a word of 4096 bytes', `u\n${long(4096)};`, [`${bare}@2`]],
  ['a word of 4095 bytes and a blank', `u ${long(4095)} ;`, [bare]],
  ['a word of 4096 bytes at the end', `u ${long(4096)}`, [unfinished]],
  ['a quoted word of 4094 bytes', `u "${long(4094)}";`, [`;u|${long(4094)}`, 'end']],
  ['a quoted word of 4095 bytes', `u "${long(4095)}";`, [bare]],
  ['a quoted word of 4096 bytes', `u\n"${long(4096)}\n";`, [`${quoted}@2`]],
  ['a comment of 4095 bytes', `#${long(4094)}\na;`, [';a@2', 'end@2']],
  ['a comment of 4096 bytes', `#${long(4095)}\na;`, ['error too long parameter "#aaaaaaaaa..." started']],
  ['a comment of 4096 bytes at the end', `#${long(4095)}`, ['end']],
  ['2047 characters of two bytes', `u ${long(2047, 'é')};`, [`;u|${long(2047, 'é')}`, 'end']],
  ['2048 characters of two bytes', `u ${long(2048, 'é')};`, ['error too long parameter "ééééé..." started']],
  ['characters of four bytes, cut', `u a${long(1024, '😀')};`, ['error too long parameter "a😀😀\uFFFD..." started']],
];

suite('tokens', () => {
  for (const [text, expected] of cases)
    test(JSON.stringify(text), () => {
      assert.deepEqual(tokens(text), expected);
    });
  for (const [name, text, expected] of limits)
    test(name, () => {
      assert.deepEqual(tokens(text), expected);
    });

  test('words know where they stand', () => {
    const [first] = readTokens(' a "b\\"" ;');
    assert.ok(first?.kind === ';');
    assert.deepEqual(first.words, [
      { text: 'a', raw: 'a', quote: undefined, start: 1 },
      { text: 'b"', raw: '"b\\""', quote: '"', start: 3 },
    ]);
  });
});
