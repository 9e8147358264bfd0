/** nginx looks a named location up only when a request gets there; without one it answers 500 (ngx_http_named_location). */
import type { Finding, Rule, RuleContext } from '../../analysis/rule.ts';
import { anchorOf } from '../../config/anchor.ts';
import type { Placed, Server } from '../../config/model.ts';
import { changeWord } from '../../analysis/settle.ts';
import { targetsIn } from '../../handshake/routing/proxy-targets.ts';
import { lostJumpsIn, type LostJump } from '../../knowledge/named-locations.ts';
import { blockedAt } from '../../knowledge/websocket/blocked.ts';
import { evidenceFor } from '../../knowledge/websocket/evidence.ts';

export const unknownNamedLocation: Rule = {
  id: 'unknown-named-location',
  summary: 'A line leads to a named location that its server does not have',
  severity: 'warning',
  fix: 'review',
  since: '0.2.0',
  nginx: {},
  references: [
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#try_files',
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#error_page',
  ],
  explains: { verdicts: ['fails'], by: 'nginx' },

  *checkServer(server, context) {
    for (const jump of lostJumpsIn(server)) yield findingOf(jump, server, context);
  },
};

function findingOf(jump: LostJump, server: Server, context: RuleContext): Finding {
  const { placed, word, near } = jump;
  const brought = near === undefined ? broughtBy(placed) : undefined;
  const severity = isQuiet(jump, brought) ? 'information' : stopsHandshakes(jump, server, context) ? 'error' : 'warning';
  const message = `${outcomeOf(jump)} \`nginx -t\` says nothing: it is looked up when a request gets there.`;
  if (brought !== undefined) {
    const related = [{ at: anchorOf(placed, word), message: `The included file leads to ${word.text} here.` }];
    return { at: anchorOf(brought, brought.directive.args[0]), severity, message, related };
  }
  return {
    at: anchorOf(placed, word),
    severity,
    message,
    fixes: near === undefined ? [] : [changeWord(`Change to ${near}`, placed, word, word.raw.replace(word.text, near), false)],
  };
}

/** The line of the server's own file that brings it: a file of lines is for many servers, and others may have the location. */
function broughtBy({ includedBy }: Placed): Placed | undefined {
  return includedBy === undefined ? undefined : (broughtBy(includedBy) ?? includedBy);
}

/** What the answer of an error becomes, of errors that a file for many servers foresees, or nothing that a client sees. */
function isQuiet({ placed: { directive } }: LostJump, brought: Placed | undefined): boolean {
  const { text } = directive.name;
  return text === 'post_action' || (text === 'error_page' && brought !== undefined);
}

function outcomeOf({ placed: { directive }, word: { text } }: LostJump): string {
  const lacks = `This server has no \`location ${text}\``;
  if (directive.name.text === 'try_files') return `${lacks}: a request for which none of the files is there ends in 500.`;
  if (directive.name.text === 'post_action') return `${lacks}: after each response the error log says so, and no more happens.`;
  const codes = directive.args.filter((it) => /^\d{3}$/.test(it.text)).map((it) => it.text);
  return `${lacks}: what ends in ${codes.join(', ')} is answered with 500.`;
}

/** Does it keep WebSockets from the backend that its location surely passes them on to? */
function stopsHandshakes({ placed, location }: LostJump, server: Server, context: RuleContext): boolean {
  if (location === undefined) return false;
  return targetsIn(location, server).some((target) => {
    if (!evidenceFor(target, context).some(({ weight }) => weight === 'strong')) return false;
    return blockedAt(target, context)?.verdict.causes.some((it) => it.directive === placed.directive) === true;
  });
}
