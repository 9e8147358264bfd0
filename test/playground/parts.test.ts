/** Parts of the page that need no browser: links hold any text and break on none, and the colours come to an end on any. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nginxLanguage } from '../../playground/page/nginx-language.ts';
import { fromFragment, toFragment } from '../../playground/page/share.ts';
import { fc } from '../support/dice.ts';

const texts = fc.string({ unit: 'binary', maxLength: 200 });

test('what is put into a link comes out of it', async () => {
  const files = fc
    .uniqueArray(texts, { minLength: 1, maxLength: 4 })
    .chain((names) => fc.tuple(...names.map((name) => texts.map((text) => ({ path: `/${name}`, text })))));
  const shared = fc.record({ files, url: texts, nginxVersion: texts }, { noNullPrototype: true });
  await fc.assert(
    fc.asyncProperty(shared, async (given) => {
      const fragment = await toFragment(given);
      assert.match(fragment, /^#nginx=[\w-]+$/);
      assert.deepEqual(await fromFragment(fragment), given);
    }),
  );
});

test('a fragment that is none, or that was cut off, or made by somebody else, breaks nothing', async () => {
  const whole = await toFragment({ files: [{ path: '/a', text: 'events {}' }], url: '', nginxVersion: '' });
  const cut = fc.nat(whole.length - 1).map((length) => whole.slice(0, length));
  const made = fc.oneof(
    cut,
    texts,
    texts.map((it) => `#nginx=${it}`),
    fc.base64String().map((it) => `#nginx=${it}`),
  );
  await fc.assert(
    fc.asyncProperty(made, async (fragment) => {
      const read = await fromFragment(fragment);
      assert.ok(read === undefined || read === 'broken');
    }),
  );
});

test('a link that holds more than any configuration is broken, and costs no more than that', async () => {
  const bomb = await toFragment({ files: [{ path: '/a', text: 'a'.repeat(20 * 1024 * 1024) }], url: '', nginxVersion: '' });
  assert.ok(bomb.length < 100_000);
  assert.equal(await fromFragment(bomb), 'broken');
});

test('paths of a link that are none of a configuration are not taken', async () => {
  for (const files of [
    [{ path: 'a', text: '' }],
    [
      { path: '/a', text: '' },
      { path: '/a', text: '' },
    ],
    [],
  ])
    assert.equal(await fromFragment(await toFragment({ files, url: '', nginxVersion: '' })), 'broken');
});

test('any text is coloured, word by word, to its end', () => {
  const soup = fc.array(
    fc.constantFrom('{', '}', ';', '"', "'", '\\', '$', '${a}', '$a', '#', ' ', '\n', 'on', '1m', 'proxy_pass', 'é', '“'),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(
      fc.oneof(
        soup.map((it) => it.join('')),
        texts,
      ),
      (text) => {
        assert.equal(nginxLanguage.parser.parse(text).length, text.length);
      },
    ),
  );
});

test('words have the colours that nginx gives them a meaning for', () => {
  const text = 'server { # a\n  set $a "b $c d"; listen 80; root /x;\n}\n';
  const seen: string[] = [];
  nginxLanguage.parser.parse(text).iterate({
    enter({ name, from, to }) {
      if (name !== 'Document') seen.push(`${name} ${text.slice(from, to)}`);
    },
  });
  assert.deepEqual(
    seen.filter((it) => !it.startsWith('punctuation')),
    [
      'keyword server',
      'comment # a',
      'keyword set',
      'variableName $a',
      'string "b ',
      'variableName $c',
      'string  d"',
      'keyword listen',
      'number 80',
      'keyword root',
    ],
  );
});
