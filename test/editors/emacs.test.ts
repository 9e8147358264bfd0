/** Emacs and Eglot with the configuration of docs/editors.md, word for word: what is found, shown, completed, repaired and laid out. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { emacs as program } from '../support/editors.ts';
import { broken, documented, makeDesk, type Desk } from './desk.ts';
import { startEmacs, type Emacs } from './emacs.ts';

const [init = ''] = documented('elisp');
const text = '(buffer-substring-no-properties (point-min) (point-max))';
const found =
  '(vconcat (mapcar (lambda (it) (vector (flymake-diagnostic-text it) (buffer-substring-no-properties (flymake-diagnostic-beg it) (flymake-diagnostic-end it)))) (flymake-diagnostics)))';

const eldoc = '(if (buffer-live-p eldoc--doc-buffer) (with-current-buffer eldoc--doc-buffer (buffer-string)) "")';

suite('Emacs, with Eglot', { skip: program === undefined && 'no Emacs with Eglot and nginx-mode is here' }, () => {
  let desk: Desk;
  let emacs: Emacs;
  before(async () => {
    desk = makeDesk({ 'nginx.conf': broken });
    mkdirSync(join(desk.path, '.emacs.d'));
    desk.write('.emacs.d/init.el', init);
    emacs = await startEmacs(program ?? '', desk);
    emacs.type(`C-x C-f ${join(desk.project, 'nginx.conf')} RET C-a`);
  });
  after(() => {
    emacs.stop();
    desk.remove();
  });

  test('the finding stands at its word', async () => {
    const [finding, ...others] = await emacs.until<[string, string][]>(found, (it) => it.length > 0);
    assert.match(finding?.[0] ?? '', /^nginx-handshake \[missing-upgrade-header\]: The backend receives/);
    assert.deepEqual([finding?.[1], ...others], ['proxy_pass']);
    assert.equal(emacs.lisp('(symbol-name major-mode)'), 'nginx-mode');
  });

  test('the documentation of a directive behind wide characters is shown', async () => {
    emacs.type('M-< C-s proxy_read RET M-x eldoc RET');
    const shown = await emacs.until<string>(eldoc, (it) => it !== '');
    assert.match(shown, /proxy_read_timeout[\s\S]*60s/);
  });

  // By name: Eglot does not wait for an answer while there is input, and keys that are played are some.
  test('names are completed behind wide characters', async () => {
    emacs.type('M-< C-s proxy_read RET C-e SPC proxy_send_tim');
    emacs.lisp("(call-interactively 'completion-at-point)");
    emacs.type('SPC 1h;');
    // A semicolon lays out what it ends.
    await emacs.until<string>(text, (it) =>
      it.includes('            proxy_read_timeout 1h;\n            proxy_send_timeout 1h;\n'),
    );
  });

  test('M-. goes to the map of a variable', () => {
    emacs.type('M-< C-s Connection SPC $con RET M-.');
    assert.deepEqual(emacs.lisp('(vector (line-number-at-pos) (thing-at-point (quote symbol) t))'), [3, '$connection_upgrade']);
  });

  test('a quick fix repairs it, and formatting lays it out', async () => {
    emacs.type('M-< C-s proxy_pass RET C-b');
    const answer = `((symbol-function 'completing-read) (lambda (&rest _) "Forward the Upgrade header"))`;
    emacs.lisp(`(cl-letf (${answer} (last-nonmenu-event ?x)) (call-interactively 'eglot-code-actions) t)`);
    await emacs.until<string>(text, (it) => it.includes('\n            proxy_set_header Upgrade $http_upgrade;\n'));
    await emacs.until<unknown[]>(found, (it) => it.length === 0);
    emacs.type('M-x eglot-format-buffer RET');
    const formatted = emacs.lisp(text) as string;
    assert.ok(formatted.includes('    map $http_upgrade $connection_upgrade {\n        default upgrade;\n'), formatted);
  });
});
