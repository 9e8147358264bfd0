/** The problem matchers, on what `check` really prints: GitHub's, and `$nginx-handshake` of VS Code. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { runCli } from '../support/cli.ts';
import { makeFolder } from '../support/folder.ts';
import { connectionLine, connectionMap, mainFile, upgradeLine, websocketServer } from '../support/sites.ts';
import { readYaml } from '../support/yaml.ts';

interface Pattern {
  readonly regexp: string;
  readonly file: number;
  readonly line: number;
  readonly column: number;
  readonly severity?: number;
  readonly message: number;
  readonly code: number;
}

const name = 'a b: 1/[x] nginx.conf';
const folder = makeFolder({
  [name]: mainFile(
    connectionMap,
    websocketServer(connectionLine, 'proxy_read_timeout 1h;'),
    websocketServer(upgradeLine, connectionLine, 'proxy_read_timeout 10s;').replace('server {', 'server { listen 81;'),
    websocketServer(upgradeLine, connectionLine).replace('server {', 'server { listen 82;'),
    'server { listen 83; location / { proxy_pass http://a; proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade;',
    '  proxy_set_header Connection "upgrade"; proxy_read_timeout 1h; } }',
  ),
});
interface Json {
  readonly findings: readonly {
    readonly severity: string;
    readonly rule: string;
    readonly message: string;
    readonly range: { readonly start: { readonly line: number; readonly character: number } };
  }[];
}
const { findings } = JSON.parse(runCli(['check', '--format', 'json', name], folder.path).stdout) as Json;
const expected = findings.map(({ severity, rule, message, range: { start } }) => ({
  ...{ file: name, line: String(start.line + 1), column: String(start.character + 1) },
  ...{ severity, message, code: rule },
}));
const printed = runCli(['check', name], folder.path).stdout.split('\n');

function matches({ regexp, severity, ...parts }: Pattern, otherwise?: string) {
  return printed.flatMap((line) => {
    const found = new RegExp(regexp).exec(line);
    if (found === null) return [];
    const { file, line: at, column, message, code } = parts;
    const said = severity === undefined ? otherwise : found[severity];
    return [
      { file: found[file], line: found[at], column: found[column], severity: said, message: found[message], code: found[code] },
    ];
  });
}

test('the output has a line of each severity', () => {
  assert.deepEqual([...new Set(expected.map(({ severity }) => severity))].sort(), ['error', 'hint', 'information', 'warning']);
});

suite('of GitHub', () => {
  const { problemMatcher } = readYaml('.github/problem-matcher.json') as {
    readonly problemMatcher: readonly {
      readonly owner: string;
      readonly severity?: string;
      readonly pattern: readonly [Pattern];
    }[];
  };

  test('each line is one finding, and nothing else is', () => {
    const found = problemMatcher.flatMap(({ pattern: [pattern], severity }) => matches(pattern, severity));
    const asGithub = expected.map((it) => ({
      ...it,
      severity: ['error', 'warning'].includes(it.severity) ? it.severity : 'notice',
    }));
    const key = (it: { readonly line?: string | undefined; readonly code?: string | undefined }) => `${it.line} ${it.code}`;
    assert.deepEqual(
      [...found].sort((a, b) => key(a).localeCompare(key(b))),
      [...asGithub].sort((a, b) => key(a).localeCompare(key(b))),
    );
  });

  test('owners are different, and severities those that it takes', () => {
    assert.equal(new Set(problemMatcher.map(({ owner }) => owner)).size, problemMatcher.length);
    for (const { severity = 'error' } of problemMatcher) assert.ok(['error', 'warning', 'notice'].includes(severity));
  });
});

test('of VS Code', () => {
  const { contributes } = readYaml('package.json') as {
    readonly contributes: { readonly problemMatchers: readonly { readonly name: string; readonly pattern: Pattern }[] };
  };
  const matcher = contributes.problemMatchers.find((it) => it.name === 'nginx-handshake');
  assert.ok(matcher);
  // VS Code's words; it takes `hint` for information.
  const asVSCode = expected.map((it) => ({ ...it, severity: it.severity === 'information' ? 'info' : it.severity }));
  assert.deepEqual(matches(matcher.pattern), asVSCode);
});
