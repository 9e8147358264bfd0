/** What a probe saw, as pages of the panel: drawn in pages.txt. `UPDATE=1` draws them anew. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { panelText, type PanelPage } from '../../protocol/panel.ts';
import { createAnalyzer, defaultOptions } from '../../server/src/analysis/analyze.ts';
import { simulateUrl } from '../../server/src/features/simulate-url.ts';
import { judge } from '../../server/src/probe/judgement.ts';
import type { Answer, Closed, Observation } from '../../server/src/probe/model.ts';
import { askingPage, probePage, type Found, type Simulated } from '../../server/src/probe/page.ts';
import { drawPage, placesInMemory } from '../support/panel.ts';
import { testParser } from '../support/parser.ts';
import { memoryWorkspace } from '../support/workspace.ts';

const parser = await testParser();
const file = join(import.meta.dirname, 'pages.txt');
const url = 'ws://example.com/ws';

function simulated(lines: string, outer = ''): Simulated {
  const text = `http {\n    ${outer}\n    server {\n        listen 80;\n        location /ws { ${lines} }\n    }\n}\n`;
  const main = '/etc/nginx/nginx.conf';
  const workspace = memoryWorkspace(parser, new Map([[main, text]]));
  const analysis = createAnalyzer([])(workspace, main, { ...defaultOptions, nginx: [1, 28, 0] });
  return { ...simulateUrl(analysis, url, 'chrome'), places: placesInMemory(workspace) };
}

const forwarding =
  'proxy_pass http://127.0.0.1:3000; proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;';

const nothing: Observation = {
  steps: [
    { name: 'name', ms: 1.23, detail: 'example.com is 192.0.2.1' },
    { name: 'tcp', ms: 20, detail: '192.0.2.1 port 80 answers' },
  ],
  ...{ address: '192.0.2.1', answer: undefined, connected: false, subprotocol: '', extensions: '', closed: undefined },
  failure: undefined,
};

function answered(status: number, statusText: string, headers: Readonly<Record<string, string>> = {}, body = ''): Observation {
  const answer: Answer = {
    ...{ httpVersion: '1.1', status, statusText, body },
    headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
  };
  const failure = { step: 'handshake', kind: 'refused', reason: `${status} ${statusText}` } as const;
  return { ...nothing, answer, failure };
}

const opened: Observation = { ...answered(101, 'Switching Protocols', { Server: 'nginx' }), connected: true, failure: undefined };

function ended(after: number, more: Partial<Closed> = {}): Observation {
  return { ...opened, closed: { code: 1006, reason: '', after, by: 'them', received: 0, ...more } };
}

function page(seen: Observation, beside?: Simulated, { hold = 0, stopped = false } = {}): PanelPage {
  return probePage({ url, seen, judgement: judge(seen, hold), stopped, simulated: beside, actions: [] });
}

const foundOf = (seen: Observation): Found => ({ seen, judgement: judge(seen, 0) });
const notFound = '<center><h1>404 Not Found</h1></center>\r\n<hr><center>nginx/1.28.0</center>\r\n';
const held = { hold: 100 };
const pages: Readonly<Record<string, PanelPage>> = {
  'it asks': askingPage(url, 0, 70),
  'it holds': askingPage(url, 12.7, 70),
  'it connects, without a configuration': page({ ...opened, subprotocol: 'chat', extensions: 'permessage-deflate' }),
  'nginx itself answers, as the file says': page(
    answered(404, 'Not Found', { Server: 'nginx' }, notFound),
    simulated('root /nowhere;'),
  ),
  'the backend did not see the handshake that the file sends': page(answered(426, 'Upgrade Required'), simulated(forwarding)),
  'something in front': page(answered(403, 'Forbidden', { Server: 'cloudflare', 'cf-ray': '8f2b1c-FRA' }), simulated(forwarding)),
  'what is in front loses it, and the origin connects; asked with more than a browser sends': probePage({
    ...{ url, stopped: false, simulated: undefined, actions: [], asked: ['Origin: https://a.example', '--signalr'] },
    ...foundOf(answered(403, 'Forbidden', { Server: 'cloudflare', 'cf-ray': '8f2b1c-FRA' })),
    origin: foundOf({ ...opened, address: '198.51.100.7' }),
  }),
  'nothing listens': page(
    { ...nothing, failure: { step: 'tcp', kind: 'unreachable', reason: 'nothing listens on port 80 there' } },
    simulated(forwarding),
  ),
  'the default of nginx ends it': page(ended(60.02), simulated(forwarding), held),
  'a line of the location ends it': page(ended(4.9), simulated(`${forwarding} proxy_read_timeout 5s;`), held),
  'a line of an outer block ends it': page(ended(5.1), simulated(forwarding, 'proxy_read_timeout 5s;'), held),
  'nginx would have waited longer': page(ended(60), simulated(forwarding, 'proxy_read_timeout 1d;'), held),
  'the backend closes it': page(ended(60, { code: 1001, reason: 'bye' }), simulated(forwarding), held),
  'stopped while it was open': page(ended(3.04), undefined, { ...held, stopped: true }),
  'stopped before an answer': page(nothing, undefined, { stopped: true }),
  'what comes is text': page(
    answered(
      200,
      '<b>\u001b[31mOK</b>',
      { 'X-A': '`<img src=x>`\u202e' },
      '<script>alert(1)</script>\n\u0007[link](command:x)\n',
    ),
  ),
};

const known = new Map(
  readFileSync(file, { encoding: 'utf8', flag: 'a+' })
    .split(/^=== /m)
    .slice(1)
    .map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1).trimEnd()] as const),
);

suite('pages of a probe', () => {
  for (const [name, shown] of Object.entries(pages)) {
    test(name, () => {
      if (process.env['UPDATE'] === undefined) assert.equal(drawPage(shown), known.get(name));
      assert.doesNotMatch(panelText(shown).replaceAll('\n', ''), /[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
    });
  }
  after(() => {
    const drawn = Object.entries(pages).map(([name, shown]) => `=== ${name}\n${drawPage(shown)}\n`);
    if (process.env['UPDATE'] !== undefined) writeFileSync(file, drawn.join('\n'));
  });
});
