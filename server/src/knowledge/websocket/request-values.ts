/** Which values depend on more of the request than its handshake: those differ from one client to the next. */
import { wordsOfMap } from '../../config/environment.ts';
import type { Environment, Placed } from '../../config/model.ts';
import type { ProxyTarget } from '../../handshake/model.ts';
import type { Word } from '../../syntax/tree.ts';

/** Do header lines take their values, through maps and `set` too, from the URL, its arguments, cookies or the client's address? */
export function dependOnRequest(lines: readonly Placed[], target: ProxyTarget, environment: Environment): boolean {
  const seen = new Set<string>();
  const depends = (word: Word | undefined): boolean =>
    word?.variables.some(({ name }) => {
      const lower = name.toLowerCase();
      if (requestVariable.test(lower)) return true;
      if (seen.has(lower)) return false;
      seen.add(lower);
      return wordsBehind(lower, target, environment).some(depends);
    }) === true;
  return lines.some(({ directive }) => depends(directive.args[1]));
}

const requestVariable =
  /^(?:arg_\w+|args|query_string|is_args|cookie_\w+|(?:request_|document_)?uri|request|request_filename|remote_\w+|realip_\w+|geoip\w*|proxy_protocol_\w+|host|http_host|http_user_agent|\d)$/;

/** What decides a variable: source and values of its map, what `set` gives it on the way to the target. */
function wordsBehind(name: string, { server, location }: ProxyTarget, { maps }: Environment): readonly (Word | undefined)[] {
  const blocks = [server, location, ...server.ifs, ...location.ifs];
  const sets = blocks
    .flatMap(({ body }) => body)
    .filter(({ directive: { name: called, args } }) => called.text === 'set' && args[0]?.text.toLowerCase() === `$${name}`);
  const map = maps.get(name);
  const words = map === undefined ? [] : wordsOfMap(map);
  return [...words, ...sets.map(({ directive }) => directive.args[1])];
}
