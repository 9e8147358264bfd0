/** What nginx makes of a text as it stands: after its tokenizer, and after `nginx -t`. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readTokens } from '../../server/src/syntax/tokens.ts';
import type { AsRead, SyntaxTree } from '../../server/src/syntax/tree.ts';
import { fc } from '../support/dice.ts';
import { makeNginxFolder, nginxForTests, testConfig } from '../support/nginx.ts';
import { testParser } from '../support/parser.ts';
import { allItems } from './checks.ts';
import { cases } from './mistakes.ts';
import { brokenText, mayHoldTag, placeEdits, rawEdits, validText, type RawEdit } from './texts.ts';

const parser = await testParser();

/** Directives in the order in which their first word stands, each with its depth; then what stops nginx. */
function lines({ root, stop }: AsRead): string[] {
  const directives = allItems(root).flatMap(({ item, depth }) => {
    if (item.kind !== 'directive') return [];
    return JSON.stringify([depth, item.block === undefined ? ';' : '{', ...[item.name, ...item.args].map(({ text }) => text)]);
  });
  return [...directives, stop === undefined ? 'end' : `${stop.message} in line ${stop.line}`];
}

/** The same by nginx's tokenizer alone. */
function tokenized(text: string): string[] {
  const found: string[] = [];
  let depth = 0;
  for (const statement of readTokens(text)) {
    const place = ` in line ${statement.line}`;
    if (statement.kind === 'error') return [...found, `${statement.message}${place}`];
    if (statement.kind === 'end') return [...found, depth === 0 ? 'end' : `unexpected end of file, expecting "}"${place}`];
    if (statement.kind === '}' && depth-- === 0) return [...found, `unexpected "}"${place}`];
    if (!('words' in statement)) continue;
    found.push(JSON.stringify([depth, statement.kind, ...statement.words.map((word) => word.text)]));
    if (statement.kind === '{') depth++;
  }
  return found;
}

function assertInside({ root, stop, startOf }: AsRead, { text }: SyntaxTree): void {
  assert.ok(stop === undefined || (stop.offset >= 0 && stop.offset <= text.length));
  for (const { item, start } of allItems(root)) {
    assert.equal(startOf(item), start);
    if (item.kind === 'directive') assert.equal(item.name.raw, text.slice(start, start + item.name.end));
    else assert.equal(item.text, text.slice(start, start + item.end));
  }
}

/** Neither a template nor Lua, which nginx's own tokenizer does not know. */
const isPlain = (text: string): boolean => !mayHoldTag.test(text) && !text.includes('_by_lua_block');

const inserted = (at: number, newText: string): RawEdit => ({ at, length: 0, newText });

suite('as nginx reads it', () => {
  for (const { name, text } of cases) {
    test(name, () => {
      const tree = parser.parse(text);
      const read = tree.asRead();
      assertInside(read, tree);
      if (tree.errors.length === 0) assert.equal(read.root, tree.root);
      else if (isPlain(text)) assert.deepEqual(lines(read), tokenized(text));
    });
  }

  test('a tree without errors is what nginx reads', () => {
    const tree = parser.parse('http { server { listen 80; } } # a\n');
    const read = tree.asRead();
    assert.deepEqual([read.root, read.stop], [tree.root, undefined]);
    assert.equal(read.startOf(tree.root.items[0] ?? assert.fail()), 0);
  });

  test('so is one that is looked through for words that are too long, and has none', () => {
    const names = 'a.example.com '.repeat(200);
    const tree = parser.parse(`# a\nhttp { server { server_name ${names}; } } # b\n`);
    const read = tree.asRead();
    assert.equal(read.root, tree.root);
    assert.equal(read.stop, undefined);
    assert.equal(read.startOf(tree.root.items[1] ?? assert.fail()), 4);
  });

  test('nothing is said of templates', () => {
    const tree = parser.parse('server { {% if x %} listen 80 }\n');
    assert.ok(tree.errors.length > 0);
    assert.deepEqual([tree.asRead().root, tree.asRead().stop], [tree.root, undefined]);
  });

  test('Lua is not nginx’s language', () => {
    const read = parser.parse('location / { content_by_lua_block { a = "}" -- }\n } allow a deny b; }\n}').asRead();
    assert.deepEqual(lines(read), [
      '[0,"{","location","/"]',
      '[1,";","content_by_lua_block"]',
      '[1,";","allow","a","deny","b"]',
      'unexpected "}" in line 3',
    ]);
  });

  test('broken texts, edited again and again', () => {
    let stops = 0;
    const examples: [string, RawEdit[][]][] = [
      ['{{\ntypes\u00a0', [[inserted(0, '"a"${x.y}set_by_lua_block $x')]]],
      ['', [[inserted(0, 'default x\n/*\u200e;\n')], [inserted(0.94, '<?= x ?>*/'), inserted(0.97, '\n')]]],
      ['{{/*{{{ x }}}\n', [[inserted(0.9333342666676, '*/')]]],
    ];
    const property = fc.property(fc.oneof(brokenText, validText), fc.array(rawEdits, { maxLength: 2 }), (text, all) => {
      let tree = parser.parse(text);
      for (const raw of [[], ...all]) {
        const { edits, after } = placeEdits(tree.text, raw);
        tree = parser.parse(after, tree, edits);
        const read = tree.asRead();
        assertInside(read, tree);
        if (read.stop !== undefined) stops++;
        const fresh = parser.parse(after).asRead();
        assert.deepEqual(lines(read), lines(fresh));
        assert.deepEqual(read.stop, fresh.stop);
        if (tree.errors.length > 0 && isPlain(after)) assert.deepEqual(lines(read), tokenized(after));
      }
    });
    fc.assert(property, { numRuns: 1500, examples });
    assert.ok(stops > 200, `only ${stops} texts stop nginx`);
  });

  test('what is the same as in the tree is the same object', () => {
    const tree = parser.parse('events { }\nhttp {\n  # a\n  server { listen 80; }\n  gzip on\n  server { listen 81; }\n}\n');
    const old = new Set(allItems(tree.root).map(({ item }) => item));
    const fresh = allItems(tree.asRead().root).filter(({ item }) => !old.has(item));
    assert.deepEqual(
      fresh.map(({ item }) => item.kind === 'directive' && item.name.text),
      ['http', 'gzip'],
    );
  });
});

/** Puts a text where nginx takes its first directive; what it adds stands on the first and the last line. */
function inItsPlace(text: string): string {
  const first = /^(?:[ \t]*(?:#.*)?\n)*[ \t]*([a-z_]+)/.exec(text)?.[1] ?? '';
  if (/^(?:http|events|user|stream)$/.test(first)) return first === 'events' ? text : `events {} ${text}`;
  if (/^(?:server|map|upstream|geo|types|gzip|log_format|include)$/.test(first)) return `events {} http { ${text}}`;
  return `events {} http { server { ${text}}}`;
}

/** What the tokenizer says, not a directive. */
const isOfTokens = (message: string): boolean =>
  /^(?:unexpected (?:"|end of file)|too long parameter)/.test(message) && !message.includes('\\x');

for (const binary of nginxForTests()) {
  suite(`as nginx ${binary.version} reads it`, () => {
    const folder = makeNginxFolder();
    test('where it stops, it says so in these words', () => {
      let compared = 0;
      for (const { name, text } of cases) {
        const whole = inItsPlace(text);
        if (!isPlain(whole)) continue;
        folder.write('nginx.conf', whole);
        const { refusal = '' } = testConfig(binary, folder.path);
        const [, message = '', line = ''] = /^(.*) in \S+:(\d+)$/.exec(refusal) ?? [];
        const { stop } = parser.parse(whole).asRead();
        // An entry that has a block is refused by `map`, `types` and their kin, not by the tokenizer.
        const isOfEntries = message === 'unexpected "{"' && (stop === undefined || Number(line) < stop.line);
        if (isOfTokens(message) && !isOfEntries) {
          compared++;
          assert.deepEqual([stop?.message, stop?.line], [message, Number(line)], name);
        } else if (stop !== undefined) {
          assert.notEqual(refusal, '', `${name}: nginx accepts what should be: ${stop.message}`);
          assert.ok(line === '' || Number(line) <= stop.line, `${name}: nginx reads on behind line ${stop.line}: ${refusal}`);
        }
      }
      folder.remove();
      assert.ok(compared >= 20, `only ${compared} texts stop the tokenizer`);
    });
  });
}
