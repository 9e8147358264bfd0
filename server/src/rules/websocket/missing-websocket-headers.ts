/**
 * `Upgrade` and `Connection` are hop-by-hop headers: nginx keeps the client's to itself, and an upstream that gets
 * neither sees an ordinary GET.
 */
import { aboutCause } from '../../knowledge/websocket/diagnosis.ts';
import { forwardFixes } from '../../knowledge/websocket/forward-fixes.ts';
import type { Rule } from '../../analysis/rule.ts';
import { headerFinding, received, soItFails } from '../../knowledge/websocket/wording.ts';

export const missingWebsocketHeaders: Rule = {
  id: 'missing-websocket-headers',
  summary: 'The backend of a WebSocket location receives neither Upgrade nor Connection: upgrade',
  severity: 'error',
  fix: 'safe',
  since: '0.1.0',
  nginx: { from: '1.3.13' },
  references: ['https://nginx.org/en/docs/http/websocket.html', 'https://www.rfc-editor.org/rfc/rfc6455#section-4.2.1'],

  ...aboutCause('missing-websocket-headers', function* (diagnosis) {
    const { upgrade, connection, upstream } = diagnosis;
    const version = upstream.httpVersion === '1.0' ? ' over HTTP/1.0' : '';
    yield headerFinding(
      diagnosis,
      `The backend receives ${received(upgrade)} and ${received(connection)}${version}, ${soItFails}: nginx forwards the client's only where \`proxy_set_header\` says so.`,
      { fixes: forwardFixes('Forward the WebSocket handshake', diagnosis) },
    );
  }),
};
