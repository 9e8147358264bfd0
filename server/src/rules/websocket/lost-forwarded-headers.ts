/** `proxy_set_header` is inherited whole or not at all: a location with lines of its own sends the client's address only if it says so (ngx_http_proxy_merge_loc_conf). */
import { anchorOf } from '../../config/anchor.ts';
import { effective } from '../../config/inherit.ts';
import type { Placed } from '../../config/model.ts';
import type { Rule } from '../../analysis/rule.ts';
import { tryHandshake } from '../../handshake/attempt.ts';
import { forwardEdits } from '../../knowledge/websocket/forward.ts';
import { headerName, isForwarded, lostForwarded } from '../../knowledge/websocket/forwarded.ts';
import { stateOf } from '../../knowledge/websocket/header-state.ts';
import { firstWorkingTarget } from '../../knowledge/websocket/working.ts';
import { placeOf } from '../../knowledge/websocket/wording.ts';

export const lostForwardedHeaders: Rule = {
  id: 'lost-forwarded-headers',
  summary: 'The backend of a WebSocket is not told who the client is, as it is elsewhere',
  severity: 'information',
  fix: 'review',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_set_header'],

  // Who sets Host means the backend to know of the site.
  looksAtTarget: ({ kind, level }) => {
    const names = kind === 'proxy' ? effective(level, 'proxy_set_header').map(headerName) : [];
    return names.includes('host') && !names.some(isForwarded);
  },

  *checkTarget(target, context) {
    if (!firstWorkingTarget(target, context)) return;
    const lost = lostForwarded(target, context);
    if (lost.length === 0) return;
    const names = [...new Set(lost.map(({ directive }) => `\`${directive.args[0]?.text ?? ''}\``))];
    const [host] = effective(target.level, 'proxy_set_header').filter((line) => headerName(line) === 'host');
    const { upstream } = tryHandshake(target, context);
    const states = { upgrade: stateOf('Upgrade', target, upstream), connection: stateOf('Connection', target, upstream) };
    const own =
      host?.includedBy === undefined && target.location.level.own.get('proxy_set_header')?.includes(host ?? target.pass);
    yield {
      at: host !== undefined && own === true ? anchorOf(host) : placeOf(target),
      message: `The backend receives no ${names.join(', ').replace(/, (?=[^,]*$)/, ' or ')} with WebSockets: lines of another level or location do not count here.${lost.some(tellsAddress) ? ' To it all clients have the address of nginx.' : ''}`,
      related: lost.map((line) => ({ at: anchorOf(line), message: 'Set here, for others.' })),
      fixes: [
        {
          title: `Set ${names.length === 1 ? 'it' : 'them'} here too`,
          safe: false,
          edits: (now) => forwardEdits(now, { target, upstream, ...states }, { lost }),
        },
      ],
    };
  },
};

function tellsAddress(line: Placed): boolean {
  return ['x-real-ip', 'x-forwarded-for', 'forwarded'].includes(headerName(line));
}
