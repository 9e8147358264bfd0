/** A cache is looked at before the backend is asked, and its key has no Upgrade in it: a cached GET of the same URL answers the handshake. */
import { anchorOf } from '../../config/anchor.ts';
import { diagnose } from '../../knowledge/websocket/diagnosis.ts';
import { outlookAt } from '../../analysis/outlook.ts';
import type { Rule, RuleContext } from '../../analysis/rule.ts';
import { addLine } from '../../analysis/settle.ts';
import { effective } from '../../config/inherit.ts';
import { siblingOf } from '../../knowledge/websocket/siblings.ts';
import { placeOf } from '../../knowledge/websocket/wording.ts';
import type { ProxyTarget } from '../../handshake/model.ts';
import { isOn, inForce } from '../../handshake/values/in-force.ts';

export const cachedHandshake: Rule = {
  id: 'cached-handshake',
  summary: 'A handshake may be answered from the cache',
  severity: 'warning',
  fix: 'safe',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_cache_bypass'],
  explains: { verdicts: ['depends'], by: 'backend' },

  looksAtTarget: ({ kind, level }) => kind === 'proxy' && effective(level, 'proxy_cache').length > 0,

  *checkTarget(target, context) {
    if (diagnose(target, context) !== undefined) return;
    const { upgrade, connection } = outlookAt(target, context);
    if (!upgrade || !connection) return;
    const cache = inForce(target.level, 'proxy_cache');
    const line = cache.placed.at(-1);
    const zone = line?.directive.args[0];
    if (line === undefined || zone === undefined || cache.doubt !== undefined) return;
    if (zone.text.toLowerCase() === 'off' || zone.variables.length > 0 || zone.placeholder) return;
    const bypass = inForce(target.level, 'proxy_cache_bypass');
    // Any condition of the author's may well be about handshakes.
    if (bypass.doubt !== undefined || bypass.placed.length > 0) return;
    // Without buffers nothing is stored; and another key may tell handshakes apart.
    if (!isOn(target.level, 'proxy_buffering', true) || tellsHandshakes(target)) return;
    yield {
      at: placeOf(target),
      ...(isCopied(target, context) || !isKeptByRule(target) ? { severity: 'information' } : {}),
      message: `A plain GET of the same URL that is in the cache \`${zone.text}\` answers the handshake too: the client gets that answer instead of a 101.`,
      related: [{ at: anchorOf(line), message: '`proxy_cache` is set here.' }],
      fixes: [addLine('Let handshakes pass by the cache', target, 'proxy_cache_bypass $http_upgrade;', true)],
    };
  },
};

/** Where another location is the sockets' own, the one for all that is left has the headers because both were written alike. */
function isCopied(target: ProxyTarget, context: RuleContext): boolean {
  const { modifier, path } = target.location;
  return (modifier === '@' || path === '/') && siblingOf(target, context) !== undefined;
}

/** Does a line say what is kept? Else only that is which the backend itself gives a time, and few do so where their sockets are. */
function isKeptByRule({ level }: ProxyTarget): boolean {
  return inForce(level, 'proxy_cache_valid').placed.length > 0;
}

/** Variables that are the same for a handshake and a plain GET of one URL. */
const usual =
  /^(scheme|proxy_host|proxy_port|request_uri|uri|document_uri|(is_)?args|query_string|host|http_host|server_name|server_port|request_method|arg_\w+|cookie_\w+)$/i;

function tellsHandshakes({ level }: ProxyTarget): boolean {
  const { placed, doubt } = inForce(level, 'proxy_cache_key');
  const names = placed.flatMap(({ directive }) => directive.args.flatMap(({ variables }) => variables.map(({ name }) => name)));
  return doubt !== undefined || names.some((name) => !usual.test(name));
}
