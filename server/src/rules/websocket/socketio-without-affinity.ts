/** A Socket.IO session lives in one server: its requests must all reach the same one, or it answers 400 `Session ID unknown`. */
import { insertLinesInto, mergeByFile, remove, treeOf } from '../../analysis/edits.ts';
import { anchorOf, wholeOf } from '../../config/anchor.ts';
import { isSocketio } from '../../knowledge/websocket/evidence.ts';
import { tryHandshake } from '../../handshake/attempt.ts';
import type { Fix, Rule } from '../../analysis/rule.ts';
import type { Upstream } from '../../config/model.ts';
import type { ProxyTarget } from '../../handshake/model.ts';

export const socketioWithoutAffinity: Rule = {
  id: 'socketio-without-affinity',
  summary: 'Socket.IO is spread over several servers without keeping a client to one',
  severity: 'warning',
  fix: 'review',
  since: '0.1.0',
  nginx: {},
  references: [
    'https://socket.io/docs/v4/using-multiple-nodes/',
    'https://nginx.org/en/docs/http/ngx_http_upstream_module.html#ip_hash',
  ],

  looksAtTarget: (target) => target.kind === 'proxy' && servesSocketio(target),

  *checkTarget(target, context) {
    const { address } = tryHandshake(target, context).upstream;
    const upstream = typeof address === 'string' ? context.environment.upstreams.get(address.toLowerCase()) : undefined;
    if (upstream === undefined || !spreads(upstream)) return;
    const count = serving(upstream).length;
    yield {
      at: anchorOf(target.pass, target.pass.directive.args[0]),
      message: `Socket.IO's requests are spread over ${count} servers of \`${upstream.name}\`, and a session is known to one only: the others answer 400 \`Session ID unknown\`.`,
      related: [{ at: wholeOf(upstream.at), message: 'Nothing here keeps a client to one server.' }],
      fixes: [keepClients(upstream)],
    };
  },
};

const affinity = new Set(['ip_hash', 'hash', 'sticky', 'sticky_cookie_insert', 'jvm_route', 'consistent_hash', 'fair']);
const balancing = new Set(['least_conn', 'random', 'least_time', 'round_robin']);

function servesSocketio(target: ProxyTarget): boolean {
  if (isSocketio(target.location.path)) return true;
  const named = /socket[-_.]?io/i.test(target.pass.directive.args[0]?.text ?? '');
  if (named) return true;
  if (!target.location.comments.some((text) => /socket\.io/i.test(text) && !denies.test(text))) return false;
  return !target.server.locations.names.some(({ path }) => isSocketio(path));
}

const denies = /\b(no|not|non|without|but|except|never|instead|don't|isn't)\b/i;

/** Servers that take part in the turn: a backup or a server that is down does not. */
function serving({ servers }: Upstream): Upstream['servers'] {
  return servers.filter(({ parameters }) => !parameters.includes('backup') && !parameters.includes('down'));
}

function spreads(upstream: Upstream): boolean {
  const names = upstream.body.map(({ directive }) => directive.name.text);
  return serving(upstream).length > 1 && !names.some((name) => affinity.has(name)) && !names.includes('include');
}

/** In front of everything else: before 1.29.7 `keepalive` must come behind the method. */
function keepClients({ at, body }: Upstream): Fix {
  return {
    title: 'Keep each client to one server with ip_hash',
    safe: false,
    edits: ({ workspace }) => {
      const tree = treeOf(workspace, at.path);
      const added = tree && insertLinesInto(tree, at, ['ip_hash;']);
      const method = body.find(({ directive, includedBy }) => balancing.has(directive.name.text) && includedBy === undefined);
      const removed = tree && method && remove(tree, method);
      if (added === undefined || (method !== undefined && removed === undefined)) return undefined;
      return mergeByFile([{ path: at.path, edits: removed === undefined ? [added] : [added, removed] }]);
    },
  };
}
