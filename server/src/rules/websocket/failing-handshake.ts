/** nginx itself answers a handshake, or breaks it: what the location would pass on does not get that far. */
import { failingHandshakeId } from '../../analysis/failing.ts';
import type { Rule } from '../../analysis/rule.ts';

export const failingHandshake: Rule = {
  id: failingHandshakeId,
  summary: 'A WebSocket does not get through, for a reason that no other rule tells',
  severity: 'error',
  fix: 'none',
  since: '0.2.0',
  nginx: {},
  references: ['https://www.rfc-editor.org/rfc/rfc6455#section-4.1', 'https://nginx.org/en/docs/http/websocket.html'],
};
