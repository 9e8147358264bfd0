/** Settings that are judged when levels are merged, apart from those of passing on and of TLS. */
import type { ProblemKind } from '../kinds.ts';
import { argsOf, type OpenBlock, type Whole } from '../reading/model.ts';
import { charsetPair } from '../directives/tables.ts';
import { parseSize } from '../values/numbers.ts';
import { effective, inherited, isHiddenIn, mayBeHidden, type Level } from './levels.ts';
import { tell, type Told } from '../reading/told.ts';

/** ngx_http_core_module.c, ngx_http_core_merge_srv_conf. */
export function endOfBuffers(server: Level): Told | undefined {
  const names = ['large_client_header_buffers', 'connection_pool_size'] as const;
  const buffer = parseSize(inherited(server, names[0])?.[1] ?? '8k') ?? 0;
  const pool = parseSize(inherited(server, names[1])?.[0] ?? '512') ?? 0;
  if (buffer >= pool || names.some((name) => mayBeHidden(server, name))) return undefined;
  const message = 'the "large_client_header_buffers" size must be equal to or greater than "connection_pool_size"';
  return told('unfit-sizes', message, 'section', effective(server, names[1]).at(-1) ?? effective(server, names[0]).at(-1));
}

/** `none` and `blocked` need a name beside them (ngx_http_referer_merge_conf); a pattern does not count as one. */
export function endOfReferers(level: Level, server: OpenBlock): Told | undefined {
  const { block } = level;
  const given = block.given.get('valid_referers');
  if (given === undefined || isHiddenIn(block, 'valid_referers')) return undefined;
  const words = given.flatMap(argsOf);
  const isEmptyOnly = words.some((word) => word === 'none' || word === 'blocked');
  const names = words.filter((word) => !/^(?:none|blocked|server_names|~.*)$/s.test(word));
  if (!isEmptyOnly || names.length > 0) return undefined;
  const ofServer = server.given.get('server_name')?.flatMap(argsOf) ?? [''];
  const isNamed = server.unseen || server.refused?.has('server_name') === true || ofServer.some((name) => !name.startsWith('~'));
  if (words.includes('server_names') && isNamed) return undefined;
  const message = 'the "none" or "blocked" referers are specified in the "valid_referers" directive without any valid referer';
  return told('missing-setting', message, 'none', given.at(-1));
}

/** Every pair of charsets in use needs its table (ngx_http_charset_postconfiguration). */
export function endOfCharset(level: Level): ((whole: Whole) => Told | undefined) | undefined {
  const names = ['charset', 'source_charset'] as const;
  if (level.block.context !== 'server' && !names.some((name) => level.block.given.has(name))) return undefined;
  const [to = 'off', from = 'off'] = names.map((name) => inherited(level, name)?.[0]);
  const isPlain = to !== 'off' && from !== 'off' && !to.startsWith('$') && !from.startsWith('$');
  if (!isPlain || to.toLowerCase() === from.toLowerCase() || names.some((name) => mayBeHidden(level, name))) return undefined;
  const message = `no "charset_map" between the charsets "${from}" and "${to}"`;
  const at = effective(level, 'charset').at(-1);
  return ({ http }) => {
    const isKnown = http === undefined || http.charsetPairs.has(charsetPair(from, to));
    return isKnown || isHiddenIn(http.block, 'charset_map') ? undefined : told('missing-setting', message, 'none', at);
  };
}

/** ngx_http_secure_link_module.c, ngx_http_secure_link_merge_conf. */
export function endOfSecureLink({ given }: OpenBlock): Told | undefined {
  const secret = given.get('secure_link_secret')?.at(-1);
  if (secret === undefined || !(given.has('secure_link') || given.has('secure_link_md5'))) return undefined;
  return told(
    'incompatible-settings',
    '"secure_link_secret" cannot be mixed with "secure_link" and "secure_link_md5"',
    'section',
    secret,
  );
}

function told(kind: ProblemKind, message: string, line: 'section' | 'none', at: Told['at']): Told {
  return tell(kind, message, at === undefined ? { line } : { line, at });
}
