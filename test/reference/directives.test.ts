/** nginx as data: spot checks against what releases really read. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { directive, directiveIn, directiveNames, isDirective, originOf } from '../../server/src/reference/directives.ts';
import { formatVersion, type NginxVersion } from '../../server/src/reference/version.ts';

const debian: NginxVersion = [1, 22, 1];
const stable: NginxVersion = [1, 30, 4];

suite('directives', () => {
  test('names are compared with case', () => {
    assert.equal(isDirective('proxy_set_header'), true);
    assert.equal(isDirective('Proxy_Set_Header'), false);
    assert.equal(isDirective('constructor'), false);
    assert.ok(directiveNames().length > 650);
  });

  test('who reads a directive is told apart', () => {
    assert.equal(originOf('proxy_pass'), 'nginx');
    assert.equal(originOf('zone_sync'), 'plus');
    assert.equal(originOf('content_by_lua_block'), 'third-party');
    assert.equal(originOf('more_set_headers'), 'third-party');
    assert.equal(originOf('js_content'), 'third-party');
    assert.equal(originOf('set_escape_uri'), 'third-party');
    assert.equal(originOf('proxy_pas'), undefined);
    // Words of a module's own blocks are ordinary words everywhere else.
    assert.equal(originOf('application'), undefined);
    assert.equal(originOf('uri'), undefined);
  });

  test('contexts follow the command tables', () => {
    const [proxyPass] = directive('proxy_pass');
    assert.deepEqual(proxyPass?.contexts, new Set(['location', 'if in location', 'limit_except']));
    const [header] = directive('proxy_set_header');
    assert.deepEqual(header?.contexts, new Set(['http', 'server', 'location']));
    assert.deepEqual(
      directive('map').map(({ family, contexts, block }) => [family, contexts, block]),
      [
        ['http', new Set(['http']), true],
        ['stream', new Set(['stream']), true],
      ],
    );
    assert.equal(directive('include')[0]?.contexts, 'any');
  });

  test('arguments, kinds and words', () => {
    assert.deepEqual(directive('proxy_set_header')[0]?.arguments, { counts: [2], least: undefined });
    assert.deepEqual(directive('server_name')[0]?.arguments, { counts: [], least: 1 });
    assert.deepEqual(directive('ip_hash')[0]?.arguments, { counts: [0], least: undefined });
    assert.equal(directive('proxy_buffering')[0]?.kind, 'flag');
    assert.equal(directive('proxy_read_timeout')[0]?.kind, 'msec');
    assert.deepEqual(directive('gzip_comp_level')[0]?.bounds, [1, 9]);
    assert.deepEqual(directiveIn('proxy_http_version', debian)[0]?.words, ['1.0', '1.1']);
    assert.deepEqual(directiveIn('proxy_http_version', stable)[0]?.words, ['1.0', '1.1', '2']);
    assert.equal(directive('proxy_set_header')[0]?.once, false);
    assert.equal(directive('proxy_http_version')[0]?.once, true);
  });

  for (const [name, version, reads] of [
    ['http2', [1, 25, 0], false],
    ['http2', [1, 25, 1], true],
    ['sticky', debian, false],
    ['sticky', [1, 29, 6], true],
    ['tunnel_pass', [1, 30, 4], false],
    ['tunnel_pass', [1, 31, 0], true],
    ['ssl', [1, 24, 0], true],
    ['ssl', [1, 25, 1], false],
    ['limit_zone', [1, 1, 8], true],
    ['limit_zone', debian, false],
  ] as const) {
    test(`${formatVersion(version)} ${reads ? 'reads' : 'does not read'} ${name}`, () => {
      const http = directiveIn(name, version).filter(({ family }) => family === 'http');
      assert.equal(http.length > 0, reads);
    });
  }

  test('a release of a stable branch reads what its branch reads', () => {
    assert.deepEqual(directiveIn('keepalive', [1, 28, 3])[0]?.arguments.counts, [1]);
    assert.deepEqual(directiveIn('keepalive', stable)[0]?.arguments.counts, [1, 2]);
  });
});
