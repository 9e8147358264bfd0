/** Names of the servers that share an address, when nginx puts them into its table. */
import { argsOf, type Listen } from '../reading/model.ts';
import { invalid, type Told } from '../reading/told.ts';

/** The first name that the table does not take; one server alone on an address needs none (ngx_http.c, ngx_http_server_names). */
export function endOfServerNames({ text, servers }: Listen): Told | undefined {
  const uses = servers.map((server) => server.given.get('server_name') ?? []);
  const isAlone = servers.length < 2 && !uses.flat().some((use) => argsOf(use).some(captures));
  if (isAlone) return undefined;
  for (const use of uses.flat()) {
    const index = argsOf(use).findIndex((name) => !name.startsWith('~') && !isKey(name));
    const name = argsOf(use)[index]?.toLowerCase();
    if (name !== undefined)
      return invalid(`invalid server name or wildcard "${name}" on ${text}`, { word: index, at: use, line: 'none' });
  }
  return undefined;
}

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
