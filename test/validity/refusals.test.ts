/** What is said of several files, of fragments, and of what cannot be seen: there nothing is claimed. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { FileContext, Refusal } from '../../server/src/config/model.ts';
import type { NginxVersion } from '../../server/src/reference/version.ts';
import { fc } from '../support/dice.ts';
import { testParser } from '../support/parser.ts';
import { refusal } from '../support/refusal.ts';
import { memoryWorkspace } from '../support/workspace.ts';

const parser = await testParser();
const main = '/etc/nginx/nginx.conf';
const http = (inner: string): string => `events {}\nhttp {\n${inner}\n}\n`;

function judge(
  files: Readonly<Record<string, string>> | string,
  options: { readonly nginx?: NginxVersion; readonly context?: FileContext } = {},
  path = main,
): Refusal | undefined {
  const texts = typeof files === 'string' ? { [path]: files } : files;
  const workspace = memoryWorkspace(parser, new Map(Object.entries(texts)));
  const found = refusal(workspace, path, { nginx: [1, 30, 0], ...options });
  return found === undefined ? undefined : { message: found.message, path: found.path, line: found.line };
}

suite('refusals in several files', () => {
  test('an error in an included file names that file', () => {
    const files = {
      [main]: http('include conf.d/*.conf;'),
      '/etc/nginx/conf.d/a.conf': 'server {\n  listen 80;\n  proxy_set_headr a b;\n}\n',
    };
    assert.deepEqual(judge(files), { message: 'unknown directive "proxy_set_headr"', path: '/etc/nginx/conf.d/a.conf', line: 3 });
  });

  test('an included file must be balanced in itself', () => {
    const files = { [main]: http('include a.conf;\n}'), '/etc/nginx/a.conf': 'server {\n' };
    assert.deepEqual(judge(files), { message: 'unexpected end of file, expecting "}"', path: '/etc/nginx/a.conf', line: 2 });
  });

  test('files are read where they are included, in their order', () => {
    const files = {
      [main]: http('include maps/*.conf;\nserver { include snippet.conf; }'),
      '/etc/nginx/maps/b.conf': 'map $host $b { default 1; default 2; }',
      '/etc/nginx/maps/a.conf': 'map $host $a { default 1; }\n',
      '/etc/nginx/snippet.conf': 'map $host $c { }',
    };
    assert.deepEqual(judge(files), { message: 'duplicate default map parameter', path: '/etc/nginx/maps/b.conf', line: 1 });
  });

  test('a name below the main file must exist, a pattern may match nothing', () => {
    const message = 'open() "/etc/nginx/none.conf" failed (2: No such file or directory)';
    assert.deepEqual(judge(http('include none.conf;')), { message, path: main, line: 3 });
    assert.equal(judge(http('include none/*.conf;')), undefined);
  });

  test('a file that includes itself proves nothing', () => {
    assert.equal(judge({ [main]: http('include nginx.conf;') }), undefined);
  });
});

suite('refusals of what cannot be seen', () => {
  const unknownUse = 'server { return 200 $nobody; }';

  test('an unknown variable is named without a place', () => {
    assert.deepEqual(judge(http(unknownUse)), { message: 'unknown "nobody" variable', path: undefined, line: undefined });
  });

  for (const [what, unseen] of [
    ['a directive of another module', 'lua_package_path "/x/?.lua";'],
    ["the commercial build's directives", 'keyval_zone zone=a:32k;'],
    ['a file of another machine', 'include /opt/other/*.conf;'],
    ['a file of a package that decides what answers', 'include snippets/fastcgi-php.conf;'],
  ] as const) {
    test(`${what} may define it`, () => {
      assert.equal(judge(http(`${unseen}\n${unknownUse}`)), undefined);
    });
  }

  test('a file that packages bring defines no variable', () => {
    assert.equal(judge(http(`include mime.types;\n${unknownUse}`))?.message, 'unknown "nobody" variable');
  });

  test('Lua code is not read as directives', () => {
    const code = 'content_by_lua_block {\n  if x then ngx.say("}") end -- {\n}';
    assert.equal(judge(http(`server { location / { ${code} } }`)), undefined);
    assert.equal(judge(http(`server { location / { ${code}\nproxy_pas a; } }`))?.message, 'unknown directive "proxy_pas"');
  });

  const template = '/etc/nginx/templates/nginx.conf.template';
  for (const [what, text] of [
    ['a word that a tag fills in', 'server { listen {{ port }} foo; }'],
    ['a tag within a word', 'server { listen 80{% if tls %} ssl{% endif %} foo; }'],
    ['what may be in another branch', '{% if a %}server { root /a; }{% else %}server { root /a; root /b; }{% endif %}'],
    ['the same in two branches', 'server { {% if a %} root /a; {% else %} root /b; {% endif %} }'],
    [
      'blocks that a branch opens',
      '{% if a %} server { {% else %} server { listen 81; {% endif %} location / {} } upstream a {}',
    ],
    ['a file beside it', '{# a #} include missing.conf;'],
  ] as const) {
    test(`of a template nothing is said about ${what}`, () => {
      assert.equal(judge(http(text), {}, template), undefined);
    });
  }

  for (const [what, text] of [
    ['a variable', 'server { return 200 $whatever; }'],
    ['a value', 'server { listen ${port}; client_max_body_size $size; }'],
    ['a file', 'include missing.conf;'],
  ] as const) {
    test(`of a file that envsubst fills in nothing is said about ${what} that comes later`, () => {
      assert.equal(judge(http(text), {}, template), undefined);
    });
  }

  test('what a template cannot fill in is told', () => {
    assert.equal(judge('foo;', {}, template)?.message, 'unknown directive "foo"');
    assert.equal(judge(http('server { listen ${PORT}; foo ${X}; }'), {}, template)?.message, 'unknown directive "foo"');
    assert.equal(judge(http('server { listen {{ port }}; foo {{ x }}; }'))?.message, 'unknown directive "foo"');
    const twice = 'server { listen ${PORT}; root /a; root /b; }';
    assert.equal(judge(http(twice), {}, template)?.message, '"root" directive is duplicate');
    const timeout = 'server { {% if a %} proxy_read_timeout 60 s; {% endif %} }';
    assert.equal(judge(http(timeout))?.message, 'invalid number of arguments in "proxy_read_timeout" directive');
  });

  test('parts of a template that others put into their blocks are at no place', () => {
    assert.equal(judge('{{ define "server" }} listen 80; location / { root /a; } {{ end }}'), undefined);
  });

  test('names of hosts, certificates and users are not judged', () => {
    const server =
      'server { listen 443 ssl; ssl_certificate a.pem; ssl_certificate_key a.key; location / { proxy_pass http://nowhere.invalid; } }';
    assert.equal(judge(`user nobody-at-all;\n${http(server)}`), undefined);
  });

  test('a module of nginx that is loaded is no foreign one', () => {
    const load = (name: string): string => `load_module modules/${name}.so;\n${http(unknownUse)}`;
    assert.equal(judge(load('ngx_stream_module'))?.message, 'unknown "nobody" variable');
    assert.equal(judge(load('ngx_http_js_module')), undefined);
  });
});

suite('refusals of fragments', () => {
  const path = '/etc/nginx/conf.d/app.conf';
  const cases: readonly (readonly [FileContext, string, string | undefined])[] = [
    ['http', 'server { location / { return 200 $defined_elsewhere; } }', undefined],
    ['http', 'server { proxy_pass http://127.0.0.1; }', '"proxy_pass" directive is not allowed here'],
    ['server', 'location / { proxy_pass ws://127.0.0.1; }', 'invalid URL prefix'],
    ['server', 'listen 80;', undefined],
    ['location', 'proxy_read_timeout 1y;', '"proxy_read_timeout" directive invalid value'],
    ['location', 'listen 80;', '"listen" directive is not allowed here'],
    ['upstream', 'server 127.0.0.1:99999;', 'invalid port in upstream "127.0.0.1:99999"'],
    ['stream', 'server { listen 1; proxy_set_header a b; }', '"proxy_set_header" directive is not allowed here'],
    ['map', 'default 1;\n"" close;', undefined],
    ['unknown', 'anything goes;', undefined],
    ['unknown', 'server {', 'unexpected end of file, expecting "}"'],
    ['http', 'access_log /a elsewhere;', undefined],
    ['http', 'include missing.conf;', undefined],
  ];
  for (const [context, text, message] of cases) {
    test(`${context}: ${text}`, () => {
      assert.equal(judge(text, { context }, path)?.message, message);
    });
  }
});

suite('refusals by release', () => {
  const keepalive = http('upstream a { server 127.0.0.1; keepalive 0; }');
  const http2 = http('server { http2 on; }');
  const sticky = http('upstream a { server 127.0.0.1; sticky cookie a; }');
  for (const [text, nginx, message] of [
    [keepalive, [1, 29, 6], 'invalid value "0" in "keepalive" directive'],
    [keepalive, [1, 29, 7], undefined],
    [http2, [1, 25, 0], 'unknown directive "http2"'],
    [http2, [1, 25, 1], undefined],
    [sticky, [1, 28, 3], 'unknown directive "sticky"'],
    [sticky, [1, 30, 4], undefined],
  ] as const) {
    test(`${nginx.join('.')}: ${message ?? 'accepted'}`, () => {
      assert.equal(judge(text, { nginx })?.message, message);
    });
  }
});

test('any text gets an answer', () => {
  const words = fc.constantFrom(
    ...'events http server location if map geo upstream include proxy_pass listen return set types { } ; " \' $ \\ # ~ ( ) = default stream mail'.split(
      ' ',
    ),
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.oneof(words, fc.string({ maxLength: 4 }))).map((list) => list.join(' ')),
  );
  const context = fc.constantFrom<FileContext>(
    'main',
    'http',
    'server',
    'location',
    'upstream',
    'map',
    'stream',
    'mail',
    'unknown',
  );
  fc.assert(
    fc.property(text, context, (it, where) => {
      const refusal = judge(it, { context: where });
      return refusal?.message !== '';
    }),
    { numRuns: 400 },
  );
});

test('deep nesting and long files get an answer', () => {
  assert.equal(
    judge(http('server { '.repeat(1) + 'location / { '.repeat(5000)))?.message,
    'unexpected end of file, expecting "}"',
  );
  assert.equal(judge(http('map $host $a { default 1; }\n'.repeat(2000))), undefined);
});
