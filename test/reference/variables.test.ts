/** Variables as data, and the words of the documentation. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { loadDocumentation } from '../../server/src/reference/descriptions.ts';
import { builtInVariable, builtInVariables, definesVariable, isForeignVariable } from '../../server/src/reference/variables.ts';
import { isAtLeast, newestStable, parseVersion } from '../../server/src/reference/version.ts';

suite('variables', () => {
  test('are found in any case of letters, families by their beginning', () => {
    assert.equal(builtInVariable('HTTP_Upgrade')?.name, 'http_');
    assert.equal(builtInVariable('http_host')?.prefix, false);
    assert.equal(builtInVariable('upstream_cookie_sid')?.prefix, true);
    assert.equal(builtInVariable('sent_trailer_x')?.prefix, true);
    assert.equal(builtInVariable('connection_upgrade'), undefined);
    assert.equal(builtInVariable('constructor'), undefined);
    assert.equal(builtInVariable('host', 'stream'), undefined);
    assert.equal(builtInVariable('ssl_preread_server_name', 'stream')?.module, 'ngx_stream_ssl_preread_module');
    assert.ok(builtInVariables().length > 120);
  });

  test('belong to releases', () => {
    assert.equal(builtInVariable('connection_time', 'http', [1, 18, 0]), undefined);
    assert.equal(builtInVariable('connection_time', 'http', [1, 22, 1])?.name, 'connection_time');
    assert.equal(builtInVariable('request_port', 'http', [1, 22, 1]), undefined);
  });

  test('some may be defined again', () => {
    assert.equal(builtInVariable('args')?.changeable, true);
    assert.equal(builtInVariable('host')?.changeable, false);
  });

  test('directives that define one say where', () => {
    assert.equal(definesVariable('map'), 1);
    assert.equal(definesVariable('set'), 0);
    assert.equal(definesVariable('set_by_lua_block'), 0);
    assert.equal(definesVariable('proxy_pass'), undefined);
    assert.equal(definesVariable('toString'), undefined);
  });

  test('those of other modules are known as such', () => {
    assert.equal(isForeignVariable('jwt_claim_sub'), true);
    assert.equal(isForeignVariable('upgrade'), false);
  });
});

suite('descriptions', () => {
  test('of directives, one for each module, in Markdown', async () => {
    const { directive } = await loadDocumentation();
    const modules = directive('proxy_pass').map(({ module }) => module);
    assert.deepEqual(modules.sort(), ['ngx_http_proxy_module', 'ngx_stream_proxy_module']);
    assert.deepEqual(directive('proxy_pas'), []);
    assert.deepEqual(directive('constructor'), []);
    assert.deepEqual(directive('proxy_set_header')[0]?.syntax, ['*`field`* *`value`*']);
  });

  test('of variables, and of families of them', async () => {
    const { variable } = await loadDocumentation();
    assert.match(variable('http_upgrade')[0]?.description ?? '', /arbitrary request header/);
    assert.equal(variable('Server_Name')[0]?.name, 'server_name');
    assert.deepEqual(variable('nobody'), []);
  });
});

test('the newest stable release is of an even branch', () => {
  assert.equal(newestStable[1] % 2, 0);
  assert.equal(isAtLeast(newestStable, [1, 30, 0]), true);
  assert.deepEqual(parseVersion('nginx/1.29.7'), [1, 29, 7]);
  assert.equal(parseVersion('1.29'), undefined);
});
