/** Paths of Windows, of shares and of POSIX systems; no Windows is needed: what reads them is pure. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { buildConfig } from '../../server/src/config/build.ts';
import { resolveInclude, mustBeHere, type IncludeOptions } from '../../server/src/config/include.ts';
import { fullName, modelPath, normalise } from '../../server/src/config/path.ts';
import { oldestSupported } from '../../server/src/reference/releases.ts';
import { firstRefusal, problems } from '../../server/src/validity/problems.ts';
import { testParser } from '../support/parser.ts';
import { memoryWorkspace } from '../support/workspace.ts';

const parser = await testParser();

suite('a path', () => {
  test('as the model writes it', () => {
    const cases = {
      'C:\\nginx\\conf\\nginx.conf': 'c:/nginx/conf/nginx.conf',
      'C:\\nginx/conf/nginx.conf': 'c:/nginx/conf/nginx.conf',
      'd:/a': 'd:/a',
      '\\\\box\\share\\a.conf': '//box/share/a.conf',
      '/etc/nginx/a\\b.conf': '/etc/nginx/a\\b.conf',
      'conf.d/a.conf': 'conf.d/a.conf',
    };
    for (const [path, written] of Object.entries(cases)) assert.equal(modelPath(path), written);
  });

  test('without `.`, `..` and doubled slashes', () => {
    const cases: readonly [path: string, onWindows: boolean, expected: string][] = [
      ['/etc//nginx/./conf.d/../a.conf', false, '/etc/nginx/a.conf'],
      ['//etc/nginx/a.conf', false, '/etc/nginx/a.conf'],
      ['/../a', false, '/a'],
      ['c:/nginx//conf/../../../a.conf', true, 'c:/a.conf'],
      ['//box/share/conf/../a.conf', true, '//box/share/a.conf'],
    ];
    for (const [path, onWindows, expected] of cases) assert.equal(normalise(path, onWindows), expected);
  });

  test('completed with a prefix as nginx does it', () => {
    const cases: readonly [name: string, prefix: string, whole: string][] = [
      ['a.conf', '/etc/nginx', '/etc/nginx/a.conf'],
      ['/srv/a.conf', '/etc/nginx', '/srv/a.conf'],
      ['conf.d\\a.conf', 'c:/nginx/conf', 'c:/nginx/conf/conf.d/a.conf'],
      ['/sites/a.conf', 'c:/nginx/conf', 'c:/sites/a.conf'],
      ['D:/sites/a.conf', 'c:/nginx/conf', 'd:/sites/a.conf'],
      ['\\\\box\\a.conf', 'c:/nginx/conf', '//box/a.conf'],
      ['a.conf', '//box/nginx/conf', '//box/nginx/conf/a.conf'],
    ];
    for (const [name, prefix, whole] of cases) assert.equal(fullName(name, prefix), whole);
  });
});

suite('an include on Windows', () => {
  const main = 'c:/nginx/conf/nginx.conf';
  const resolve = (files: readonly string[], argument: string, options: IncludeOptions = {}, from = main): readonly string[] => {
    const workspace = memoryWorkspace(parser, new Map([from, ...files].map((path) => [path, ''])));
    return resolveInclude(workspace, from, argument, options, false).paths;
  };

  test('by a relative name, with either slash', () => {
    const file = 'c:/nginx/conf/conf.d/a.conf';
    for (const argument of ['conf.d/a.conf', 'conf.d\\a.conf', '.\\conf.d\\a.conf', 'conf.d\\*.conf', 'conf.d/*.conf'])
      assert.deepEqual(resolve([file], argument), [file], argument);
  });

  test('by a whole name, whatever the case of its drive', () => {
    const file = 'c:/sites/a.conf';
    for (const argument of ['C:/sites/a.conf', 'c:\\sites\\a.conf', '/sites/a.conf', 'C:/sites/*.conf'])
      assert.deepEqual(resolve([file], argument), [file], argument);
  });

  test('below the usual folder, which leads through the folder of the main file', () => {
    const from = '/home/me/site/nginx.conf';
    const file = '/home/me/site/sites/a.conf';
    for (const argument of ['C:/nginx/conf/sites/a.conf', 'c:\\nginx\\conf\\sites\\*.conf'])
      assert.deepEqual(resolve([file], argument, {}, from), [file], argument);
  });

  test('through a map of folders, written as people write them', () => {
    const file = '/home/me/site/sites/a.conf';
    for (const folder of ['C:\\web\\sites', 'c:/web/sites/', 'C:/WEB/Sites']) {
      const options = { includeMap: [{ from: folder, to: '/home/me/site/sites' }] };
      assert.deepEqual(resolve([file], 'C:/web/sites/*.conf', options, '/home/me/nginx.conf'), [file], folder);
    }
  });

  test('on a share', () => {
    const from = '//box/nginx/conf/nginx.conf';
    const file = '//box/nginx/conf/sites/a.conf';
    for (const argument of [
      'sites/a.conf',
      'sites\\*.conf',
      '//box/nginx/conf/sites/a.conf',
      '\\\\box\\nginx\\conf\\sites\\*.conf',
    ])
      assert.deepEqual(resolve([file], argument, {}, from), [file], argument);
  });

  test('with a pattern: without a look at case, in the order of the folder, and with names that begin with a dot', () => {
    const names = ['B.conf', 'a.CONF', '.c.conf', 'd.txt'];
    const files = names.map((name) => `c:/nginx/conf/sites/${name}`);
    assert.deepEqual(
      resolve(files, 'sites/*.conf'),
      ['.c.conf', 'a.CONF', 'B.conf'].map((it) => `c:/nginx/conf/sites/${it}`),
    );
    const there = names.map((name) => `/etc/nginx/sites/${name}`);
    assert.deepEqual(resolve(there, 'sites/*.conf', {}, '/etc/nginx/nginx.conf'), ['/etc/nginx/sites/B.conf']);
  });

  test('that must be here', () => {
    for (const argument of ['a.conf', 'C:/nginx/conf/a.conf', 'c:\\NGINX\\conf\\a.conf', '/nginx/conf/a.conf'])
      assert.ok(mustBeHere(main, argument, false), argument);
    for (const argument of ['C:/other/a.conf', '/etc/nginx/a.conf', '\\\\box\\a.conf'])
      assert.ok(!mustBeHere(main, argument, false), argument);
    assert.ok(!mustBeHere('/home/me/nginx.conf', 'C:\\other\\a.conf', false));
  });

  test('that leads to nothing is refused with its whole name', () => {
    const text = 'events {}\r\nhttp {\r\n    include sites\\gone.conf;\r\n}\r\n';
    const workspace = memoryWorkspace(parser, new Map([[main, text]]));
    const config = buildConfig(workspace, main, {});
    const refused = firstRefusal(problems(config, workspace, { nginx: oldestSupported }));
    assert.match(refused?.message ?? '', /c:\/nginx\/conf\/sites\/gone\.conf/);
    assert.equal(refused?.line, 3);
  });
});
