/** Which logs a configuration names, of whom, and what is said of those that nobody can follow. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { buildConfig } from '../../server/src/config/build.ts';
import { nameOf } from '../../server/src/handshake/routing/locate.ts';
import { formatsOf, partsOf } from '../../server/src/watch/log-format.ts';
import { logsOf, type BuiltLogs } from '../../server/src/watch/logs.ts';
import { testParser } from '../support/parser.ts';
import { memoryWorkspace } from '../support/workspace.ts';

const parser = await testParser();
const configOf = (text: string): ReturnType<typeof buildConfig> =>
  buildConfig(memoryWorkspace(parser, new Map([['/etc/nginx/nginx.conf', text]])), '/etc/nginx/nginx.conf');

/** `access /a.log combined: server, /ws`, and the remarks. */
function told(text: string, built?: BuiltLogs): readonly string[] {
  const { logs, remarks } = logsOf(configOf(text), built);
  return [
    ...logs.map(({ kind, path, formats, writers }) => {
      const of = writers.map((it) => (it === undefined ? 'server' : nameOf(it))).join(', ');
      return `${[kind, path, ...formats.map(({ name }) => name)].join(' ')}: ${of}`;
    }),
    ...remarks.map((it) => `${it.text}${it.at === undefined ? '' : ` @${it.at.directive.name.raw}`}`),
  ];
}

const named = 'error_log /e.log;';

suite('access_log', () => {
  test('is inherited, set anew, and off', () => {
    assert.deepEqual(
      told(`${named} http { log_format ws '$status'; access_log /a.log; server {
        location / { }
        location /ws { access_log /w.log ws; location /ws/in { } }
        location /quiet { access_log off; }
        location /if { if ($arg_a) { access_log /i.log ws; } }
      } server { access_log /b.log ws buffer=8k flush=1s; } }`),
      [
        'access /a.log combined: server, /, /if',
        'error /e.log: server, /, /ws, /ws/in, /quiet, /if',
        'access /w.log ws: /ws, /ws/in',
        'access /i.log ws: /if',
        'access /b.log ws: server',
      ],
    );
  });

  test('the first of several is read, the next where the first cannot be', () => {
    assert.deepEqual(told(`${named} http { server { access_log /a.log; access_log /b.log; } }`).slice(0, 2), [
      'access /a.log combined: server',
      'error /e.log: server',
    ]);
    assert.deepEqual(told(`${named} http { server { access_log syslog:server=unix:/dev/log; access_log /b.log; } }`), [
      'access /b.log combined: server',
      'error /e.log: server',
      'The access log goes to syslog, which is not followed @access_log',
    ]);
  });

  test('variables, unknown formats, none at all', () => {
    assert.deepEqual(
      told(`${named} http { server { access_log /$host.log; } }`)[1],
      'The name of the access log `/$host.log` depends on each request: it is not followed @access_log',
    );
    assert.deepEqual(
      told(`${named} http { server { access_log /a.log other; } }`)[1],
      'The log format `other` is not known here @access_log',
    );
    assert.match(
      told(`${named} http { server { } }`)[1] ?? '',
      /^No line names the access log: it is where nginx was built to write it/,
    );
    assert.match(
      told('http { include missing.conf; server { access_log /a.log; } }').join('\n'),
      /missing\.conf.* may name further logs/,
    );
    assert.deepEqual(told('events { }'), []);
  });

  test('where no line names one, it is where nginx was built to write it', () => {
    const built = { access: '/var/log/a.log', error: '/dev/stderr' };
    assert.deepEqual(told('http { server { location /ws { } location /own { access_log /b.log; error_log /e.log; } } }', built), [
      'access /var/log/a.log combined: server, /ws',
      'error /dev/stderr: server, /ws',
      'access /b.log combined: /own',
      'error /e.log: /own',
    ]);
    assert.deepEqual(told(`${named} http { access_log off; server { } }`, built), ['error /e.log: server']);
  });

  test('two formats in one file', () => {
    assert.deepEqual(
      told(`${named} http { log_format a '$status'; server { access_log /a.log a; location /ws { access_log /a.log; } } }`)[0],
      'access /a.log a combined: server, /ws',
    );
  });
});

test('error_log: main, stderr, memory, syslog', () => {
  const of = (line: string, inner = ''): readonly string[] => told(`${line} http { access_log off; ${inner} server { } }`);
  assert.deepEqual(of('error_log logs/e.log warn;'), ['error logs/e.log: server']);
  assert.deepEqual(of('error_log /outer.log;', 'error_log /inner.log;'), ['error /inner.log: server']);
  assert.deepEqual(of('error_log stderr;'), ['error /dev/stderr: server']);
  assert.deepEqual(of('error_log memory:32m debug;'), ['The error log goes to memory, which is not followed @error_log']);
  assert.deepEqual(of('error_log syslog:server=a;'), ['The error log goes to syslog, which is not followed @error_log']);
});

suite('log_format', () => {
  test('words are one text, escape is no part of it', () => {
    const formats = formatsOf(
      configOf(`http { log_format a escape=json '{"a":"$status",' '"b":"\${host}x"}'; log_format b $status; }`),
    );
    assert.deepEqual([...formats.keys()], ['combined', 'a', 'b']);
    assert.deepEqual(formats.get('a'), {
      name: 'a',
      escape: 'json',
      parts: [
        { kind: 'text', text: '{"a":"' },
        { kind: 'variable', name: 'status' },
        { kind: 'text', text: '","b":"' },
        { kind: 'variable', name: 'host' },
        { kind: 'text', text: 'x"}' },
      ],
    });
  });

  test('what is no variable stays text', () => {
    assert.deepEqual(partsOf('100 $ %'), [{ kind: 'text', text: '100 $ %' }]);
  });
});
