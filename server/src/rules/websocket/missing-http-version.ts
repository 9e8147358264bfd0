/**
 * The handshake needs HTTP/1.1 (RFC 6455 §4.1), and nginx speaks HTTP/1.0 to upstreams by default before 1.29.7
 * (ngx_http_proxy_module.c). Many backends do not mind, strict ones refuse.
 */
import { aboutCause } from '../../knowledge/websocket/diagnosis.ts';
import { forwardFixes } from '../../knowledge/websocket/forward-fixes.ts';
import type { Rule } from '../../analysis/rule.ts';
import { headerFinding, versionPlace } from '../../knowledge/websocket/wording.ts';
import { http11DefaultIn } from '../../reference/flavours.ts';
import { beforeVersion } from '../../reference/releases.ts';
import { http11ByDefault, nameOfVersion } from '../../reference/version.ts';

export const missingHttpVersion: Rule = {
  id: 'missing-http-version',
  summary: 'The handshake reaches the backend over HTTP/1.0',
  severity: 'warning',
  fix: 'safe',
  since: '0.1.0',
  nginx: {},
  references: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_http_version',
    'https://www.rfc-editor.org/rfc/rfc6455#section-4.1',
  ],

  ...aboutCause('missing-http-version', function* (diagnosis, context) {
    const { httpVersionFrom } = diagnosis.upstream;
    // Another value than nginx knows is refused, and told as such.
    if (httpVersionFrom.kind === 'set' && httpVersionFrom.at.directive.args[0]?.text !== '1.0') return;
    const strict = 'strict backends (Python `websockets`, hypercorn) answer it with 400 or 426';
    const message =
      httpVersionFrom.kind === 'set'
        ? `\`proxy_http_version 1.0\` sends the handshake over HTTP/1.0: ${strict}. WebSockets need 1.1.`
        : diagnosis.assumed
          ? `nginx ${beforeVersion(http11ByDefault)}, sends the handshake over HTTP/1.0: ${strict}.`
          : `${nameOfVersion(context.nginx)} sends the handshake over HTTP/1.0: ${strict}.${later(http11DefaultIn(context.nginx))}`;
    yield headerFinding(diagnosis, message, {
      ...versionPlace(diagnosis),
      fixes: forwardFixes(
        httpVersionFrom.kind === 'set' ? 'Speak HTTP/1.1 to the backend' : 'Add proxy_http_version 1.1',
        diagnosis,
      ),
    });
  }),
};

function later(name: string | undefined): string {
  return name === undefined ? '' : ` From ${name} on, 1.1 is the default.`;
}
