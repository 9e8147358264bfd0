/** What “WebSocket location”, “WebSocket map” and the missing lines write: nginx of every release starts with it, and a handshake gets through. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { applyEdits } from '../../../server/src/analysis/edits.ts';
import { createAnalyzer, defaultOptions, type Analysis } from '../../../server/src/analysis/analyze.ts';
import { completionsAt } from '../../../server/src/features/complete/complete.ts';
import { tryHandshake } from '../../../server/src/handshake/attempt.ts';
import { targetsOf } from '../../../server/src/handshake/routing/proxy-targets.ts';
import { loadDocumentation } from '../../../server/src/reference/descriptions.ts';
import { isNoVersion, readNginx } from '../../../server/src/reference/flavours.ts';
import { rules } from '../../../server/src/rules/index.ts';
import { firstRefusal } from '../../../server/src/validity/problems.ts';
import { testParser } from '../../support/parser.ts';
import { memoryWorkspace } from '../../support/workspace.ts';

const documentation = await loadDocumentation();
const parser = await testParser();
const main = '/etc/nginx/nginx.conf';

const map = "map $http_upgrade $connection_upgrade {\n    default upgrade;\n    '' close;\n}\n";
/** Around a server; `‸` is where the snippet goes. */
const sites: Readonly<Record<string, string>> = {
  'nothing there': 'events {}\nhttp {\nserver {\nlisten 80;\n‸\n}\n}\n',
  'a map': `events {}\nhttp {\n${map}server {\nlisten 80;\n‸\n}\n}\n`,
  'a map of the same name that does something else': `events {}\nhttp {\nmap $host $connection_upgrade { default a; }\nserver {\nlisten 80;\n‸\n}\n}\n`,
  'headers in the server': `events {}\nhttp {\n${map}server {\nlisten 80;\nproxy_set_header Host $host;\nproxy_set_header X-Own 1;\n‸\n}\n}\n`,
  'an upstream that keeps connections': `events {}\nhttp {\nupstream app { server 127.0.0.1:3000; keepalive 8; }\nserver {\nlisten 80;\n‸\n}\n}\n`,
  'HTTP/1.0 in the server': `events {}\nhttp {\n${map}server {\nlisten 80;\nproxy_http_version 1.0;\n‸\n}\n}\n`,
  'half of it in a location': `events {}\nhttp {\nserver {\nlisten 80;\nlocation /ws/ {\nproxy_pass http://127.0.0.1:3000;\nproxy_set_header Upgrade $http_upgrade;\n‸\n}\n}\n}\n`,
};
const versions = ['1.18.0', '1.22.1', '1.28.0', '1.30.0', '1.31.3', 'openresty/1.27.1.2', 'angie/1.11.0', 'freenginx/1.29.7'];

function analyse(text: string, version: string): Analysis {
  const nginx = readNginx(version);
  assert.ok(!isNoVersion(nginx));
  const analyzer = createAnalyzer(rules, (rule, error) => {
    throw new Error(`the rule ${rule} threw`, { cause: error });
  });
  return analyzer(memoryWorkspace(parser, new Map([[main, text]])), main, { ...defaultOptions, nginx });
}

/** The text with what the completion writes, its stops filled with what they suggest. */
function written(marked: string, label: RegExp, version: string): string {
  const offset = marked.indexOf('‸');
  const text = marked.replace('‸', '');
  const found = completionsAt({
    ...{ analysis: analyse(text, version), path: main, offset, documentation, snippets: true, trigger: undefined },
  });
  const items = found?.items.filter((it) => label.test(it.label)) ?? [];
  assert.ok(items.length > 0, `${label.source} is not offered`);
  const plain = items.map(({ insert, isSnippet }) =>
    isSnippet === true
      ? insert
          .replace(/\$\{\d+:([^}]*)\}/g, '$1')
          .replace(/(?<!\\)\$\d/g, '')
          .replace(/\\([$}\\])/g, '$1')
      : insert,
  );
  const edits = [{ start: offset, end: offset, newText: plain.join('\n') }, ...items.flatMap((it) => it.edits ?? [])];
  return applyEdits(text, edits) ?? assert.fail('its edits do not fit');
}

suite('what is written connects', () => {
  for (const [name, site] of Object.entries(sites)) {
    for (const version of versions) {
      test(`${name}, ${version}`, () => {
        const text = written(site, name.startsWith('half') ? /^proxy_.*;$/ : /^WebSocket location$/, version);
        const after = analyse(text, version);
        assert.equal(firstRefusal(after.problems().read)?.message, undefined, text);
        const server = after.config.http?.servers[0] ?? assert.fail();
        const target = targetsOf(server)[0] ?? assert.fail();
        assert.equal(tryHandshake(target, after.contextOf(server)).verdict.kind, 'connects', text);
        const loud = after.findings.filter(({ severity }) => severity === 'error' || severity === 'warning');
        assert.deepEqual(
          loud.map(({ rule, message }) => `${rule}: ${message}`),
          [],
          text,
        );
      });
    }
  }

  test('the map serves a location that is written after it', () => {
    const text = written('events {}\nhttp {\n‸\nserver {\nlisten 80;\n}\n}\n', /^WebSocket map$/, '1.22.1');
    const next = written(text.replace('listen 80;\n', 'listen 80;\n‸\n'), /^WebSocket location$/, '1.22.1');
    assert.equal(next.match(/^map /gm)?.length, 1);
  });
});
