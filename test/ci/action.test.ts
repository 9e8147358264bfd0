/** The GitHub action: its steps run by bash as a runner runs them, with hostile inputs too; from a checkout, and from npm. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { action, runAction } from '../support/action.ts';
import { makeFolder } from '../support/folder.ts';
import { root } from '../support/parts.ts';
import { complaintsOfSchema } from '../support/sarif.ts';
import { broken, working } from '../support/sites.ts';
import { runCli } from '../support/cli.ts';

const nginx = { 'nginx-version': '1.28.0' };
const folder = makeFolder({ 'nginx/nginx.conf': broken, 'good/nginx.conf': working, 'a b/nginx.conf': broken });

suite('what action.yml says', () => {
  test('no input is part of a script: each goes through the environment', () => {
    const { steps, using } = action.runs;
    assert.equal(using, 'composite');
    for (const { run = '', shell } of steps) {
      assert.equal(shell, 'bash');
      assert.ok(!run.includes('${{'), run);
    }
    const passed = steps.flatMap(({ env = {} }) => Object.values(env)).sort();
    assert.deepEqual(
      passed,
      Object.keys(action.inputs)
        .map((name) => `\${{ inputs.${name} }}`)
        .sort(),
    );
  });

  test('each input and output is described, and has its row in the documentation', () => {
    for (const [name, { required }] of Object.entries(action.inputs)) assert.notEqual(required, true, name);
    const page = readFileSync(join(root, 'docs/ci.md'), 'utf8');
    for (const [name, { description }] of Object.entries({ ...action.inputs, ...action.outputs })) {
      assert.ok(description.length > 10, name);
      assert.ok(page.includes(`| \`${name}\` |`), `docs/ci.md has no row for ${name}`);
    }
  });

  test('each option of check that CI needs has its input', () => {
    const { stdout } = runCli(['--help']);
    for (const name of Object.keys(action.inputs).filter(
      (it) => !['files', 'sarif-file', 'fail', 'summary', 'working-directory'].includes(it),
    ))
      assert.ok(stdout.includes(`--${name} `), name);
  });
});

suite('a run', () => {
  test('fails with annotations, a summary and the exit code', () => {
    const { status, stdout, outputs, summary } = runAction({ files: 'nginx', ...nginx }, folder.path);
    assert.equal(status, 1);
    assert.match(stdout, /^::error file=nginx\/nginx\.conf,line=9,endLine=9,col=13,endColumn=23,title=missing-upgrade-header::/);
    assert.deepEqual(outputs, { 'exit-code': '1', 'sarif-file': '' });
    assert.match(summary, /^### nginx Handshake\n\n```text\nnginx\/nginx\.conf:9:13: error: /);
    assert.ok(summary.endsWith('\n```\n'));
  });

  test('of what is well succeeds, and says so in the summary alone', () => {
    const { status, stdout, outputs, summary } = runAction({ files: 'good', ...nginx }, folder.path);
    assert.deepEqual([status, stdout, outputs['exit-code']], [0, '', '0']);
    assert.match(summary, /Nothing to report/);
  });

  test('takes files one a line, with blanks in their names, and patterns', () => {
    const { stdout } = runAction({ files: '\n  a b/nginx.conf  \n\n good/*.conf\n', ...nginx }, folder.path);
    assert.match(stdout, /file=a b\/nginx\.conf,/);
    assert.equal(stdout.match(/^::error/gm)?.length, 1);
  });

  test('by default looks at the whole checkout', () => {
    assert.equal(runAction({ format: 'text', ...nginx }, folder.path).stdout.match(/: error: /g)?.length, 2);
  });

  test('in a folder of the checkout names files from the root on', () => {
    const { stdout } = runAction({ 'working-directory': 'a b', files: '.', ...nginx }, folder.path);
    assert.match(stdout, /^::error file=a b\/nginx\.conf,/);
  });

  test('takes URLs that must get through, one a line', () => {
    const { status, stdout } = runAction(
      { files: 'good', expect: 'ws://localhost/ws\nws://localhost/other', ...nginx },
      folder.path,
    );
    assert.equal(status, 1);
    assert.match(stdout, /ws:\/\/localhost\/other/);
    assert.equal(stdout.match(/^::error/gm)?.length, 1);
  });

  test('does not fail where that is said, but for what cannot be read', () => {
    const { status, outputs } = runAction({ files: 'nginx', fail: 'false', ...nginx }, folder.path);
    assert.deepEqual([status, outputs['exit-code']], [0, '1']);
    assert.equal(runAction({ files: 'nowhere', fail: 'false', ...nginx }, folder.path).status, 2);
  });

  test('writes SARIF, and says where', () => {
    const { outputs } = runAction({ files: 'nginx', 'sarif-file': 'out/findings.sarif', ...nginx }, folder.path);
    assert.equal(outputs['sarif-file'], folder.file('out/findings.sarif'));
    assert.deepEqual(complaintsOfSchema(JSON.parse(readFileSync(folder.file('out/findings.sarif'), 'utf8'))), []);
  });

  test('that could read nothing names no SARIF of an earlier one', () => {
    folder.write('old.sarif', '{}');
    const { status, outputs } = runAction({ files: 'nowhere', 'sarif-file': 'old.sarif', ...nginx }, folder.path);
    assert.deepEqual([status, outputs], [2, { 'exit-code': '2', 'sarif-file': '' }]);
  });

  test('leaves out what a baseline knows', () => {
    runCli(['check', ...['--nginx-version', '1.28.0'], '--write-baseline', 'known.json', 'nginx'], folder.path);
    const { status, stderr } = runAction({ files: 'nginx', baseline: 'known.json', ...nginx }, folder.path);
    assert.equal(status, 0);
    assert.match(stderr, /1 known finding left out/);
  });

  test('refuses inputs that mean nothing', () => {
    for (const inputs of [
      { fail: 'no' },
      { summary: '' },
      { 'working-directory': 'nowhere' },
      { format: 'xml' },
      { 'nginx-version': 'new' },
    ]) {
      const { status, stdout, stderr } = runAction({ files: 'good', ...nginx, ...inputs }, folder.path);
      assert.equal(status, 2, JSON.stringify(inputs));
      assert.notEqual(stdout + stderr, '');
    }
  });
});

suite('hostile inputs are words', () => {
  const marker = folder.file('was-run');
  const command = `touch ${marker}`;
  const words = [
    `$(${command})\`${command}\`'; ${command}; '"; ${command}; " && ${command} \${{ github.token }}`,
    `--fix\n::error::x\n$(${command})`,
    `--write-baseline=${marker}`,
  ];
  const names = Object.keys(action.inputs).filter((name) => name !== 'sarif-file');
  for (const name of names)
    test(name, () => {
      for (const word of words) {
        const inputs = { files: 'nginx', ...nginx, [name]: word };
        const { status, stdout } = runAction(inputs, folder.path);
        // A folder or a mapping that leads nowhere is allowed.
        assert.equal(status, ['prefix', 'map'].includes(name) && status === 1 ? 1 : 2, `${word}\n${stdout}`);
        assert.ok(!existsSync(marker), word);
        assert.doesNotMatch(stdout, /^::error::x/m);
      }
      assert.equal(readFileSync(folder.file('nginx/nginx.conf'), 'utf8'), broken);
    });

  test('sarif-file: a name like another', () => {
    const { outputs } = runAction(
      { files: 'nginx', ...nginx, 'sarif-file': `$(touch ${marker.replaceAll('/', '_')})` },
      folder.path,
    );
    assert.ok(!existsSync(marker) && existsSync(outputs['sarif-file'] ?? ''));
  });

  test('a report with fences stays within its own', () => {
    folder.write('fence/nginx.conf', broken.replace('http {', 'http { "```\n````\n</code>" on;'));
    const { summary } = runAction({ files: 'fence', ...nginx }, folder.path);
    const fence = /^(`+)text$/m.exec(summary)?.[1] ?? '';
    assert.equal(summary.split('\n').filter((line) => line.startsWith(fence)).length, 2);
  });
});

suite('without a build of its own the action takes the same version from npm', () => {
  const place = makeFolder();
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string };
  let server: Server;

  before(async () => {
    // A registry with one package: what `npm pack` makes of the bundles.
    const source = place.file('package');
    mkdirSync(join(source, 'dist'), { recursive: true });
    for (const name of readdirSync(join(root, 'dist')))
      if (/\.(?:js|wasm|json)$/.test(name)) cpSync(join(root, 'dist', name), join(source, 'dist', name));
    writeFileSync(join(source, 'package.json'), JSON.stringify({ name: 'nginx-handshake', version, bin: 'dist/cli.js' }));
    spawnSync('npm', ['pack', '--pack-destination', place.path], { cwd: source, encoding: 'utf8' });
    const tarball = readFileSync(place.file(`nginx-handshake-${version}.tgz`));
    server = createServer((request, response) => {
      const host = request.headers.host ?? '';
      const dist = { tarball: `http://${host}/package.tgz` };
      const versions = { [version]: { name: 'nginx-handshake', version, bin: { 'nginx-handshake': 'dist/cli.js' }, dist } };
      if (request.url === '/package.tgz') response.end(tarball);
      else if (request.url === '/nginx-handshake')
        response.end(JSON.stringify({ name: 'nginx-handshake', versions, 'dist-tags': { latest: version } }));
      else response.writeHead(404).end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // As the runner has it: the files of the repository alone.
    for (const name of ['action.yml', 'package.json', 'scripts'])
      cpSync(join(root, name), place.file(`action/${name}`), { recursive: true });
  });
  after(() => server.close());

  test('and runs it', async () => {
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    // The registry answers in this process: the action runs beside it.
    const env = { npm_config_registry: `http://127.0.0.1:${port ?? 0}/`, npm_config_cache: place.file('cache') };
    const script = `import { runAction } from ${JSON.stringify(join(root, 'test/support/action.ts'))};
      console.log(JSON.stringify(runAction({ files: 'nginx', 'nginx-version': '1.28.0' }, ${JSON.stringify(folder.path)}, ${JSON.stringify(place.file('action'))}, ${JSON.stringify(env)})));`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
    await new Promise((resolve) => child.on('close', resolve));
    const { status, stdout, stderr } = JSON.parse(said) as ReturnType<typeof runAction>;
    assert.equal(status, 1, stderr);
    assert.match(stdout, /^::error file=nginx\/nginx\.conf,/m);
  });
});
