/** nginx and its relatives: what a user writes, and which nginx that is. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { directiveIn } from '../../server/src/reference/directives.ts';
import { http11DefaultIn, isNoVersion, readNginx } from '../../server/src/reference/flavours.ts';
import { beforeVersion, lastOfLine, oldestSupported, releasesBetween } from '../../server/src/reference/releases.ts';
import {
  formatVersion,
  http11ByDefault,
  isAtLeast,
  nameOfVersion,
  newestMainline,
  newestStable,
  writeVersion,
  type NginxVersion,
} from '../../server/src/reference/version.ts';

function read(text: string): NginxVersion {
  const version = readNginx(text);
  assert.ok(!isNoVersion(version), text);
  return version;
}

suite('the nginx that a relative is built on', () => {
  /** Does it speak HTTP/1.1 to upstreams by default? */
  const cases: readonly (readonly [text: string, core: string, name: string, http11: boolean])[] = [
    ['1.29.6', '1.29.6', 'nginx 1.29.6', false],
    ['1.29.7', '1.29.7', 'nginx 1.29.7', true],
    ['openresty/1.27.1.2', '1.27.1', 'OpenResty 1.27.1.2', false],
    ['openresty/1.31.1.1', '1.31.1', 'OpenResty 1.31.1.1', true],
    ['freenginx/1.24.0', '1.24.0', 'freenginx 1.24.0', false],
    ['freenginx/1.29.7', '1.25.4', 'freenginx 1.29.7', false],
    ['angie/1.0.0', '1.23.2', 'Angie 1.0.0', false],
    ['angie/1.11.8', '1.29.3', 'Angie 1.11.8', false],
    ['angie/1.12.0', '1.31.2', 'Angie 1.12.0', true],
    ['angie/1.99.0', '1.31.2', 'Angie 1.99.0', true],
    ['tengine/2.3.4', '1.18.0', 'Tengine 2.3.4', false],
    ['tengine/3.1.0', '1.24.0', 'Tengine 3.1.0', false],
    ['tengine/3.2.0', '1.31.3', 'Tengine 3.2.0', true],
  ];
  for (const [text, core, name, http11] of cases) {
    test(text, () => {
      const version = read(text);
      assert.deepEqual([formatVersion(version), nameOfVersion(version), writeVersion(version)], [core, name, text]);
      assert.equal(isAtLeast(version, http11ByDefault), http11);
    });
  }

  test('each says in its own numbers since when HTTP/1.1 is the default', () => {
    const names = ['1.22.1', 'openresty/1.27.1.2', 'angie/1.11.0', 'tengine/3.1.0', 'freenginx/1.27.2'].map((text) =>
      http11DefaultIn(read(text)),
    );
    assert.deepEqual(names, ['nginx 1.29.7', 'OpenResty 1.31.1.1', 'Angie 1.12.0', 'Tengine 3.2.0', undefined]);
  });

  test('those that go their own way may have taken over what came to nginx later', () => {
    assert.deepEqual(directiveIn('http2', read('1.22.1')), []);
    assert.deepEqual(directiveIn('http2', read('openresty/1.21.4.1')), []);
    assert.equal(directiveIn('http2', read('tengine/2.4.0')).length, 1);
  });
});

suite('texts that name no nginx', () => {
  const texts = ['', 'latest', '1', '1.2.3.4', 'nginx', 'nginx/', '/1.2.3', 'x/1.2.3', '2.0.0', '1.999.0', '1.90', 'angie/2.0.0'];
  for (const text of [...texts, 'tengine/3', '1.28.0-rc1', '1.-2.0', '99999999999.1.1', '𝟙.28.0', '1.28.0\n1.29.0']) {
    test(JSON.stringify(text), () => {
      const version = readNginx(text);
      assert.ok(isNoVersion(version));
      assert.match(version.complaint, /^(?:is|names|has) /);
    });
  }
});

suite('releases', () => {
  test('the newest are the last of their lines', () => {
    assert.deepEqual(lastOfLine(1, newestStable[1]), newestStable);
    assert.deepEqual(lastOfLine(1, newestMainline[1]), newestMainline);
    assert.deepEqual([lastOfLine(1, 25), lastOfLine(1, 99), lastOfLine(2, 1)], [[1, 25, 5], undefined, undefined]);
  });

  test('between two', () => {
    const all = releasesBetween(oldestSupported, newestStable);
    assert.deepEqual([all[0], all.at(-1)], [oldestSupported, newestStable]);
    assert.deepEqual(releasesBetween([1, 22, 1], [1, 23, 1]).map(formatVersion), ['1.22.1', '1.23.0', '1.23.1']);
    assert.deepEqual(releasesBetween([1, 23, 0], [1, 22, 0]), []);
  });

  test('a sentence says who still has what came before one', () => {
    assert.equal(beforeVersion([1, 29, 7]), 'before 1.29.7, which Debian 12 and Ubuntu 24.04 have');
    assert.equal(beforeVersion([1, 19, 4]), 'before 1.19.4, which Ubuntu 22.04 has');
    assert.equal(beforeVersion([1, 14, 0]), 'before 1.14.0');
  });
});
