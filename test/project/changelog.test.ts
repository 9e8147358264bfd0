/** CHANGELOG.md as Keep a Changelog wants it, and short enough to be read. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { root } from '../support/parts.ts';

const text = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
const [, ...releases] = text.split(/^## /m);
const kinds = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security'];

suite('the changelog', () => {
  test('begins with what is not released, and dates each release, the newest first', () => {
    const [first = '', ...rest] = releases.map((it) => it.split('\n')[0] ?? '');
    assert.equal(first, '[Unreleased]');
    const dates = rest.map((it) => /^\[\d+\.\d+\.\d+\] - (\d{4}-\d{2}-\d{2})$/.exec(it)?.[1] ?? assert.fail(it));
    assert.deepEqual(dates, [...dates].sort().reverse());
  });

  test('links each release', () => {
    const names = releases.map((it) => /^\[([^\]]+)\]/.exec(it)?.[1]?.toLowerCase());
    const links = [...text.matchAll(/^\[([^\]]+)\]: https:\/\/\S+$/gm)].map(([, name]) => name);
    assert.deepEqual(links, names);
  });

  for (const release of releases) {
    const [name = '', ...lines] = release.split('\n');
    const parts = lines.join('\n').split(/^### /m).slice(1);

    test(`${name}: each kind of change once, in the usual order, with at least one change`, () => {
      const found = parts.map((part) => part.split('\n')[0] ?? '');
      assert.deepEqual(
        found,
        kinds.filter((kind) => found.includes(kind)),
      );
      for (const part of parts) assert.match(part, /^- /m);
    });

    test(`${name}: no change takes more than five lines`, () => {
      for (const change of parts.flatMap((part) => part.split(/^- /m).slice(1)))
        assert.ok((change.split(/\n(?! )/)[0] ?? '').split('\n').length <= 5, change);
    });
  }
});
