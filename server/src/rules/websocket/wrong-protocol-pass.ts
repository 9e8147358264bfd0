/** FastCGI, gRPC and memcached have no way to switch protocols: their modules never open a tunnel (u->upgrade). */
import { evidenceFor, type Evidence } from '../../knowledge/websocket/evidence.ts';
import type { Rule, RuleContext } from '../../analysis/rule.ts';
import { anchorOf } from '../../config/anchor.ts';
import type { ProxyTarget } from '../../handshake/model.ts';
import { simulateArrival } from '../../handshake/sample.ts';

export const wrongProtocolPass: Rule = {
  id: 'wrong-protocol-pass',
  summary: 'A WebSocket location passes requests on by a protocol that cannot be upgraded',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/http/websocket.html', 'https://nginx.org/en/docs/http/ngx_http_proxy_module.html'],
  explains: { verdicts: ['fails'], by: 'backend' },

  looksAtTarget: ({ kind }) => protocols[kind] !== undefined,

  *checkTarget(target, context) {
    const protocol = protocols[target.kind];
    // A script has an ordinary answer to give, whatever its folder is called.
    if (protocol === undefined || /\.php\b/.test(target.location.path)) return;
    const [evidence] = evidenceFor(target, context).filter((it) => it.weight === 'strong' && !isHeaderLine(it));
    if (evidence === undefined || goesElsewhere(target, context)) return;
    yield {
      at: anchorOf(target.pass),
      message: `\`${target.pass.directive.name.text}\` cannot open a WebSocket tunnel: ${protocol}. \`proxy_pass\` to the backend's HTTP port can (${evidence.text}).`,
    };
  },
};

/** Handshakes take another way out of the location: an `if` tells them from other requests. */
function goesElsewhere(target: ProxyTarget, context: RuleContext): boolean {
  const kind = target.location.ifs.length === 0 ? undefined : simulateArrival(target, context)?.verdict.kind;
  return kind === 'connects' || kind === 'depends';
}

/** Headers for proxy_pass say nothing about another protocol: a shared include brings them along. */
function isHeaderLine({ at }: Evidence): boolean {
  return at?.directive.name.text.startsWith('proxy_') === true;
}

const protocols: Readonly<Partial<Record<string, string>>> = {
  fastcgi: "nginx treats a FastCGI backend's 101 as an ordinary answer",
  grpc: 'it speaks HTTP/2 to the backend',
  memcached: 'it only fetches values from a cache',
};
