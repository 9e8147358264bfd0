/** How reports name files: the same on each system, as the functions are pure. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { below, fileUri, relativeUri, tidy, wayTo } from '../../server/src/cli/artifact.ts';
import { fc } from '../support/dice.ts';

test('a file below a folder is named from there on', () => {
  assert.equal(below('/r', '/r/a/b.conf'), 'a/b.conf');
  assert.equal(below('/r/', '/r/x/../b.conf'), 'b.conf');
  assert.equal(below('/', '/etc/nginx.conf'), 'etc/nginx.conf');
  for (const path of ['/r', '/r/', '/rr/a.conf', '/', '/r/../a.conf']) assert.equal(below('/r', path), undefined, path);
});

test('drives of Windows: their letter counts in either case, and one is not below the other', () => {
  assert.equal(below('c:/work', 'C:/work/nginx/a.conf'), 'nginx/a.conf');
  assert.equal(below('C:/', 'c:/a.conf'), 'a.conf');
  assert.equal(below('c:/work', 'd:/work/a.conf'), undefined);
  assert.equal(wayTo('c:/work/ci', 'c:/work/nginx/a.conf'), '../nginx/a.conf');
  assert.equal(wayTo('c:/work', 'd:/nginx/a.conf'), 'D:/nginx/a.conf');
  assert.equal(fileUri('c:/Program Files/nginx/a.conf'), 'file:///C:/Program%20Files/nginx/a.conf');
  assert.equal(fileUri('c:/work/'), 'file:///C:/work/');
});

test('shares of Windows: the server is the host of the address', () => {
  assert.equal(below('//srv/conf', '//srv/conf/a.conf'), 'a.conf');
  assert.equal(wayTo('//srv/conf', '//srv/other/a.conf'), '../other/a.conf');
  assert.equal(wayTo('//srv/conf', '//other/conf/a.conf'), '//other/conf/a.conf');
  assert.equal(fileUri('//srv/conf/a b.conf'), 'file://srv/conf/a%20b.conf');
});

test('addresses hold any name', () => {
  assert.equal(fileUri('/a b/ü#1%?.conf'), 'file:///a%20b/%C3%BC%231%25%3F.conf');
  assert.equal(fileUri('/'), 'file:///');
  assert.equal(relativeUri('a:b/c d.conf'), 'a%3Ab/c%20d.conf');
  assert.equal(relativeUri('\ud800.conf'), '%EF%BF%BD.conf');
});

const part = fc.string({ minLength: 1, maxLength: 8, unit: 'binary' }).filter((it) => !/[/\\\0]|^\.\.?$/.test(it));
const parts = fc.array(part, { minLength: 1, maxLength: 5 });

test('an address leads back to its file, and a way to where it came from', () => {
  fc.assert(
    fc.property(parts, parts, (folder, file) => {
      const from = `/${folder.join('/')}`;
      const path = `/${file.join('/')}`;
      assert.equal(decodeURIComponent(new URL(fileUri(path)).pathname), path);
      assert.equal(tidy(`${from}/${wayTo(from, path)}`), path);
      const way = below(from, `${from}${path}`);
      assert.equal(way, file.join('/'));
      assert.equal(decodeURIComponent(new URL(relativeUri(way), `${fileUri(from)}/`).pathname), `${from}${path}`);
    }),
  );
});
