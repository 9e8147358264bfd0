/** A tunnel is cut when it was silent for proxy_read_timeout; any byte, either way, starts it again (ngx_http_upstream_process_upgraded). */
import { anchorOf } from '../../config/anchor.ts';
import type { Fix, Related, Rule } from '../../analysis/rule.ts';
import { addLine, changeWord } from '../../analysis/settle.ts';
import { firstWorkingTarget } from '../../knowledge/websocket/working.ts';
import { placeOf } from '../../knowledge/websocket/wording.ts';
import { effectiveOne } from '../../config/inherit.ts';
import { parseTime } from '../../validity/values/numbers.ts';
import type { ProxyTarget } from '../../handshake/model.ts';
import { inForce } from '../../handshake/values/in-force.ts';

export const shortWebsocketTimeout: Rule = {
  id: 'short-websocket-timeout',
  summary: 'nginx cuts a WebSocket after a minute of silence, or earlier',
  severity: 'information',
  fix: 'review',
  since: '0.1.0',
  nginx: {},
  references: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout',
    'https://nginx.org/en/docs/http/websocket.html',
  ],

  looksAtTarget: ({ kind, level }) => !isLong(effectiveOne(level, `${kind}_read_timeout`)?.directive.args[0]?.text),

  *checkTarget(target, context) {
    if (!firstWorkingTarget(target, context)) return;
    const name = `${target.kind}_read_timeout`;
    const { placed, doubt, beside } = inForce(target.level, name);
    const line = placed.at(-1);
    const word = line?.directive.args[0];
    if (line === undefined || word === undefined) {
      // Of a site that is opened alone the level around it cannot be seen.
      const outside = context.partial && target.server.at !== undefined;
      if (doubt !== undefined || (context.environment.partial && !outside)) return;
      const source = `the default of \`${name}\`${outside ? ', if nginx.conf sets no other' : ''}`;
      yield { at: placeOf(target), message: message('60 s', source), fixes: [added(target, name)] };
      return;
    }
    const time = parseTime(word.text, false);
    if ((doubt !== undefined && !beside) || time === undefined || time >= limit || word.placeholder) return;
    const own = target.location.level.own.get(name)?.includes(line) === true;
    const written = own && line.includedBy === undefined;
    const related: readonly Related[] = written ? [] : [{ at: anchorOf(line), message: `\`${name}\` is set here.` }];
    yield {
      at: written ? anchorOf(line, word) : placeOf(target),
      severity: 'warning',
      message: message(time < 1000 ? `${time} ms` : `${time / 1000} s`, `\`${name} ${word.text}\``),
      related,
      fixes: written ? [changeWord(`Change ${name} to ${chosen}`, line, word, chosen, false)] : own ? [] : [added(target, name)],
    };
  },
};

function isLong(word: string | undefined): boolean {
  const time = word === undefined ? undefined : parseTime(word, false);
  return time !== undefined && time >= limit;
}

const limit = 60_000;
const chosen = '3600s';

function message(time: string, source: string): string {
  return `nginx closes this WebSocket after ${time} of silence (${source}). A frame either way, a ping too, starts the time again.`;
}

function added(target: ProxyTarget, name: string): Fix {
  return addLine(`Set ${name} to ${chosen}`, target, `${name} ${chosen};`, false);
}
