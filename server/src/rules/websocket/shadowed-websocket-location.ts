/** A regular expression is tried behind the longest prefix and wins over it, unless that has `^~` (ngx_http_core_find_location). */
import { evidenceFor, namesWebsocket } from '../../knowledge/websocket/evidence.ts';
import { keepsPatternsOut, mayBeShadowed, patternsAmong } from '../../knowledge/websocket/shadow.ts';
import { works } from '../../knowledge/websocket/working.ts';
import { anchorOf, wholeOf } from '../../config/anchor.ts';
import type { Rule, RuleContext } from '../../analysis/rule.ts';
import { sampleUrl, simulateArrival } from '../../handshake/sample.ts';
import { changeWord } from '../../analysis/settle.ts';
import type { Location } from '../../config/model.ts';
import { oldDefaultsText, spansDefaults } from '../../handshake/verdict/assumed.ts';
import { nameOf } from '../../handshake/routing/locate.ts';
import type { ProxyTarget } from '../../handshake/model.ts';

export const shadowedWebsocketLocation: Rule = {
  id: 'shadowed-websocket-location',
  summary: 'Another location takes the URLs of a WebSocket location',
  severity: 'error',
  fix: 'review',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/http/ngx_http_core_module.html#location'],
  explains: { verdicts: ['fails'], by: 'nginx' },

  looksAtTarget: ({ server }) => patternsAmong(server.locations.names).length > 0,

  *checkTarget(target, context) {
    const { location } = target;
    const word = location.at?.directive.args.at(-1);
    if (location.at === undefined || word === undefined) return;
    if (!works(target, context) || !mayBeShadowed(target)) return;
    if (!evidenceFor(target, context).some(({ weight }) => weight === 'strong')) return;
    const arrival = simulateArrival(target, context);
    const winner = arrival?.location;
    if (arrival === undefined || winner?.at === undefined || winner === location || arrival.verdict.kind !== 'fails') return;
    // A redirect or rewrite of the author's leads where it shall.
    const isFenced = keepsPatternsOut(winner, location);
    if (!winner.modifier.startsWith('~') && !isFenced) return;
    if (isWithin(winner, location) || isPage(target, winner, context)) return;
    const { upstream } = arrival;
    const defaults = upstream !== undefined && spansDefaults(context) ? oldDefaultsText(upstream) : '';
    yield {
      at: anchorOf(location.at, word),
      message: `\`location ${nameOf(winner)}\` takes ${sampleUrl(location) ?? ''} before this one, and there the handshake fails: ${verdictOf(arrival.verdict.reason)}${defaults}`,
      related: [{ at: wholeOf(winner.at), message: isFenced ? fenced : 'Regular expressions win over plain prefixes.' }],
      fixes:
        location.modifier === '' && location.at.directive.args.length === 1
          ? [changeWord('Try no regular expressions for it: ^~', location.at, word, `^~ ${word.raw}`, false)]
          : [],
    };
  },
};

const fenced = 'With `^~` nginx tries no regular expression for what begins so.';

function isWithin(inner: Location, { locations }: Location): boolean {
  return locations.all().some((it) => it === inner || isWithin(inner, it));
}

/** Is there an ordinary page at the location's own path, while the sockets are below it? */
function isPage(target: ProxyTarget, winner: Location, context: RuleContext): boolean {
  const { modifier, path } = target.location;
  if (modifier !== '' || namesWebsocket(path) === 'strong' || /\.\w+$/.test(path)) return false;
  return simulateArrival(target, context, `${path.replace(/\/$/, '')}/chat`)?.location !== winner;
}

/** The first sentence says what the backend receives. */
function verdictOf(reason: string): string {
  return /^.*?\.(?=\s|$)/s.exec(reason)?.[0] ?? reason;
}
