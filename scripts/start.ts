/** `npm start`: the extension in a real VS Code, on the examples. */
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { onPath, root } from '../test/support/parts.ts';
import { fetchVSCode } from './vscode-fetch.ts';
import { installExtension, packageExtension } from './vscode-package.ts';
import { serveVSCode } from './vscode-serve.ts';

const examples = join(root, 'examples');
const code = onPath('code');

if (code === undefined) await serveEmbedded();
else openDesktop(code);

function openDesktop(executable: string): void {
  const built = spawnSync(process.execPath, [join(root, 'scripts/build.mjs'), '--quiet'], { stdio: 'inherit' });
  if (built.status !== 0) process.exit(1);
  const shell = process.platform === 'win32';
  spawn(shell ? `"${executable}"` : executable, [`--extensionDevelopmentPath=${root}`, '--new-window', examples], {
    stdio: 'inherit',
    shell,
  });
}

async function serveEmbedded(): Promise<void> {
  console.log('No `code` on the PATH: the embedded VS Code serves the workbench to your browser.');
  const vscode = await fetchVSCode();
  const data = join(root, '.vscode-test/start');
  const extensions = join(data, 'extensions');
  installExtension(vscode, packageExtension(join(root, '.vscode-test/start.vsix')), extensions);
  const token = randomBytes(12).toString('hex');
  const { host, stop, ended } = await serveVSCode(vscode, {
    data,
    extensions,
    port: Number(process.env['PORT'] ?? 0),
    arguments: ['--connection-token', token, '--default-folder', examples],
  });
  console.log(`\n  Open http://${host}/?tkn=${token}\n\nCtrl+C ends it.`);
  process.on('SIGINT', () => void stop());
  process.on('SIGTERM', () => void stop());
  await ended;
}
