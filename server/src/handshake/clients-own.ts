/** What a client says beside the URL, where that is what ends its handshake: another client may get through. */
import type { Environment, IfBlock } from '../config/model.ts';
import type { Word } from '../syntax/tree.ts';
import type { Simulation } from './model.ts';

/**
 * The variable by which an `if` ended it, where its value is the client's own and not the URL's; `undefined` else. With
 * `anyUrl` the URL was only an example: what is taken from it counts as the client's own too.
 */
export function decidedByClient(
  { verdict, server, location }: Simulation,
  environment: Environment,
  anyUrl = false,
): string | undefined {
  const ifs = [...(server?.ifs ?? []), ...(location?.ifs ?? [])];
  const ending = ifs.find(({ body }) => verdict.causes.some((it) => body.some(({ directive }) => directive === it.directive)));
  if (ending === undefined) return undefined;
  return namesIn(ending.at.directive.args).find((name) => isClients(name, { environment, ifs, anyUrl }, 0));
}

interface Scope {
  readonly environment: Environment;
  readonly ifs: readonly IfBlock[];
  readonly anyUrl: boolean;
}

function namesIn(words: readonly Word[]): readonly string[] {
  return words.flatMap(({ variables }) => variables.map(({ name }) => name.toLowerCase()));
}

/** Its own, or made of that by a map, or by a `set` in an `if` about that. */
function isClients(name: string, scope: Scope, depth: number): boolean {
  if (depth > deepest) return false;
  const goesOn = (names: readonly string[]): boolean => names.some((it) => isClients(it, scope, depth + 1));
  const variable = scope.environment.variables.get(name);
  if (variable === undefined && scope.anyUrl && (ofUrl.has(name) || name.startsWith('arg_'))) return true;
  if (variable === undefined) return own.has(name) || /^(?:cookie|ssl_client|geoip)_/.test(name) || isHeader(name);
  if (variable.definition?.by === 'geo') return true;
  const map = scope.environment.maps.get(name);
  if (map?.source !== undefined && goesOn(namesIn([map.source]))) return true;
  return scope.ifs.some(
    ({ at, body }) =>
      body.some(({ directive }) => directive.name.text === 'set' && directive.args[0]?.text.toLowerCase() === `$${name}`) &&
      goesOn(namesIn(at.directive.args)),
  );
}

const deepest = 5;
const own = new Set(['remote_addr', 'binary_remote_addr', 'remote_user', 'invalid_referer', 'realip_remote_addr']);

const ofUrl = new Set([
  ...['args', 'query_string', 'is_args', 'request_uri', 'uri', 'document_uri', 'request'],
  ...['host', 'http_host', 'server_name', 'server_port'],
]);

/** Every handshake has the same in these. */
const common = new Set(['http_host', 'http_upgrade', 'http_connection']);

function isHeader(name: string): boolean {
  return name.startsWith('http_') && !common.has(name) && !name.startsWith('http_sec_websocket_');
}
