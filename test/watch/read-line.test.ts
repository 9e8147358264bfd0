/** Lines of access logs are read back by their format: whatever the format and the values are, generated, and as real nginx writes them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { combined, partsOf, type Escape, type LogFormat } from '../../server/src/watch/log-format.ts';
import { longestLine, readLogLine } from '../../server/src/watch/read-line.ts';
import { fc } from '../support/dice.ts';
import { sendRaw } from '../support/nginx-client.ts';
import { freePort, makeNginxFolder, nginxForTests, startNginx } from '../support/nginx.ts';

const formatOf = (text: string, escape: Escape = 'default'): LogFormat => ({ name: 'x', escape, parts: partsOf(text) });
const read = (line: string, format: LogFormat): Readonly<Record<string, string>> | undefined => {
  const found = readLogLine(line, format);
  return found === undefined ? undefined : Object.fromEntries(found.values);
};

suite('by hand', () => {
  test('the combined format', () => {
    const line =
      '203.0.113.7 - - [27/Nov/2026:06:36:00 +0000] "GET /ws?a=\\x22b\\xC3\\xA9 HTTP/1.1" 400 0 "-" "Mozilla/5.0 (X11)"';
    assert.deepEqual(read(line, combined), {
      remote_addr: '203.0.113.7',
      remote_user: '-',
      time_local: '27/Nov/2026:06:36:00 +0000',
      request: 'GET /ws?a="bé HTTP/1.1',
      status: '400',
      body_bytes_sent: '0',
      http_referer: '-',
      http_user_agent: 'Mozilla/5.0 (X11)',
    });
  });

  test('what a client sends is not taken for another part', () => {
    const forged =
      '1.2.3.4 - eve [27/Nov/2026:06:36:00 +0000] "GET /x HTTP/1.1" 101 9 "-" "a - b [27/Nov/2026:06:36:01 +0000] "GET /ws HTTP/1.1" 400 0 "-" "-"';
    const values = read(forged, { ...combined, escape: 'none' });
    assert.equal(read(forged, combined), undefined, 'nginx writes no quote in a value');
    assert.equal(values?.['status'], undefined, 'two readings: neither is told');
    assert.equal(values?.['remote_addr'], '1.2.3.4');
    const quoted = '1.2.3.4 - eve [x] y [27/Nov/2026:06:36:01 +0000] "GET /ws HTTP/1.1" 400 0 "-" "-"';
    assert.deepEqual([read(quoted, combined)?.['status'], read(quoted, combined)?.['remote_user']], ['400', 'eve [x] y']);
  });

  test('JSON, variables without text between them, one that stands twice', () => {
    const json = formatOf('{"r":"$request","s":$status,"t":${request_time}}', 'json');
    assert.deepEqual(read('{"r":"GET /\\"\\u001b\\\\é HTTP/1.1","s":101,"t":60.003}', json), {
      request: 'GET /"\u001b\\é HTTP/1.1',
      status: '101',
      request_time: '60.003',
    });
    assert.deepEqual(read('10112', formatOf('$status$bytes_sent')), { status: '101', bytes_sent: '12' });
    assert.deepEqual(read('a a', formatOf('$http_x $http_x', 'none')), { http_x: 'a' });
    assert.deepEqual(readLogLine('a b c', formatOf('$http_x $http_y', 'none')), {
      values: new Map(),
      ambiguous: ['http_x', 'http_y'],
    });
  });

  test('lines of something else', () => {
    for (const line of [
      '',
      'x',
      '1.2.3.4 - - [27/Nov/2026:06:36:00 +0000] "GET / HTTP/1.1" 4000 0 "-" "-"',
      'a'.repeat(longestLine + 1),
    ])
      assert.equal(read(line, combined), undefined);
    assert.deepEqual(read('', formatOf('')), {});
  });

  test('the worst lines take time linear in their length', () => {
    const format = formatOf('$a $b $c $d $e $f $status', 'none');
    const timeOf = (length: number): number => {
      const start = process.cpuUsage();
      readLogLine(`${'a '.repeat(length / 2)}x`, format);
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000;
    };
    timeOf(10_000);
    const [short, long] = [timeOf(6_000), timeOf(60_000)];
    assert.ok(long < Math.max(short, 2) * 100, `${short} ms for 6,000, ${long} ms for 60,000 characters`);
  });
});

/** As nginx writes values (ngx_http_log_escape, ngx_escape_json). */
const written: Readonly<Record<Escape, (value: string) => string>> = {
  default: (value) =>
    [...new TextEncoder().encode(value)]
      .map((it) =>
        it < 0x20 || it > 0x7e || it === 0x22 || it === 0x5c
          ? `\\x${it.toString(16).toUpperCase().padStart(2, '0')}`
          : String.fromCharCode(it),
      )
      .join(''),
  json: (value) => JSON.stringify(value).slice(1, -1).replaceAll('\u007f', '\u007f'),
  none: (value) => value,
};

const plainText = fc.string({ maxLength: 5, unit: fc.constantFrom(...' "[]-|,:{}\\x2a1') });
const freeValue = fc.string({ unit: 'grapheme', maxLength: 12 });
const hostile = fc.oneof(freeValue, fc.string({ maxLength: 12, unit: fc.constantFrom(...' "[]-|,:{}\\x2a1\u0001\u001b') }));

suite('any format, any values', () => {
  const variable = fc.constantFrom('http_a', 'http_b', 'request', 'status', 'request_time', 'http_a');
  const values: Readonly<Record<string, fc.Arbitrary<string>>> = {
    status: fc.integer({ min: 100, max: 599 }).map(String),
    request_time: fc.integer({ min: 0, max: 99_999 }).map((it) => (it / 1000).toFixed(3)),
  };
  const parts = fc.array(
    fc.oneof(
      plainText.map((text) => ({ text })),
      variable.map((name) => ({ name })),
    ),
    { maxLength: 9 },
  );
  const escapes = fc.constantFrom<Escape>('default', 'json', 'none');

  test('what is told is what was written', () => {
    const cases = fc.tuple(
      escapes,
      parts,
      fc.record({
        http_a: hostile,
        http_b: hostile,
        request: hostile,
        status: values['status'] ?? hostile,
        request_time: values['request_time'] ?? hostile,
      }),
    );
    fc.assert(
      fc.property(cases, ([escape, all, said]) => {
        const format: LogFormat = {
          name: 'x',
          escape,
          parts: all.map((it) => ('text' in it ? { kind: 'text', text: it.text } : { kind: 'variable', name: it.name })),
        };
        const valueOf = (name: string): string => said[name as keyof typeof said];
        const line = all.map((it) => ('text' in it ? it.text : written[escape](valueOf(it.name)))).join('');
        const found = readLogLine(line, format);
        assert.ok(found !== undefined, 'it is a line of the format');
        for (const [name, value] of found.values) assert.equal(value, valueOf(name));
        const named = new Set(all.flatMap((it) => ('name' in it ? [it.name] : [])));
        assert.deepEqual([...found.values.keys(), ...found.ambiguous].sort(), [...named].sort());
      }),
      { numRuns: 3000 },
    );
  });

  test('values between quotes are always told', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Escape>('default', 'json'),
        fc.array(hostile, { minLength: 1, maxLength: 6 }),
        (escape, all) => {
          const line = all.map((value) => `"${written[escape](value)}"`).join(' ');
          const found = readLogLine(line, formatOf(all.map((_, index) => `"$http_v${index}"`).join(' '), escape));
          assert.deepEqual(found?.ambiguous, []);
          assert.deepEqual(
            all.map((_, index) => found.values.get(`http_v${index}`)),
            all,
          );
        },
      ),
      { numRuns: 2000 },
    );
  });
});

for (const nginx of nginxForTests()) {
  test(`nginx ${nginx.version} writes any value in each escape, and what it did not get`, async (t) => {
    const [folder, port] = [makeNginxFolder(), await freePort()];
    t.after(folder.remove);
    const escapes: readonly Escape[] = ['default', 'json', 'none'];
    const text =
      '<$http_a> "$http_b" "$request" $status "$http_none" "$upstream_status" $request_time "$remote_user" $connection $msec [$time_local] $time_iso8601 $remote_addr:$remote_port $pipe $bytes_sent $scheme "$https" "$upstream_response_time" $request_id $server_protocol $request_method';
    const formats = escapes.map(
      (escape) =>
        `log_format ${escape} escape=${escape} '<$http_a> "$http_b" "$request" '\n  '${text.slice(text.indexOf('$status'))}';`,
    );
    const logs = escapes.map((escape) => `access_log ${folder.path}/${escape}.log ${escape};`);
    folder.write(
      'nginx.conf',
      `events {}\nhttp {\n ${formats.join('\n ')}\n ${logs.join('\n ')}\n server { listen 127.0.0.1:${port}; location / { return 404; } }\n}\n`,
    );
    const running = await startNginx(nginx, folder.path, port);
    assert.ok(!('refusal' in running), JSON.stringify(running));
    t.after(running.stop);
    const sent = fc.sample(hostile, { numRuns: 60, seed: 7 }).map((it) => it.replace(/[\0-\u001f\u007f]/g, '').trim());
    for (const value of sent)
      await sendRaw(port, `GET /a HTTP/1.1\r\nHost: x\r\nA: ${value}\r\nB: ${value}\r\nConnection: close\r\n\r\n`);
    for (const escape of escapes) {
      const lines = readFileSync(join(folder.path, `${escape}.log`), 'utf8')
        .trimEnd()
        .split('\n');
      const own = lines.filter((line) => line.includes('GET /a'));
      assert.equal(own.length, sent.length);
      const none = escape === 'default' ? '-' : '';
      for (const [index, line] of own.entries()) {
        const found = readLogLine(line, formatOf(text, escape));
        assert.ok(found !== undefined, line);
        const expected = sent[index];
        for (const name of ['http_a', 'http_b']) {
          if (escape === 'none' && found.ambiguous.includes(name)) continue;
          assert.equal(found.values.get(name), expected, line);
        }
        if (escape === 'none') continue;
        assert.deepEqual(found.ambiguous, []);
        assert.deepEqual(
          ['status', 'http_none', 'upstream_status', 'https', 'request_method', 'request'].map((it) => found.values.get(it)),
          ['404', none, none, '', 'GET', 'GET /a HTTP/1.1'],
        );
      }
    }
  });
}
