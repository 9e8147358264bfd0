/** The backend switches protocols, and a line of the configuration spoils its 101 on the way back (ngx_http_upstream.c, ngx_http_headers_filter). */
import type { Rule } from '../../analysis/rule.ts';
import { outlookAt } from '../../analysis/outlook.ts';
import { tryHandshake } from '../../handshake/attempt.ts';
import { placeOf } from '../../knowledge/websocket/wording.ts';
import { removeLine } from '../../analysis/settle.ts';
import { cutOffLevels, effective } from '../../config/inherit.ts';
import type { Placed } from '../../config/model.ts';
import type { ProxyTarget } from '../../handshake/model.ts';

export const hiddenUpgradeHeader: Rule = {
  id: 'hidden-upgrade-header',
  summary: "A header of the backend's 101 is hidden from the client, or sent twice",
  severity: 'error',
  fix: 'safe',
  since: '0.1.0',
  nginx: {},
  references: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_hide_header',
    'https://www.rfc-editor.org/rfc/rfc6455#section-4.1',
  ],
  explains: { verdicts: ['fails'], by: 'backend' },

  looksAtTarget: ({ level }) => spoiling.some((name) => effective(level, name).length > 0),

  *checkTarget(target, context) {
    const lines = spoiling.flatMap((name) => effective(target.level, name));
    const { verdict: expected, upgrade, connection } = outlookAt(target, context);
    // What an unseen include sends may be no handshake at all, and hiding Upgrade is right for ordinary pages.
    if (expected !== 'fails' || !upgrade || !connection) return;
    const { verdict } = tryHandshake(target, context);
    for (const cause of verdict.causes) {
      const line = lines.find(({ directive }) => directive === cause.directive);
      if (line === undefined) continue;
      const written = line.includedBy === undefined;
      yield {
        at: written ? cause : placeOf(target),
        message: `${verdict.reason} So the WebSocket handshake fails although the backend accepts it.`,
        related: written ? [] : [{ at: cause, message: 'This line does it.' }],
        fixes: written ? [removeLine('Remove the line', line, bringsNothingBack(target, line))] : [],
      };
    }
  },
};

const spoiling = ['proxy_hide_header', 'uwsgi_hide_header', 'scgi_hide_header', 'add_header'];

/** The last line of its level cuts off those further out: without it they would count again. */
function bringsNothingBack({ level }: ProxyTarget, { directive: { name } }: Placed): boolean {
  return effective(level, name.text).length > 1 || cutOffLevels(level, name.text).length === 0;
}
