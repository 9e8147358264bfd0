/** The page to paste into: an editor, the language server in a worker, and what it says. Nothing leaves the browser. */
import { LSPClient } from '@codemirror/lsp-client';
import { ownCapabilities, versionsFor } from './asked.ts';
import { createCheck } from './check.ts';
import { transportTo } from './connect.ts';
import { createView, stateMaker } from './editor.ts';
import { examples } from './examples.ts';
import { filesOfDrop, filesOfInput, givenFiles, givenText, type Given } from './given.ts';
import { OpenFiles } from './open-files.ts';
import { page } from './page.ts';
import { remark } from './remark.ts';
import { safeHtml } from './safe-html.ts';
import { fromFragment, toFragment, type Shared } from './share.ts';

const view = createView(page.editor);
let files!: OpenFiles;
const client: LSPClient = new LSPClient({
  timeout: 60_000,
  sanitizeHTML: safeHtml,
  initializationOptions: { opensSimulations: true, nginxHandshake: settings() },
  extensions: [{ clientCapabilities: ownCapabilities }],
  workspace: (made) => (files = new OpenFiles(made, view, stateMaker(made, edited))),
});
const check = createCheck({ client, view, files, show: drawFileNames });

/** Shows what the link says, or the first example, and whatever is done from then on. */
export async function run(worker: Worker): Promise<void> {
  client.connect(
    transportTo(worker, (edit) => {
      const applied = files.apply(edit);
      check.soon(0);
      return applied;
    }),
  );
  for (const { title } of examples) page.example.add(new Option(title));
  await begin();
}

async function begin(): Promise<void> {
  const shared = await fromFragment(location.hash);
  if (shared === undefined || shared === 'broken') showExample(0);
  else files.replace(shared.files);
  if (shared === 'broken') remark('The link is not whole: what it held cannot be read.');
  // Before one of them is chosen: the server would call that one the one in use.
  const { from, to } = await versionsFor(client, files.front?.uri ?? '');
  const known = new Map([...from, ...to].map(({ version, why }) => [version, why]));
  const ordered = [...known].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
  for (const [version, why] of ordered) page.version.add(new Option(`${version} (${why})`, version));
  if (shared !== undefined && shared !== 'broken') showShared(shared);
}

function settings(): unknown {
  const url = page.url.value.trim();
  const stated = /^(?:wss?|https?):\/\/./i.test(url) ? [url] : [];
  return { nginxVersion: page.version.value, websocketUrls: stated, codeLens: 'all' };
}

function settingsChanged(wait: number): void {
  client.notification('workspace/didChangeConfiguration', { settings: { nginxHandshake: settings() } });
  changed(wait);
}

/** What is shown is not what a link said any more. */
function changed(wait: number): void {
  page.shared.hidden = true;
  if (location.hash !== '') history.replaceState(null, '', location.pathname + location.search);
  check.soon(wait);
}

function edited(pasted: boolean): void {
  changed(150);
  // What nginx -T prints is many files: once this change of the editor is through, they are shown as such.
  if (pasted)
    queueMicrotask(() => {
      const given = givenText(view.state.doc.toString());
      if (given.files.length !== 1 || given.files[0]?.path !== files.front?.path) show(given);
    });
}

function show({ files: given, remark: text = '' }: Given): void {
  remark(text);
  if (given.length === 0) return;
  files.replace(given);
  changed(0);
}

function showExample(index: number): void {
  const { text, url } = examples[index] ?? examples[0];
  page.url.value = url;
  settingsChanged(0);
  show(givenText(text));
}

function showShared({ files: given, url, nginxVersion }: Shared): void {
  if (![...page.version.options].some(({ value }) => value === nginxVersion)) page.version.add(new Option(nginxVersion));
  page.version.value = nginxVersion;
  page.url.value = url;
  client.notification('workspace/didChangeConfiguration', { settings: { nginxHandshake: settings() } });
  files.replace(given);
  check.soon(0);
}

function drawFileNames(names: readonly { readonly uri: string; readonly title: string }[]): void {
  page.fileRow.hidden = names.length < 2;
  page.file.replaceChildren(...names.map(({ uri, title }) => new Option(title, uri, false, uri === files.front?.uri)));
}

page.way.addEventListener('submit', (event) => {
  event.preventDefault();
  settingsChanged(0);
});
page.url.addEventListener('input', () => {
  settingsChanged(400);
});
page.version.addEventListener('change', () => {
  settingsChanged(0);
});
page.file.addEventListener('change', () => {
  files.show(page.file.value);
  check.soon(0);
});
page.example.addEventListener('change', () => {
  showExample(page.example.selectedIndex - 1);
  page.example.selectedIndex = 0;
});
page.clear.addEventListener('click', () => {
  page.url.value = '';
  settingsChanged(0);
  show(givenText(''));
  view.focus();
});
for (const [button, input] of [
  [page.open, page.files],
  [page.openFolder, page.folder],
] as const) {
  button.addEventListener('click', () => {
    input.click();
  });
  input.addEventListener('change', () => {
    void givenFiles(filesOfInput(input)).then(show);
    input.value = '';
  });
}
page.share.addEventListener('click', () => void share());
addEventListener('hashchange', () => {
  void fromFragment(location.hash).then((shared) => {
    if (shared !== undefined && shared !== 'broken') showShared(shared);
  });
});

// The editor would take the text of what is dropped into the one that it shows.
for (const kind of ['dragenter', 'dragover', 'drop'] as const)
  addEventListener(
    kind,
    (event) => {
      const drop = event.dataTransfer;
      if (drop?.types.includes('Files') !== true) return;
      event.preventDefault();
      event.stopPropagation();
      if (kind === 'drop') void filesOfDrop(drop).then(givenFiles).then(show);
    },
    { capture: true },
  );

async function share(): Promise<void> {
  const shown = { files: files.texts(), url: page.url.value.trim(), nginxVersion: page.version.value };
  history.replaceState(null, '', await toFragment(shown));
  page.shared.hidden = false;
  page.link.value = location.href;
  page.link.focus();
  page.link.select();
  // Where the browser does not allow it, the link is there, and selected.
  await navigator.clipboard.writeText(location.href).catch(() => undefined);
}
