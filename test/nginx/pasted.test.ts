/** What readers paste from articles: everything that is wrong is told, and after “fix all” a real nginx takes it and handshakes get through. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { createAnalyzer, defaultOptions, type Analysis } from '../../server/src/analysis/analyze.ts';
import { applyEdits } from '../../server/src/analysis/edits.ts';
import { fixAll } from '../../server/src/features/fix-all.ts';
import { parseVersion } from '../../server/src/reference/version.ts';
import { rules } from '../../server/src/rules/index.ts';
import { startEchoBackend, type Backend } from '../support/backends.ts';
import { handshakeBehindNginx } from '../support/behind-nginx.ts';
import { nginxForTests } from '../support/nginx.ts';
import { testParser } from '../support/parser.ts';
import { memoryWorkspace } from '../support/workspace.ts';

const parser = await testParser();
const main = '/etc/nginx/nginx.conf';

const analyzer = createAnalyzer(rules, (rule, error) => {
  throw new Error(`the rule ${rule} threw`, { cause: error });
});
const nginx22 = parseVersion('1.22.1');
assert.ok(nginx22);
const options = { ...defaultOptions, nginx: nginx22 };

function analyse(text: string): Analysis {
  return analyzer(memoryWorkspace(parser, new Map([[main, text]])), main, options);
}

function fixed(text: string): string {
  const { edits } = fixAll([analyse(text)], parser, () => true);
  return edits.reduce((now, { edits: changes }) => applyEdits(now, changes) ?? now, text);
}

const blocks = (open: string, close: string, quotes: readonly [string, string], empty: string) => `events {}
http {
${open}
map $http_upgrade $connection_upgrade {
default upgrade;
${empty} close;
}
${close}
${open}
server {
listen 8080;
${open}
location /chat {
proxy_pass http://127.0.0.1:3000;
proxy_http_version 1.1;
proxy_set_header Upgrade $http_upgrade;
proxy_set_header Connection ${quotes[0]}upgrade${quotes[1]};
proxy_set_header Host $http_host;
proxy_read_timeout 1h;
}
${close}
location /socket.io/ {
proxy_pass http://127.0.0.1:3000;
proxy_http_version 1.1;
proxy_set_header Upgrade $http_upgrade;
proxy_set_header Connection $connection_upgrade;
proxy_set_header Host $http_host;
proxy_read_timeout 1h;
}
}
${close}
}
`;

const pasted: readonly (readonly [name: string, text: string, rules: readonly string[]])[] = [
  ['fences with typographic quotes', blocks('“`nginx', '“`', ['“', '”'], '”'), ['markdown-fence', 'typographic-quotes']],
  ['fences of Markdown', blocks('```nginx', '```', ['‘', '’'], '’’'), ['markdown-fence', 'typographic-quotes']],
  ['other languages', blocks('~~~ nginx', '~~~', ['„', '“'], '‚‘'), ['markdown-fence', 'typographic-quotes']],
  ['guillemets', blocks('``` nginx title=a.conf', '```', ['«', '»'], '“”'), ['markdown-fence', 'typographic-quotes']],
  ['prime marks', blocks('‘’`nginx', '‘’`', ['″', '″'], '“"'), ['markdown-fence', 'typographic-quotes']],
  ['straight and typographic ones', blocks('"`nginx', '"`', ['"', '”'], '’'), ['markdown-fence', 'unclosed-quote']],
  ['comments of another language', blocks('// the map {', '/* end; */', ['"', '"'], "''"), ['slash-comment']],
  [
    'a byte order mark and blanks that are none',
    `\uFEFF# from the blog\n${blocks('\u00A0', '\u200B', ['"', '"'], "''").replaceAll('upgrade;', 'upgrade\u00A0;')}`,
    ['invisible-character'],
  ],
];

for (const nginx of nginxForTests()) {
  suite(`pasted from an article, on nginx ${nginx.version}`, () => {
    let backend: Backend;
    before(async () => {
      backend = await startEchoBackend();
    });
    after(() => backend.stop());

    for (const [name, text, expected] of pasted) {
      test(name, async () => {
        const told = new Set(analyse(text).findings.map(({ rule }) => rule));
        for (const rule of expected) assert.ok(told.has(rule), rule);
        assert.equal(await handshakeBehindNginx(nginx, text, backend, '/chat'), 'refused');
        const repaired = fixed(text);
        assert.deepEqual(
          analyse(repaired).findings.filter(({ severity }) => severity === 'error' || severity === 'warning'),
          [],
        );
        for (const path of ['/chat', '/socket.io/']) {
          assert.equal(await handshakeBehindNginx(nginx, repaired, backend, path), 101, repaired);
        }
      });
    }
  });
}
