/** `'' close` in the map asks the backend to close after each ordinary request, and an upstream's `keepalive` finds nothing to keep. */
import { stateOf } from '../../knowledge/websocket/header-state.ts';
import { anchorOf } from '../../config/anchor.ts';
import { tryHandshake } from '../../handshake/attempt.ts';
import type { Rule } from '../../analysis/rule.ts';
import { changeWord } from '../../analysis/settle.ts';
import { effective } from '../../config/inherit.ts';
import type { Environment, MapEntry, Placed } from '../../config/model.ts';

export const upstreamKeepaliveLost: Rule = {
  id: 'upstream-keepalive-lost',
  summary: 'The map closes the connections that the upstream is told to keep',
  severity: 'hint',
  fix: 'safe',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/http/ngx_http_upstream_module.html#keepalive'],

  looksAtTarget: ({ kind, level, pass }, { environment }) =>
    kind === 'proxy' && effective(level, 'proxy_set_header').some(isFromVariable) && mayKeepConnections(pass, environment),

  *checkTarget(target, context) {
    const names = effective(target.level, 'proxy_set_header').flatMap(connectionVariables);
    const map = names.map((name) => context.environment.maps.get(name)).find((it) => it !== undefined);
    const entry = map?.entries.find(isClose);
    const value = entry?.value;
    if (entry === undefined || value === undefined) return;
    const { upstream } = tryHandshake(target, context, 'plain');
    const known =
      typeof upstream.address === 'string' ? context.environment.upstreams.get(upstream.address.toLowerCase()) : undefined;
    const keepalive = known?.keepalive;
    if (keepalive === undefined || keepalive.directive.args[0]?.text === '0' || upstream.httpVersion !== '1.1') return;
    const { sent } = stateOf('Connection', target, upstream);
    if (!sent.some((header) => header.value === value.text)) return;
    yield {
      at: anchorOf(entry.at, value),
      message: `Ordinary requests reach \`${known?.name ?? ''}\` with \`Connection: close\`, so its \`keepalive\` keeps nothing: each one opens a new connection.`,
      related: [{ at: anchorOf(keepalive), message: 'Connections are meant to be kept here.' }],
      fixes: [changeWord("Send no Connection header: ''", entry.at, value, "''", true)],
    };
  },
};

function isFromVariable(placed: Placed): boolean {
  return connectionVariables(placed).length > 0;
}

/** Certainly not where the pass names an upstream, or a host, that keeps none. */
function mayKeepConnections({ directive }: Placed, { upstreams }: Environment): boolean {
  const text = directive.args[0]?.text ?? '';
  if (text.includes('$')) return true;
  const host = /^https?:\/\/([^/?:]+)(?:[/?]|$)/i.exec(text)?.[1];
  return host !== undefined && upstreams.get(host.toLowerCase())?.keepalive !== undefined;
}

/** Lower-case names of the variables that give the header its value. */
function connectionVariables({ directive: { args } }: Placed): readonly string[] {
  if (args[0]?.text.toLowerCase() !== 'connection') return [];
  return args[1]?.variables.map(({ name }) => name.toLowerCase()) ?? [];
}

function isClose({ source, value }: MapEntry): boolean {
  return source.text === '' && value?.text.toLowerCase() === 'close';
}
