/** `check --expect`: a stated URL must get through, in the main files that serve it. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { makeFolder } from '../support/folder.ts';
import { runCli } from '../support/cli.ts';

const forwarding =
  'proxy_pass http://127.0.0.1:3000; proxy_http_version 1.1; proxy_set_header Host $host; ' +
  'proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; proxy_read_timeout 1h;';

function site(name: string, ...locations: readonly string[]): string {
  return `server {\n    listen 80;\n    server_name ${name};\n${locations.map((it) => `    ${it}\n`).join('')}}\n`;
}

function main(inner: string): string {
  return `events {}\nhttp {\n${inner}}\n`;
}

const folder = makeFolder({
  'one/nginx.conf': main(site('one.example.com', `location /ws { ${forwarding} }`, 'location /page { return 200; }')),
  'two/nginx.conf': main('include sites/*.conf;\n'),
  'two/sites/two.conf': site('two.example.com', 'location / { proxy_pass http://127.0.0.1:3000; }'),
  'inner/nginx.conf': main('proxy_http_version 1.1;\ninclude headers.conf;\ninclude site.conf;\n'),
  'inner/headers.conf':
    'proxy_set_header Upgrade $http_upgrade;\nproxy_set_header Upgrade websocket;\nproxy_set_header Connection upgrade;\n',
  'inner/site.conf': site('inner.example.com', 'location / { proxy_pass http://127.0.0.1:3000; }'),
});

interface Told {
  readonly status: number | null;
  /** `rule file:line`, line from 1. */
  readonly errors: readonly string[];
}

function expecting(urls: readonly string[], ...names: readonly string[]): Told {
  const options = urls.flatMap((url) => ['--expect', url]);
  const files = names.map((name) => folder.file(name));
  const { status, stdout } = runCli(['check', '--nginx-version', '1.31.3', '--format', 'json', ...options, ...files]);
  const { findings } = JSON.parse(stdout) as {
    readonly findings: readonly {
      readonly file: string;
      readonly rule: string;
      readonly severity: string;
      readonly range: { readonly start: { readonly line: number } };
    }[];
  };
  const errors = findings
    .filter(({ severity }) => severity === 'error')
    .map(({ file, rule, range }) => `${rule} ${file.slice(folder.path.length + 1)}:${range.start.line + 1}`);
  return { status, errors };
}

suite('check --expect', () => {
  test('is silent about a URL that gets through', () => {
    assert.deepEqual(expecting(['ws://one.example.com/ws', 'wss://one.example.com/ws'], 'one/nginx.conf'), {
      status: 0,
      errors: [],
    });
  });

  test('tells of one that does not, where the cause is', () => {
    assert.deepEqual(expecting(['ws://one.example.com/ws', 'ws://one.example.com/page'], 'one/nginx.conf'), {
      status: 1,
      errors: ['failing-handshake one/nginx.conf:7'],
    });
    assert.deepEqual(expecting(['ws://two.example.com/live'], 'two/nginx.conf'), {
      status: 1,
      errors: ['missing-websocket-headers two/sites/two.conf:4'],
    });
  });

  test('asks the main file that serves it, and no other one', () => {
    assert.deepEqual(expecting(['ws://one.example.com/ws'], 'one', 'two'), { status: 0, errors: [] });
    assert.deepEqual(expecting(['ws://two.example.com/'], 'one', 'two'), {
      status: 1,
      errors: ['missing-websocket-headers two/sites/two.conf:4'],
    });
  });

  test('says so where no server is for it', () => {
    assert.deepEqual(expecting(['ws://one.example.com:9000/ws'], 'one/nginx.conf'), {
      status: 1,
      errors: ['failing-handshake one/nginx.conf:4'],
    });
  });

  test('counts what stands in a file that was not named', () => {
    const { status, errors } = expecting(['ws://inner.example.com/'], 'inner/site.conf');
    assert.deepEqual([status, errors], [1, ['failing-handshake inner/headers.conf:1']]);
  });
});

suite('what is not forwarded', () => {
  const passing = 'location / { proxy_pass http://127.0.0.1:3000; }';
  const files = makeFolder({
    'nginx.conf': main(
      site('one.example.com', passing, 'location /api { proxy_pass http://127.0.0.1:3000; }') +
        site('two.example.com', `location /ws { ${forwarding} }`, passing),
    ),
    'refused.conf': main(site('one.example.com', passing, 'listen 80 80;')),
    'working.conf': main(site('one.example.com', `location / { ${forwarding} }`)),
  });
  const check = (format: string, name: string): string =>
    runCli(['check', '--nginx-version', '1.31.3', '--format', format, files.file(name)], files.path).stdout;

  test('is the last line for people', () => {
    const last = check('text', 'nginx.conf').trimEnd().split('\n').at(-1);
    assert.equal(last, '2 locations do not forward WebSockets: / (nginx.conf:6), / (nginx.conf:13)');
    assert.doesNotMatch(check('text', 'working.conf'), /forward/);
  });

  test('is a list for programs', () => {
    const { notForwarded } = JSON.parse(check('json', 'nginx.conf')) as { readonly notForwarded: unknown };
    assert.deepEqual(notForwarded, [
      { file: files.file('nginx.conf'), line: 5, path: '/' },
      { file: files.file('nginx.conf'), line: 12, path: '/' },
    ]);
    assert.deepEqual((JSON.parse(check('json', 'working.conf')) as { readonly notForwarded: unknown }).notForwarded, []);
  });

  test('is a note for workflows and for code scanning', () => {
    assert.match(check('github', 'nginx.conf'), /^::notice title=WebSockets::2 locations do not forward WebSockets: /m);
    const notes = /"toolExecutionNotifications"[^]*2 locations do not forward WebSockets/;
    assert.match(check('sarif', 'nginx.conf'), notes);
  });

  test('is not said of what nginx refuses', () => {
    assert.doesNotMatch(check('text', 'refused.conf'), /not forward/);
  });
});
