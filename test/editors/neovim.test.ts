/** Neovim with the configuration of docs/editors.md, word for word: what is found, shown, completed, repaired and laid out. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { neovim as program } from '../support/editors.ts';
import { broken, documented, makeDesk, wide, type Desk } from './desk.ts';
import { startNeovim, type Neovim } from './neovim.ts';

const [init = '', ofOthers = ''] = documented('lua');
const found = 'vim.diagnostic.get(0)';
const lines = "table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\\n')";

/** As other editors count: Neovim offers UTF-8 first, Helix and Emacs also UTF-32. */
const encodings: Readonly<Record<string, string>> = {
  'utf-8': '',
  'utf-16': "vim.lsp.config('*', { capabilities = { general = { positionEncodings = { 'utf-16' } } } })",
  'utf-32': "vim.lsp.config('*', { capabilities = { general = { positionEncodings = { 'utf-32', 'utf-16' } } } })",
};

for (const [encoding, wish] of Object.entries(encodings))
  suite(`Neovim, counting in ${encoding}`, { skip: program === undefined && 'no Neovim is here' }, () => {
    let desk: Desk;
    let neovim: Neovim;
    before(async () => {
      desk = makeDesk({ 'nginx.conf': broken });
      neovim = await startNeovim(program ?? '', desk, desk.write('init.lua', `${wish}\n${init}\n${ofOthers}`), 'nginx.conf');
    });
    after(() => {
      neovim.stop();
      desk.remove();
    });

    /** The cursor in front of a text, as a search puts it there. */
    const goTo = (text: string): void => {
      neovim.type(`<Esc>gg/\\V${text}<CR>`);
    };

    test('the finding stands at its word', async () => {
      const expression = `vim.tbl_map(function(it) return { it.code, it.source, vim.api.nvim_buf_get_text(0, it.lnum, it.col, it.end_lnum, it.end_col, {})[1] } end, ${found})`;
      const findings = await neovim.until<unknown[]>(expression, (it) => it.length > 0);
      assert.deepEqual(findings, [['missing-upgrade-header', 'nginx-handshake', 'proxy_pass']]);
      assert.equal(neovim.lua('vim.lsp.get_clients()[1].offset_encoding'), encoding);
      assert.equal(neovim.lua('vim.bo.filetype'), 'nginx');
    });

    test('K shows what is known of a directive behind wide characters', async () => {
      goTo('proxy_read_timeout');
      neovim.type('K');
      const windows =
        "vim.tbl_map(function(it) return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(it), 0, -1, false), '\\n') end, vim.api.nvim_list_wins())";
      const shown = await neovim.until<string[]>(windows, (it) => it.length > 1);
      assert.match(shown.join('\n'), /proxy_read_timeout[\s\S]*60s/);
      neovim.type('<Esc>:fclose<CR>');
    });

    test('what is missing is completed, and typed behind wide characters', async () => {
      goTo('proxy_read_timeout');
      neovim.type('A proxy_set_h<C-x><C-o>');
      const words = "vim.tbl_map(function(it) return it.abbr end, vim.fn.complete_info({ 'items' }).items)";
      const offered = await neovim.until<string[]>(words, (it) => it.length > 0);
      assert.equal(offered[0], 'proxy_set_header Upgrade $http_upgrade;');
      neovim.type('<C-y><Esc>');
      const text = await neovim.until<string>(lines, (it) => it.includes('Upgrade $http_upgrade;'));
      assert.ok(text.includes('proxy_read_timeout 1h; proxy_set_header Upgrade $http_upgrade;\n'), text);
      await neovim.until<unknown[]>(found, (it) => it.length === 0);
      neovim.type('u');
      await neovim.until<unknown[]>(found, (it) => it.length === 1);
    });

    test('gd goes to the map of a variable', async () => {
      goTo('$connection_upgrade;');
      neovim.type('<C-]>');
      await neovim.until<number[]>('vim.api.nvim_win_get_cursor(0)', ([line]) => line === 3);
      assert.equal(neovim.lua("vim.fn.expand('<cword>')"), 'connection_upgrade');
    });

    test('a quick fix repairs it, and formatting lays it out', async () => {
      goTo('proxy_pass');
      const upgrade = "function(it) return it.kind == 'quickfix' and it.title:find('Upgrade') ~= nil end";
      neovim.lua(`(function() vim.lsp.buf.code_action({ apply = true, filter = ${upgrade} }) return 1 end)()`);
      const repaired = await neovim.until<string>(lines, (it) => it.includes('proxy_set_header Upgrade $http_upgrade;'));
      assert.ok(repaired.includes(`set $wide "${wide}"; proxy_pass`), repaired);
      await neovim.until<unknown[]>(found, (it) => it.length === 0);
      neovim.lua('(function() vim.lsp.buf.format() return 1 end)()');
      const formatted = await neovim.until<string>(lines, (it) => it !== repaired);
      // Neovim indents by tabs where nobody says otherwise.
      assert.ok(formatted.includes(`\t\tlocation /ws {\n\t\t\tset $wide "${wide}";\n\t\t\tproxy_pass http`), formatted);
    });

    test('a file of an include is nginx, too', () => {
      assert.equal(neovim.lua("vim.filetype.match({ filename = '/srv/snippets/ws.inc' }) or ''"), 'nginx');
    });
  });
