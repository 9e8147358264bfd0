/** An HTTP/2 connection to the upstream cannot become a tunnel: that module never switches protocols (ngx_http_proxy_v2_module.c). */
import { aboutCause } from '../../knowledge/websocket/diagnosis.ts';
import { forwardFixes } from '../../knowledge/websocket/forward-fixes.ts';
import type { Rule } from '../../analysis/rule.ts';
import { headerFinding, soItFails, versionPlace } from '../../knowledge/websocket/wording.ts';

export const http2Upstream: Rule = {
  id: 'http2-upstream',
  summary: 'A WebSocket location speaks HTTP/2 to its backend, which cannot be upgraded',
  severity: 'error',
  fix: 'safe',
  since: '0.1.0',
  nginx: { from: '1.29.4' },
  references: ['https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_http_version'],

  ...aboutCause('http2-upstream', function* (diagnosis) {
    yield headerFinding(
      diagnosis,
      `\`proxy_http_version 2\` opens an HTTP/2 connection to the backend, where nginx cannot switch protocols, ${soItFails}.`,
      {
        ...versionPlace(diagnosis),
        fixes: forwardFixes('Speak HTTP/1.1 to the backend', diagnosis),
      },
    );
  }),
};
