/** Does a handshake to a location's own URL surely get to its pass, past nothing that could take it or answer it? */
import type { RuleContext } from '../../analysis/rule.ts';
import type { Level, LocationName } from '../../config/model.ts';
import type { ProxyTarget } from '../../handshake/model.ts';
import { compilePattern } from '../../handshake/text/pattern.ts';
import { mayTurnAway } from '../../handshake/values/script.ts';
import { bounded } from '../../query/bounded.ts';
import { derived } from '../../query/derived.ts';

/**
 * Where it says so, the whole way through the server comes to what becomes of the handshake at the target, and costs more to
 * find out. Most locations have nothing but ordinary lines around them; it says nothing of the others.
 */
export function surelyArrives({ location, level, server }: ProxyTarget, { partial }: Pick<RuleContext, 'partial'>): boolean {
  const { path, modifier, ifs, limitExcept, locations } = location;
  if (level !== location.level || location.at === undefined || partial) return false;
  if (modifier !== '' && modifier !== '=' && modifier !== '^~') return false;
  if (!/^\/(?:[\w-][\w.-]*\/?)*$/.test(path) || path.length > longest) return false;
  if (ifs.length + limitExcept.length + locations.names.length + server.ifs.length > 0) return false;
  if (mayTurnAway(location) || mayTurnAway(server) || !isOrdinary(level)) return false;
  const { fixed, patterns, isPlain } = sorted(server.locations.names);
  if (!isPlain || fixed.get(path) !== 1 || fixed.has(`${path}/`)) return false;
  return patterns.every((name) => compilePattern(name.path, name.modifier === '~*')?.match(path) === undefined);
}

const longest = 200;

interface Names {
  /** How many have each path, but for patterns. */
  readonly fixed: ReadonlyMap<string, number>;
  readonly patterns: readonly LocationName[];
  readonly isPlain: boolean;
}

const sorted = derived((names: readonly LocationName[]): Names => {
  const fixed = new Map<string, number>();
  const patterns: LocationName[] = [];
  for (const name of names) {
    if (name.modifier === '~' || name.modifier === '~*') patterns.push(name);
    else fixed.set(name.path, (fixed.get(name.path) ?? 0) + 1);
  }
  const isPlain = !names.some(
    ({ path, placeholder, modifier }) => placeholder || (path.includes('$') && !modifier.startsWith('~')),
  );
  return { fixed, patterns: patterns.length > mostPatterns ? [] : patterns, isPlain: isPlain && patterns.length <= mostPatterns };
});

const mostPatterns = 20;

/** Only lines that neither answer, nor send on, nor hide anything, at the level and around it. */
function isOrdinary(level: Level): boolean {
  // Those around are around many.
  for (let at = level.outer; at !== undefined; at = at.outer) if (isOrdinaryAround(at) === 'no') return false;
  return isOrdinaryAt(level);
}

const isOrdinaryAround = derived((level: Level) => (isOrdinaryAt(level) ? 'yes' : 'no'));

function isOrdinaryAt({ lines, unseen, partial }: Level): boolean {
  return (
    !partial && unseen.length === 0 && lines.every(({ directive }) => isOrdinaryName(directive.name.text) && isListen(directive))
  );
}

const isOrdinaryName = bounded(500, (name) => ordinary.test(name));

const ordinary =
  /^(?:include|proxy_(?!pass_request|method|intercept|cache|store|set_body|bind).*|server_name|listen|ssl_(?!verify|reject|client).*|client_(?:max_body_size|body_buffer_size|body_temp_path)|keepalive_\w+|gzip\w*|sendfile|tcp_\w+|access_log|error_log|root|set|index|expires|add_header|default_type|server_tokens|server_names_hash_\w+|types_hash_\w+|(?:fastcgi|uwsgi|scgi)_temp_path)$/;

function isListen({ name, args }: Level['lines'][number]['directive']): boolean {
  return (
    name.text !== 'listen' ||
    args.slice(1).every(({ text }) => text === 'ssl' || text === 'default_server' || text === 'reuseport')
  );
}
