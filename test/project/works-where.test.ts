/** README's table of what works where is what the server, the command line and the manifest say of themselves. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import type { InitializeParams, ServerCapabilities } from 'vscode-languageserver';
import { capabilities } from '../../server/src/lsp/capabilities.ts';
import { readClient } from '../../server/src/lsp/client.ts';
import { needMachine } from '../../client/src/web/needs-machine.ts';
import { runCli } from '../support/cli.ts';
import { capabilities as clientCapabilities } from '../support/lsp-client.ts';
import { root } from '../support/parts.ts';

interface Row {
  /** What the server says that it can, if other editors have it. */
  readonly lsp: readonly (keyof ServerCapabilities)[];
  /** Commands of the extension. */
  readonly commands?: readonly string[];
  /** What the extension brings beside commands. */
  readonly contributes?: readonly string[];
}

const rows: Readonly<Record<string, Row>> = {
  'Findings, also of what nginx refuses': { lsp: ['diagnosticProvider'] },
  'Quick fixes, “fix all”': { lsp: ['codeActionProvider'] },
  'Hover, signature help': { lsp: ['hoverProvider', 'signatureHelpProvider'] },
  'Lenses, inlay hints': { lsp: ['codeLensProvider', 'inlayHintProvider'] },
  'Completion, snippets': { lsp: ['completionProvider'] },
  'Definition, references, rename, outline, folding': {
    lsp: ['definitionProvider', 'referencesProvider', 'renameProvider', 'documentSymbolProvider', 'foldingRangeProvider'],
  },
  Formatting: { lsp: ['documentFormattingProvider', 'documentRangeFormattingProvider'] },
  'Highlighting by meaning': { lsp: ['semanticTokensProvider'] },
  'Highlighting of the text, walkthrough': { lsp: [], contributes: ['grammars', 'walkthroughs'] },
  'The way of a URL': { lsp: [], commands: ['whichLocation'] },
  'Comparison of nginx versions': { lsp: [], commands: ['compareVersions'] },
  'Test of a real WebSocket': { lsp: [], commands: ['probe'] },
  'Echo backend': { lsp: [], commands: ['startEcho'] },
  'Handshakes in the logs': { lsp: [], commands: ['watchHandshakes'] },
  '`nginx -t`, reload, `nginx -T`': { lsp: [], commands: ['test', 'testAndReload', 'showEffective'] },
  // Each finding links to the page of its rule.
  'Why a rule reports': { lsp: ['diagnosticProvider'] },
};

const readme = readFileSync(join(root, 'README.md'), 'utf8');
const table = /## What works where\n([^]*?)\n## /.exec(readme)?.[1] ?? '';
const told = table
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (?:---|\|)/.test(line))
  .map((line) => line.slice(2, -2).split(' | '));

suite('what works where', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly browser?: string;
    readonly contributes: Readonly<Record<string, readonly unknown[]>> & {
      readonly commands: readonly { readonly command: string }[];
      readonly menus: Readonly<Record<string, readonly { readonly command?: string; readonly when?: string }[]>>;
    };
  };
  const client = readClient({ capabilities: clientCapabilities(true) } as InitializeParams);
  const server = capabilities(client).capabilities;
  const { stdout: help } = runCli(['--help']);

  test('the table has each of these, and no other', () => {
    assert.deepEqual(
      told.map(([what]) => what),
      Object.keys(rows),
    );
  });

  for (const [what = '', vscode, web, lsp, cli = ''] of told)
    test(what, () => {
      const row = rows[what];
      assert.ok(row !== undefined);
      const { commands = [], contributes = [] } = row;
      assert.equal(vscode, 'yes');
      assert.equal(web, commands.some((it) => needMachine.includes(`nginxHandshake.${it}`)) ? '–' : 'yes');
      assert.equal(lsp, row.lsp.length > 0 ? 'yes' : '–');
      for (const it of row.lsp) assert.ok(server[it], it);
      const known = manifest.contributes.commands.map(({ command }) => command);
      for (const it of commands) assert.ok(known.includes(`nginxHandshake.${it}`), it);
      for (const it of contributes) assert.ok((manifest.contributes[it] ?? []).length > 0, it);
      const [, command, option] = /^`(\w+)(?: (--\w+))?`$/.exec(cli) ?? [];
      if (command === undefined) assert.equal(cli, '–');
      else assert.ok(help.includes(`nginx-handshake ${command} `) && help.includes(option ?? ''), cli);
    });

  test('no command of the command line is left out', () => {
    const commands = [...help.matchAll(/^ {2}nginx-handshake (\w+) /gm)].map(([, name = '']) => name);
    // `lsp` is what other editors have.
    for (const name of commands.filter((it) => it !== 'lsp')) assert.ok(table.includes(`\`${name}`), name);
  });

  test('in a browser without a machine, no menu has what needs one, and every menu has the rest', () => {
    assert.equal(manifest.browser, './dist/browser.cjs');
    const { commandPalette = [], ...others } = manifest.contributes.menus;
    const items = [...commandPalette, ...Object.values(others).flat()].filter(({ command }) => command !== undefined);
    for (const { command = '', when = '' } of items) {
      // While a test runs there is a machine.
      const isHidden = when.endsWith(' && (!isWeb || remoteName)') || when === 'nginxHandshake.isProbing';
      assert.equal(isHidden, needMachine.includes(command), `${command}: ${when}`);
    }
    const inPalette = commandPalette.map(({ command }) => command);
    for (const command of needMachine) assert.ok(inPalette.includes(command), command);
  });
});
