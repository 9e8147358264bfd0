/** Names of the servers that share an address, when nginx puts them into its table. */
import type { Placed } from '../../config/model.ts';
import { derived } from '../../query/derived.ts';
import { argsOf, type Listen } from '../reading/model.ts';
import { invalid, type Told } from '../reading/told.ts';

/** The first name that the table does not take; one server alone on an address needs none (ngx_http.c, ngx_http_server_names). */
export function endOfServerNames({ text, servers }: Listen): Told | undefined {
  const uses = servers.flatMap((server) => server.given.get('server_name') ?? []);
  if (servers.length < 2 && !uses.some((use) => namesIn(use).capture)) return undefined;
  const use = uses.find((it) => namesIn(it).refused !== undefined);
  const refused = use && namesIn(use).refused;
  return refused === undefined || use === undefined
    ? undefined
    : invalid(`invalid server name or wildcard "${refused.name}" on ${text}`, { word: refused.index, at: use, line: 'none' });
}

interface Names {
  /** One of them is a regular expression with groups. */
  readonly capture: boolean;
  readonly refused: { readonly name: string; readonly index: number } | undefined;
}

/** Of a line that does not change: judged once, not at each key. */
const namesIn = derived((use: Placed): Names => {
  const names = argsOf(use);
  const index = names.findIndex((name) => !name.startsWith('~') && !isKey(name));
  const name = names[index]?.toLowerCase();
  return { capture: names.some(captures), refused: name === undefined ? undefined : { name, index } };
});

/** Is it a regular expression with a group, named or not? */
function captures(name: string): boolean {
  return name.startsWith('~') && /\((?!\?(?:[^<P']|<[=!]))/.test(name.replace(/\\.|\[\^?\]?(?:\\.|[^\]])*\]/gs, ''));
}

/** One star, as the whole first or the whole last label, and no empty label (ngx_hash.c, ngx_hash_add_key). */
function isKey(name: string): boolean {
  const stars = name.split('*').length - 1;
  if (stars > 1 || name.includes('..')) return false;
  if (name.length > 1 && name.startsWith('.')) return true;
  return stars === 0 || (name.length > 2 && (name.startsWith('*.') || name.endsWith('.*')));
}
