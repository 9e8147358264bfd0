/** npm's package as it is packed, installed into an empty folder where no registry can be reached. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { Log } from 'sarif';
import ts from 'typescript';
import { root } from '../support/parts.ts';

const contents = [
  'LICENSE',
  'README.md',
  'dist/LICENSES.txt',
  'dist/cli.js',
  'dist/core.js',
  'dist/documentation.js',
  'dist/editor.js',
  'dist/library.d.ts',
  'dist/library.js',
  'dist/package.json',
  'dist/server.js',
  'dist/tree-sitter-nginx.wasm',
  'dist/web-tree-sitter.wasm',
  'package.json',
  ...readdirSync(join(root, 'docs/rules')).map((name) => `docs/rules/${name}`),
];

suite("npm's package", () => {
  const place = realpathSync(mkdtempSync(join(tmpdir(), 'nginx-handshake-npm-')));
  const folder = join(place, 'empty');
  const home = join(folder, 'node_modules/nginx-handshake');
  before(() => {
    mkdirSync(folder);
    const packed = run('npm', ['pack', '--json', '--pack-destination', place], root);
    const tarball = readdirSync(place).find((name) => name.endsWith('.tgz')) ?? assert.fail(packed.stderr);
    run('npm', ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', join(place, tarball)], folder);
  });
  after(() => {
    rmSync(place, { recursive: true });
  });

  test('holds what it needs, and no more', () => {
    const names = readdirSync(home, { recursive: true, withFileTypes: true })
      .filter((it) => it.isFile())
      .map((it) =>
        join(it.parentPath, it.name)
          .slice(home.length + 1)
          .replaceAll('\\', '/'),
      );
    assert.deepEqual(names.sort(), [...contents].sort());
  });

  test('needs no other package', () => {
    const packages = readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'));
    assert.deepEqual(packages, ['nginx-handshake']);
    for (const name of ['core', 'cli', 'server', 'library', 'documentation']) {
      const text = readFileSync(join(home, `dist/${name}.js`), 'utf8');
      const wanted = [...text.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, path = '']) => path);
      // What ws may have beside it is tried, and not missed.
      const others = wanted.filter((path) => !isBuiltin(path) && !['bufferutil', 'utf-8-validate'].includes(path));
      for (const path of others) assert.ok(contents.includes(path.replace('./', 'dist/')), `${name}: ${path}`);
    }
  });

  test('npx nginx-handshake check nginx.conf', () => {
    writeFileSync(join(folder, 'nginx.conf'), readFileSync(join(root, 'examples/1-missing-headers/nginx.conf')));
    const { status, stdout } = spawnSync(
      'npx',
      ['--offline', 'nginx-handshake', 'check', '--nginx-version', '1.22.1', 'nginx.conf'],
      {
        cwd: folder,
        encoding: 'utf8',
        shell: process.platform === 'win32',
      },
    );
    assert.equal(status, 1);
    assert.match(stdout, /^nginx\.conf:9:13: error: .*\[missing-websocket-headers\]$/m);
  });

  test('the pages of the rules are at hand, for explain and for code scanning', () => {
    const cli = join(home, 'dist/cli.js');
    assert.match(run(process.execPath, [cli, 'explain', 'missing-websocket-headers'], folder).stdout, /^What you see\n=+$/m);
    const { stdout } = spawnSync(process.execPath, [cli, 'check', '--format', 'sarif', 'nginx.conf'], {
      cwd: folder,
      encoding: 'utf8',
    });
    const [first] = (JSON.parse(stdout) as Log).runs[0]?.tool.driver.rules ?? [];
    assert.match(first?.help?.markdown ?? '', /^## What you see$/m);
  });

  test('npx nginx-handshake lsp --stdio', { timeout: 60_000 }, async () => {
    const server = spawn('npx', ['--offline', 'nginx-handshake', 'lsp', '--stdio'], {
      cwd: folder,
      shell: process.platform === 'win32',
    });
    const gone = new Promise((resolve) => server.once('exit', resolve));
    const answer = new Promise<string>((resolve) => {
      let said = '';
      server.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (said.includes('"capabilities"')) resolve(said);
      });
    });
    const send = (message: object): void => {
      const body = JSON.stringify({ jsonrpc: '2.0', ...message });
      server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    };
    send({ id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } });
    assert.match(await answer, /^Content-Length: /);
    send({ id: 2, method: 'shutdown' });
    send({ method: 'exit' });
    assert.equal(await gone, 0);
  });

  for (const { title, code, printed } of examplesOf(readFileSync(join(root, 'docs/library.md'), 'utf8'))) {
    test(`docs/library.md: ${title}`, () => {
      writeFileSync(join(folder, 'example.mjs'), code);
      assert.equal(run(process.execPath, ['example.mjs'], folder).stdout, printed);
    });
  }

  test('the library by require, all of it', () => {
    const code = "console.log(Object.keys(require('nginx-handshake')).sort().join())";
    assert.equal(run(process.execPath, ['--eval', code], folder).stdout, 'check,format,parse,probe,simulate\n');
  });

  const modules: readonly [name: string, file: string, options: ts.CompilerOptions][] = [
    ['import, node16', 'consumer.mts', { module: ts.ModuleKind.Node16 }],
    ['require, node16', 'consumer.cts', { module: ts.ModuleKind.Node16 }],
    ['bundler', 'consumer.ts', { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler }],
  ];
  for (const [name, file, options] of modules) {
    test(`strict TypeScript takes the types: ${name}`, () => {
      assert.deepEqual(complaintsOf(file, consumer, options), []);
      // The types are there, and not `any`.
      assert.equal(complaintsOf(file, "import { check } from 'nginx-handshake';\nvoid check(1);\n", options).length, 1);
    });
  }

  function complaintsOf(file: string, code: string, options: ts.CompilerOptions): readonly string[] {
    const path = join(folder, file);
    writeFileSync(path, code);
    const strict = {
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      verbatimModuleSyntax: false,
    };
    const all = {
      ...strict,
      noEmit: true,
      skipLibCheck: false,
      types: [],
      lib: ['lib.es2022.d.ts'],
      target: ts.ScriptTarget.ES2022,
    };
    const program = ts.createProgram([path], { ...all, ...options });
    return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  }
});

/** Uses all that there is, with what an editor would complete. */
const consumer = `
import { check, format, parse, probe, simulate } from 'nginx-handshake';
import type { CheckOptions, CheckResult, Configuration, FileReader, ParsedItem, SimulationDocument } from 'nginx-handshake';

const reader: FileReader = { read: async (path) => (path === 'nginx.conf' ? 'events {}' : undefined), list: () => [] };
const options: CheckOptions = { main: 'nginx.conf', nginxVersion: '1.28.0', expect: ['wss://example.com/ws'], includeMap: {} };
const all: readonly Configuration[] = ['events {}', { 'nginx.conf': 'events {}' }, reader];

export async function use(): Promise<string> {
  const results: readonly CheckResult[] = await Promise.all(all.map((one) => check(one, options)));
  const titles = results.flatMap(({ findings }) => findings.flatMap(({ fixes }) => fixes.map(({ title }) => title)));
  const simulation: SimulationDocument = await simulate('events {}', { url: 'ws://a/', client: 'firefox' }, { http2: false });
  const verdict: 'connects' | 'depends' | 'fails' | 'unknown' = simulation.verdict;
  const names = (items: readonly ParsedItem[]): readonly string[] =>
    items.flatMap((item) => (item.kind === 'directive' ? [item.name, ...names(item.block ?? [])] : []));
  const { text, mistake } = await format('events{}', { indent: 'tab', alignValues: true });
  const line: number | null = mistake;
  const { connected, compared } = await probe('ws://127.0.0.1/', { headers: { Cookie: 'a=b' }, hold: 1, configuration: text });
  return [titles.join(), verdict, names((await parse(text)).items).join(), String(line), String(connected), compared?.conclusion ?? ''].join();
}
`;

interface Example {
  readonly title: string;
  readonly code: string;
  readonly printed: string;
}

/** Each block of code, with the block behind it: what it prints. */
function examplesOf(page: string): readonly Example[] {
  const found = [...page.matchAll(/^## (.+)\n(?:(?!^## )[^])*?^```js\n([^]*?)^```\n\n```\n([^]*?)^```$/gm)];
  assert.equal(found.length, page.split('```js\n').length - 1, 'each block of code says what it prints');
  return found.map(([, title = '', code = '', printed = '']) => ({ title, code, printed }));
}

function run(command: string, args: readonly string[], cwd: string): { readonly stdout: string; readonly stderr: string } {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', shell: process.platform === 'win32' });
  assert.equal(status, 0, `${command} ${args.join(' ')}\n${stdout}${stderr}`);
  return { stdout, stderr };
}
