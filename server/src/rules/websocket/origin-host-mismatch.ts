/** Many frameworks compare the browser's Origin with Host, and nginx sends the name of the upstream as Host unless told otherwise ($proxy_host). */
import { evidenceFor } from '../../knowledge/websocket/evidence.ts';
import { linesOf } from '../../knowledge/websocket/header-state.ts';
import { tryHandshake } from '../../handshake/attempt.ts';
import type { Rule } from '../../analysis/rule.ts';
import { anchorOf } from '../../config/anchor.ts';
import { addLine, changeWord } from '../../analysis/settle.ts';
import { firstWorkingTarget } from '../../knowledge/websocket/working.ts';
import { placeOf } from '../../knowledge/websocket/wording.ts';
import { effective, effectiveLevel } from '../../config/inherit.ts';
import { hostFirst, isAtLeast, type NginxVersion } from '../../reference/version.ts';
import type { ProxyTarget } from '../../handshake/model.ts';
import { isElsewhere, unusualPort } from '../../knowledge/websocket/site.ts';

export const originHostMismatch: Rule = {
  id: 'origin-host-mismatch',
  summary: 'The backend sees another host than the browser, and may refuse the Origin',
  severity: 'information',
  fix: 'review',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_set_header'],

  looksAtTarget: (target, { nginx }) => target.kind === 'proxy' && mayDiffer(target, nginx),

  *checkTarget(target, context) {
    if (isElsewhere(target) || !firstWorkingTarget(target, context)) return;
    if (!evidenceFor(target, context).some(({ weight }) => weight === 'strong')) return;
    const host = tryHandshake(target, context).upstream.headers.find(({ name }) => name.toLowerCase() === 'host');
    if (host === undefined || typeof host.value !== 'string' || linesOf(target.level, 'origin').length > 0) return;
    const refuse = 'backends that compare the two (Rails, Django, Tornado, Go) refuse the handshake with 403';
    if (host.from.kind === 'default' && effectiveLevel(target.level, 'proxy_set_header') === target.location.level) {
      yield {
        at: placeOf(target),
        message: `The backend receives \`Host: ${host.value}\` with the Origin of your site: ${refuse}.`,
        fixes: [addLine('Forward the Host of the browser', target, 'proxy_set_header Host $http_host;', false)],
      };
    }
    const line = effective(target.level, 'proxy_set_header').find(({ directive }) => directive.args[1]?.text === '$host');
    const word = line?.directive.args[1];
    const port = unusualPort(target);
    if (line === undefined || word === undefined || line.includedBy !== undefined || port === undefined) return;
    if (line.directive.args[0]?.text.toLowerCase() !== 'host') return;
    yield {
      at: anchorOf(line, word),
      message: `\`$host\` leaves out the port ${port} that the browser has in its Origin: ${refuse}.`,
      fixes: [changeWord('Use $http_host, which keeps the port', line, word, '$http_host', false)],
    };
  },
};

/** May nginx's own Host be sent for lack of one, or a port be left out? */
function mayDiffer(target: ProxyTarget, nginx: NginxVersion): boolean {
  const values = linesOf(target.level, 'host').map(({ directive }) => directive.args[1]?.text ?? '');
  if (values.includes('$host') && unusualPort(target) !== undefined) return true;
  if (effectiveLevel(target.level, 'proxy_set_header') !== target.location.level) return false;
  // From 1.31.4 on nginx's own takes the place of an empty one.
  return values.length === 0 || (isAtLeast(nginx, hostFirst) && values.some((text) => text === '' || text.includes('$')));
}
