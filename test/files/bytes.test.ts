/** Any bytes become text and the same bytes again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode, encode, hasForeignBytes } from '../../server/src/files/bytes.ts';
import { fc } from '../support/dice.ts';

test('UTF-8 is read as it is, a byte order mark included', () => {
  assert.equal(decode(Buffer.from('\ufeffuser “www”; # 😀')), '\ufeffuser “www”; # 😀');
  assert.equal(hasForeignBytes('“ü” 😀'), false);
});

test('a byte that is no UTF-8 is one character; what stands around it is read', () => {
  const text = decode(Buffer.concat([Buffer.from('# für ü'), Buffer.from([0xfc, 0xe2, 0x80]), Buffer.from('“x”')]));
  assert.equal(text, '# für ü\udcfc\udce2\udc80“x”');
  assert.equal(hasForeignBytes(text), true);
});

test('surrogates, overlong forms and what lies beyond Unicode are bytes', () => {
  for (const bytes of [
    [0xed, 0xa0, 0x80],
    [0xc0, 0xaf],
    [0xf4, 0x90, 0x80, 0x80],
    [0xe0, 0x80, 0xaf],
  ]) {
    assert.equal(decode(Uint8Array.from(bytes)), String.fromCharCode(...bytes.map((byte) => 0xdc00 + byte)));
  }
});

test('no byte is lost', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      assert.deepEqual(Buffer.from(encode(decode(bytes))), Buffer.from(bytes));
    }),
    { numRuns: 2000 },
  );
});
