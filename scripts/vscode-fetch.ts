/** Brings a real VS Code (its server, workbench and extension host) from the npm registry into .vscode-test/, once. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../test/support/parts.ts';

/** The npm package that carries VS Code 1.139.1, and the Node that its extension host needs. */
const codeServer = 'code-server@4.139.1';
const nodeMajor = 24;

export interface EmbeddedVSCode {
  /** VS Code's `server-main.js`. */
  readonly server: string;
  /** The Node that runs it. */
  readonly node: string;
}

const store = join(root, '.vscode-test');

export async function fetchVSCode(): Promise<EmbeddedVSCode> {
  const code = join(store, codeServer.replace('@', '-'));
  if (!existsSync(code)) {
    await step(`Fetching VS Code 1.139.1 (${codeServer}, 46 MB, once)`, async () => {
      const unpacked = emptyFolder();
      await npm(unpacked, 'pack', codeServer, '--silent');
      await run('tar', ['-xzf', `${codeServer.replace('@', '-')}.tgz`], unpacked);
      // Native modules are not built: VS Code runs without them and says so in its log.
      await npm(
        join(unpacked, 'package/lib/vscode'),
        'install',
        '--omit=dev',
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        '--silent',
      );
      keep(join(unpacked, 'package'), code);
      rmSync(unpacked, { recursive: true });
    });
  }
  return { server: join(code, 'lib/vscode/out/server-main.js'), node: await fetchNode() };
}

/** The Node of this process if it is the right one, else a binary from the registry. */
async function fetchNode(): Promise<string> {
  if (process.versions.node.startsWith(`${nodeMajor}.`)) return process.execPath;
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const folder = join(store, `node-${nodeMajor}`);
  if (!existsSync(folder)) {
    await step(`Fetching Node ${nodeMajor} (${name}, 50 MB, once)`, async () => {
      const unpacked = emptyFolder();
      // A package.json of its own, or npm would install into the project.
      writeFileSync(join(unpacked, 'package.json'), '{}');
      await npm(unpacked, 'install', `${name}@${nodeMajor}`, '--no-audit', '--no-fund', '--silent');
      keep(unpacked, folder);
    });
  }
  return join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/** Another process may fetch at the same time: each unpacks in a folder of its own. */
function emptyFolder(): string {
  mkdirSync(store, { recursive: true });
  return mkdtempSync(join(store, 'unpacking-'));
}

/** The first that has all of it gives it to all. */
function keep(unpacked: string, folder: string): void {
  try {
    renameSync(unpacked, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    rmSync(unpacked, { recursive: true });
  }
}

async function step(what: string, work: () => Promise<void>): Promise<void> {
  const from = Date.now();
  console.error(`${what} …`);
  await work();
  console.error(`… done in ${((Date.now() - from) / 1000).toFixed(0)} s`);
}

function npm(folder: string, ...args: readonly string[]): Promise<void> {
  // npm's own settings of the command that started us (npm start) are not meant for these folders.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(config_(local_)?prefix|package_|lifecycle_)/i.test(name)),
  );
  return run('npm', args, folder, env);
}

function run(command: string, args: readonly string[], folder: string, env = process.env): Promise<void> {
  return new Promise((resolve, reject) => {
    const shell = process.platform === 'win32';
    const child = spawn(command, args, { cwd: folder, env, shell, stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args.join(' ')} ended with ${code ?? 'a signal'}`));
    });
  });
}
