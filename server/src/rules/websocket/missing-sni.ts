/** nginx names no host in the TLS handshake with an upstream unless told to (proxy_ssl_server_name, off by default; ngx_http_upstream_ssl_name). */
import { anchorOf } from '../../config/anchor.ts';
import type { Rule } from '../../analysis/rule.ts';
import { addLine } from '../../analysis/settle.ts';
import { publicTlsName } from '../../knowledge/websocket/site.ts';
import { firstWorkingTarget } from '../../knowledge/websocket/working.ts';
import { inForce } from '../../handshake/values/in-force.ts';

export const missingSni: Rule = {
  id: 'missing-sni',
  summary: 'An https backend is not told which host is meant',
  severity: 'information',
  fix: 'review',
  since: '0.1.0',
  nginx: { from: '1.7.0' },
  references: ['https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ssl_server_name'],

  looksAtTarget: ({ pass }) => pass.directive.args[0]?.text.slice(0, 8).toLowerCase() === 'https://',

  *checkTarget(target, context) {
    const word = target.pass.directive.args[0];
    const host = publicTlsName(target, context.environment);
    if (word === undefined || host === undefined || !firstWorkingTarget(target, context)) return;
    const { placed, doubt } = inForce(target.level, 'proxy_ssl_server_name');
    if (placed.length > 0 || doubt !== undefined) return;
    yield {
      at: anchorOf(target.pass, word),
      message: `nginx does not tell \`${host}\` in the TLS handshake which host is meant: where several share the address, it refuses, and nginx answers 502.`,
      fixes: [addLine('Send the name with proxy_ssl_server_name on', target, 'proxy_ssl_server_name on;', false)],
    };
  },
};
