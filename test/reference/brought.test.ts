/** Directives that a user says a module brings. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readBrought, writeBrought } from '../../server/src/reference/brought.ts';

suite('directives that a user names', () => {
  const said: readonly (readonly [text: string, name: string, contexts: readonly string[] | undefined, block: boolean])[] = [
    ['my_thing', 'my_thing', undefined, false],
    ['MyThing:http', 'MyThing', ['http'], false],
    [' my_thing : http , stream  server ', 'my_thing', ['http', 'stream server'], false],
    ['my_block{}', 'my_block', undefined, true],
    ['my_block { }:if,upstream', 'my_block', ['if in server', 'if in location', 'upstream'], true],
  ];
  for (const [text, name, contexts, block] of said) {
    test(text, () => {
      const places = contexts === undefined ? undefined : new Set(contexts);
      assert.deepEqual(readBrought([text]), { brought: new Map([[name, { contexts: places, block }]]), wrong: [] });
    });
  }

  const wrong: readonly (readonly [text: string, complaint: RegExp])[] = [
    ['', /^does not begin with the name/],
    ['$x', /^does not begin with the name/],
    ['a b:http', /^does not begin with the name/],
    ['a;', /^does not begin with the name/],
    ['a:', /^lacks a place behind a comma or colon: places are main, /],
    ['a:http,', /^lacks a place/],
    ['a:http:server', /^names `http:server`, which is no place/],
    ['a:HTTP', /^names `HTTP`, which is no place/],
  ];
  for (const [text, complaint] of wrong) {
    test(`not \`${text}\``, () => {
      const {
        brought,
        wrong: [first],
      } = readBrought([text]);
      assert.equal(brought.size, 0);
      assert.equal(first?.text, text);
      assert.match(first.complaint, complaint);
    });
  }

  test('one that is named twice may stand in the places of both', () => {
    const { brought } = readBrought(['a:http', 'a:server', 'b:http', 'b']);
    assert.deepEqual(brought.get('a')?.contexts, new Set(['http', 'server']));
    assert.equal(brought.get('b')?.contexts, undefined);
  });

  test('what is written for one is read as the same', () => {
    for (const block of [true, false]) assert.equal(readBrought([writeBrought('a_b', block)]).brought.get('a_b')?.block, block);
  });
});
