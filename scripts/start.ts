/** `npm start`: the extension in a real VS Code, on the examples, with the first finding in view. */
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onPath, root } from '../test/support/parts.ts';
import { fetchVSCode } from './vscode-fetch.ts';
import { installExtension, packageExtension } from './vscode-package.ts';
import { serveVSCode } from './vscode-serve.ts';

const examples = join(root, 'examples');
const first = join(examples, '1-missing-headers/nginx.conf');

/** Where the finding of the first example is, as editors count. */
const finding = placeOf(readFileSync(first, 'utf8'), 'proxy_pass');

const toTry = `
  What to try:

  1. examples/1-missing-headers/nginx.conf is open at line ${finding}: nginx accepts it, and no WebSocket gets through.
     Point at the red line, or press Ctrl+K Ctrl+I: what the backend receives, and why.
  2. Ctrl+. (on a Mac Cmd+.) repairs it; then "WebSocket: connects" stands above the location.
  3. F1, "Which location handles this URL?": the whole way of a request, beside the file.
  4. F1, "nginx Handshake: Get Started": the walkthrough, on to a test and a reload of a real nginx.

  The other folders have one mistake each; examples/article has several, as one finds them.
`;

const code = onPath('code');

if (code === undefined) await serveEmbedded();
else openDesktop(code);

function openDesktop(executable: string): void {
  const built = spawnSync(process.execPath, [join(root, 'scripts/build.mjs'), '--quiet'], { stdio: 'inherit' });
  if (built.status !== 0) process.exit(1);
  const shell = process.platform === 'win32';
  const opened = [`--extensionDevelopmentPath=${root}`, '--new-window', examples, '--goto', `${first}:${finding}`];
  spawn(shell ? `"${executable}"` : executable, opened, { stdio: 'inherit', shell });
  console.log(toTry);
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
  // What a workbench in the browser opens, it takes from its address.
  const payload = JSON.stringify([
    ['openFile', `vscode-remote://${host}${first}:${finding}`],
    ['gotoLineMode', 'true'],
  ]);
  console.log(`\n  Open http://${host}/?tkn=${token}&payload=${encodeURIComponent(payload)}\n${toTry}\nCtrl+C ends it.`);
  process.on('SIGINT', () => void stop());
  process.on('SIGTERM', () => void stop());
  await ended;
}

/** `line:column` of the first occurrence, both from 1. */
function placeOf(text: string, word: string): string {
  const before = text.slice(0, text.indexOf(word)).split('\n');
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}
