/** What a webview kept: its pages come back as they were but for their buttons, and anything else is no page. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Shown } from '../../client/src/panel/messages.ts';
import { restoredPages, revived } from '../../client/src/panel/restored.ts';
import { panelText, type PanelPage } from '../../protocol/panel.ts';
import { fc } from '../support/dice.ts';

const place = { uri: 'file:///a/nginx.conf', range: { start: { line: 4, character: 0 }, end: { line: 4, character: 1 } } };
const page: PanelPage = {
  title: 'ws://example.com/ws',
  sections: [
    {
      heading: 'Fails (404)',
      tone: 'bad',
      lines: [[{ text: 'at ' }, { text: 'nginx.conf:5', place, code: true, strong: true }], []],
    },
  ],
  actions: [{ title: 'Repair', command: 'nginxHandshake.fixUrl', arguments: [{}] }],
  progress: { text: 'Open', done: 1, whole: 2 },
};
const shown: Shown = {
  tabs: [
    { id: 'watch', label: 'Watch', page: { title: 'Watching', sections: [], actions: [] } },
    { id: 'probe', label: 'Probe', page },
  ],
  active: 'probe',
};

test('all that was shown, without buttons and progress', () => {
  const restored = restoredPages(JSON.parse(JSON.stringify(shown)));
  assert.equal(restored?.active, 'probe');
  assert.deepEqual([...restored.pages.keys()], ['watch', 'probe']);
  assert.deepEqual(restored.pages.get('probe'), { title: page.title, sections: page.sections, actions: [] });
});

test('a remark goes before what is not true any more', () => {
  const text = panelText(revived(page, 'This came back before.', []));
  assert.match(text, /^ws:\/\/example\.com\/ws\n\nOpen\n\nThis came back before\.\n\nFails/);
});

test('what is no page is none', () => {
  for (const state of [
    undefined,
    null,
    1,
    'a',
    [],
    {},
    { tabs: {} },
    { tabs: [{ id: 'other', page }] },
    { tabs: [{ id: 'probe' }] },
  ])
    assert.equal(restoredPages(state), undefined);
  const odd = restoredPages({
    tabs: [null, { id: 'echo', page: { title: 'a', sections: [1, { lines: [[{ text: 1, place: { uri: 1 } }], 2] }] } }],
    active: 'probe',
  });
  assert.equal(odd?.active, 'echo');
  assert.equal(panelText(odd.pages.get('echo') ?? page), 'a\n\n\n\n\n\n');
});

test('anything at all may stand there', () => {
  fc.assert(
    fc.property(fc.anything(), fc.anything(), (sections, active) => {
      const restored = restoredPages({ tabs: [{ id: 'echo', page: { title: 'a', sections } }], active });
      panelText(restored?.pages.get('echo') ?? page);
    }),
  );
});
