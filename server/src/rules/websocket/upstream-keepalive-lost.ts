/** `'' close` in the map asks the backend to close after each ordinary request, and an upstream's `keepalive` finds nothing to keep. */
import { stateOf } from '../../knowledge/websocket/header-state.ts';
import { anchorOf } from '../../config/anchor.ts';
import { tryHandshake } from '../../handshake/attempt.ts';
import type { Rule, RuleContext } from '../../analysis/rule.ts';
import { changeWord } from '../../analysis/settle.ts';
import type { ProxyTarget, UpstreamRequest } from '../../handshake/model.ts';
import { oldDefaultsIn, spansDefaults } from '../../handshake/verdict/assumed.ts';
import { formatVersion, http11ByDefault, type NginxVersion } from '../../reference/version.ts';
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
    const { upstream, since } = plainRequest(target, context);
    const known =
      typeof upstream.address === 'string' ? context.environment.upstreams.get(upstream.address.toLowerCase()) : undefined;
    const keepalive = known?.keepalive;
    if (keepalive === undefined || keepalive.directive.args[0]?.text === '0' || upstream.httpVersion !== '1.1') return;
    const { sent } = stateOf('Connection', target, upstream);
    if (!sent.some((header) => header.value === value.text)) return;
    yield {
      at: anchorOf(entry.at, value),
      message: `${since === undefined ? 'Ordinary' : `From ${formatVersion(since)} on, ordinary`} requests reach \`${known?.name ?? ''}\` with \`Connection: close\`, so its \`keepalive\` keeps nothing: each one opens a new connection.`,
      related: [{ at: anchorOf(keepalive), message: 'Connections are meant to be kept here.' }],
      fixes: [changeWord("Send no Connection header: ''", entry.at, value, "''", true)],
    };
  },
};

type PlainRequest = Readonly<{ upstream: UpstreamRequest; since?: NginxVersion }>;

/** As the versions send it that can keep a connection; `since`: where nobody said the version, and only newer ones can. */
function plainRequest(target: ProxyTarget, context: RuleContext): PlainRequest {
  const { upstream } = tryHandshake(target, context, 'plain');
  if (context.nginxUpTo === undefined || !spansDefaults(context) || !oldDefaultsIn(upstream).version) return { upstream };
  const newest = { environment: context.environment, nginx: context.nginxUpTo };
  return { upstream: tryHandshake(target, newest, 'plain').upstream, since: http11ByDefault };
}

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
