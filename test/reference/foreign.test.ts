/** Directives of modules that nginx does not ship: who brings them, and where they stand. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { originOf } from '../../server/src/reference/directives.ts';
import { foreignDirective, foreignDirectiveNames, moduleByPrefix } from '../../server/src/reference/foreign.ts';

suite('directives of other modules', () => {
  test('the module and its home', () => {
    assert.deepEqual(foreignDirective('more_set_headers')?.modules, [
      { name: 'headers-more-nginx-module', home: 'https://github.com/openresty/headers-more-nginx-module' },
    ]);
    assert.equal(foreignDirective('keyval')?.modules[0]?.name, 'NGINX Plus');
    assert.equal(foreignDirective('proxy_pass'), undefined);
    assert.equal(foreignDirective('constructor'), undefined);
    for (const name of foreignDirectiveNames()) {
      const modules = foreignDirective(name)?.modules ?? [];
      assert.ok(modules.length > 0 && modules.every((it) => it.name !== '' && it.home.startsWith('https://')), name);
    }
  });

  test('where they stand: in http and stream, in any of several modules, in a block of the module, or unknown', () => {
    assert.deepEqual(
      foreignDirective('content_by_lua_block')?.contexts,
      new Set(['location', 'if in location', 'stream server']),
    );
    assert.deepEqual(foreignDirective('geoip2')?.contexts, new Set(['http', 'stream']));
    assert.deepEqual(foreignDirective('check')?.contexts, new Set(['upstream', 'stream upstream']));
    assert.deepEqual(foreignDirective('record_path')?.contexts, new Set());
    assert.equal(foreignDirective('MainRule')?.contexts, undefined);
  });

  test('ordinary words of their blocks are not among them', () => {
    for (const word of ['live', 'application', 'redirect', 'count', 'auth', 'server', 'x', 'test'])
      assert.ok(originOf(word) === undefined || originOf(word) === 'nginx', word);
  });

  test('a module is told by how its names begin, where no other has such', () => {
    assert.equal(moduleByPrefix('nchan_something')?.name, 'nchan');
    assert.equal(moduleByPrefix('passenger_new_thing')?.name, 'Phusion Passenger');
    assert.equal(moduleByPrefix('proxy_something'), undefined);
    assert.equal(moduleByPrefix('set_something'), undefined);
    assert.equal(moduleByPrefix('something'), undefined);
    assert.equal(moduleByPrefix('_'), undefined);
  });
});
