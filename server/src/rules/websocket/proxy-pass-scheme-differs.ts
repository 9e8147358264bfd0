/** A port speaks plain HTTP or TLS. nginx finds out only when it connects (ngx_http_upstream_ssl_init_connection). */
import { anchorOf } from '../../config/anchor.ts';
import { changeWord } from '../../analysis/settle.ts';
import type { Finding, Rule } from '../../analysis/rule.ts';
import { sharedPorts } from '../../knowledge/websocket/shared-ports.ts';
import { works } from '../../knowledge/websocket/working.ts';
import { nameOf } from '../../knowledge/websocket/wording.ts';
import type { ProxyTarget } from '../../handshake/model.ts';

export const proxyPassSchemeDiffers: Rule = {
  id: 'proxy-pass-scheme-differs',
  summary: 'One port of a backend is spoken to by http and by https',
  severity: 'warning',
  fix: 'review',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass'],

  *checkServer(server, context) {
    for (const { http, https } of sharedPorts(server, context)) {
      const wanted = [http, https].map((targets) => targets.filter((target) => works(target, context)));
      const [plain = [], tls = []] = wanted;
      // The WebSockets are what is told of; else the scheme that fewer have.
      const isPlain = plain.length > 0 === tls.length > 0 ? http.length <= https.length : plain.length > 0;
      const [told, other] = isPlain ? [plain.length > 0 ? plain : http, https] : [tls.length > 0 ? tls : https, http];
      const [first] = other;
      if (first !== undefined) for (const target of told) yield finding(target, first, isPlain);
    }
  },
};

function finding({ pass }: ProxyTarget, other: ProxyTarget, isPlain: boolean): Finding {
  const [word = pass.directive.name] = pass.directive.args;
  const [own, others] = isPlain ? ['http', 'https'] : ['https', 'http'];
  const outcome = isPlain ? 'plain HTTP at a TLS port ends in 400 or 502' : 'TLS at a plain port ends in 502';
  return {
    at: anchorOf(pass, word),
    message: `nginx speaks ${own} to this port here, and ${others} in ${nameOf(other.location)}. A port speaks one of the two: ${outcome}.`,
    related: [{ at: anchorOf(other.pass, other.pass.directive.args[0]), message: `The same port, by ${others}.` }],
    fixes: [changeWord(`Speak ${others} to it`, pass, word, word.raw.replace(/https?(?=:)/i, others), false)],
  };
}
