/**
 * Makes syntaxes/tree-sitter-nginx.wasm from the grammar: `npx tsx scripts/grammar.ts`. Only who changes the grammar
 * needs this; what it makes is committed, with a record of what it was made from and with (provenance.json).
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashes } from './grammar-sources.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const grammar = join(root, 'syntaxes', 'tree-sitter-nginx');
const wasm = join(root, 'syntaxes', 'tree-sitter-nginx.wasm');

const generatorVersion = '0.27.1';
const tools = join(root, '.cache', 'tree-sitter');
const treeSitter = join(tools, 'bin', process.platform === 'win32' ? 'tree-sitter.exe' : 'tree-sitter');

/** The C library's headers for WebAssembly: Debian's package wasi-libc, or a WASI SDK's sysroot. */
const headers = process.env['WASI_INCLUDE'] ?? '/usr/include/wasm32-wasi';

const clang = versionOf('clang', 'Debian: apt-get install clang lld');
const linker = versionOf('wasm-ld', 'Debian: apt-get install lld');
if (!existsSync(headers)) {
  refuse(
    `${headers} does not exist. Debian: apt-get install wasi-libc; elsewhere: set WASI_INCLUDE to the headers of a WASI SDK.`,
  );
}

if (!existsSync(treeSitter)) {
  versionOf('cargo', 'see https://rustup.rs');
  step(`Installing tree-sitter ${generatorVersion} into .cache/tree-sitter (some minutes, once)`);
  run('cargo', ['install', 'tree-sitter-cli', '--version', generatorVersion, '--locked', '--root', tools], root);
}
if (!versionOf(treeSitter, 'delete .cache/tree-sitter').startsWith(generatorVersion)) {
  refuse(`.cache/tree-sitter holds another version than ${generatorVersion}: delete it.`);
}

step('Generating src/parser.c from grammar.js');
run(treeSitter, ['generate', '--abi', '15'], grammar);

step('Running test/corpus');
run(treeSitter, ['test', '--overview-only'], grammar, { CC: 'clang' });

step('Compiling to syntaxes/tree-sitter-nginx.wasm');
compile();

step('Writing provenance.json');
const record = { tools: { 'tree-sitter-cli': generatorVersion, clang, 'wasm-ld': linker }, sha256: hashes(root) };
writeFileSync(join(grammar, 'provenance.json'), `${JSON.stringify(record, undefined, 2)}\n`);

function compile(): void {
  const folder = mkdtempSync(join(tmpdir(), 'tree-sitter-nginx-'));
  try {
    const flags = [
      '--target=wasm32-unknown-emscripten',
      '-isystem',
      headers,
      '-D__wasi__',
      '-Os',
      '-fPIC',
      '-fvisibility=hidden',
    ];
    const objects = ['parser', 'scanner'].map((name) => {
      const object = join(folder, `${name}.o`);
      run('clang', [...flags, '-Wall', '-Wextra', '-Wno-unused', '-Isrc', '-c', `src/${name}.c`, '-o', object], grammar);
      return object;
    });
    const link = ['--experimental-pic', '-shared', '--no-entry', '--strip-all', '--allow-undefined'];
    run('wasm-ld', [...link, '--export=tree_sitter_nginx', ...objects, '-o', wasm], grammar);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(command: string, args: readonly string[], cwd: string, env: Record<string, string> = {}): void {
  const { status, error } = spawnSync(command, args, { cwd, stdio: 'inherit', env: { ...process.env, ...env } });
  if (status !== 0) refuse(`${command} ${args[0] ?? ''} failed${error === undefined ? '' : `: ${error.message}`}.`);
}

/** First version number that the tool tells; ends the script if there is no such tool. */
function versionOf(command: string, remedy: string): string {
  const { status, stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' });
  const version = /\d+\.\d+\.\d+/.exec(stdout);
  if (status !== 0 || version === null) refuse(`${command} is missing (${remedy}).`);
  return version[0];
}

function step(message: string): void {
  console.log(message);
}

function refuse(message: string): never {
  console.error(message);
  process.exit(1);
}
