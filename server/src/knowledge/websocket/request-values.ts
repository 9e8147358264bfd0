/** Which values depend on more of the request than its handshake: those differ from one client to the next. */
import type { Environment, Placed } from '../../config/model.ts';
import type { Word } from '../../syntax/tree.ts';

/** Do header lines take their values, through maps and `set` too, from the URL, its arguments, cookies or the client's address? */
export function dependOnRequest(lines: readonly Placed[], environment: Environment): boolean {
  const seen = new Set<string>();
  const depends = (word: Word | undefined): boolean =>
    word?.variables.some(({ name }) => {
      const lower = name.toLowerCase();
      if (requestVariable.test(lower)) return true;
      if (seen.has(lower)) return false;
      seen.add(lower);
      return wordsBehind(lower, environment).some(depends);
    }) === true;
  return lines.some(({ directive }) => depends(directive.args[1]));
}

const requestVariable =
  /^(?:arg_\w+|args|query_string|is_args|cookie_\w+|(?:request_|document_)?uri|request|request_filename|remote_\w+|realip_\w+|geoip\w*|proxy_protocol_\w+|host|http_host|http_user_agent|\d)$/;

/** What decides a variable: source and values of its map, what `set` gives it. */
function wordsBehind(name: string, { maps, variables }: Environment): readonly (Word | undefined)[] {
  const map = maps.get(name);
  const sets = (variables.get(name) ?? []).filter(({ by }) => by === 'set').map(({ at }) => at.directive.args[1]);
  return map === undefined ? sets : [map.source, map.default?.value, ...map.entries.map(({ value }) => value), ...sets];
}
