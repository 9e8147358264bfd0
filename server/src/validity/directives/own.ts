/** Directives that nginx reads with functions of their own, by name. */
import type { Family } from '../../reference/directives.ts';
import type { BlockReader, OwnReader, OwnReaders } from '../reading/model.ts';
import { coreReaders, outerBlocks } from './core.ts';
import { limitReaders, readCachePath, readCacheValid } from './limits.ts';
import { locationReaders, readLimitExcept, readLocation } from './location.ts';
import { logReaders } from './log.ts';
import { proxyReaders } from './proxy.ts';
import { responseReaders } from './response.ts';
import { readIf, rewriteReaders } from './rewrite.ts';
import { sslReaders } from './ssl.ts';
import { readCharsetMap, readGeo, readMap, readSplitClients, readTypes } from './tables.ts';
import { readUpstream, upstreamReaders } from './upstream.ts';

const caches = (module: string): OwnReaders => ({
  [`${module}_cache_path`]: readCachePath,
  [`${module}_cache_valid`]: readCacheValid,
});

const readers: ReadonlyMap<string, OwnReader> = new Map(
  Object.entries({
    ...coreReaders,
    ...caches('proxy'),
    ...caches('fastcgi'),
    ...caches('uwsgi'),
    ...caches('scgi'),
    ...limitReaders,
    ...locationReaders,
    ...logReaders,
    ...proxyReaders,
    ...responseReaders,
    ...rewriteReaders,
    ...sslReaders,
    ...upstreamReaders,
  }),
);

const blocks: ReadonlyMap<string, BlockReader> = new Map(
  Object.entries({
    ...outerBlocks,
    location: readLocation,
    limit_except: readLimitExcept,
    if: readIf,
    upstream: readUpstream,
    map: readMap,
    geo: readGeo,
    split_clients: readSplitClients,
    types: readTypes,
    charset_map: readCharsetMap,
  }),
);

/** Names that `mail` reads as the others do; its other directives are its own. */
const sharedWithMail = new Set(['resolver', 'ssl', 'ssl_session_cache', 'error_log', 'set_real_ip_from', 'server']);

/** The reader of a directive without a block; `undefined` where nothing but its place and its number of arguments is judged. */
export function ownReader(family: Family, name: string): OwnReader | undefined {
  return family === 'mail' && !sharedWithMail.has(name) ? undefined : readers.get(name);
}

/** The reader of a directive with a block; of others what stands inside is not judged. */
export function blockReader(family: Family, name: string): BlockReader {
  return (family === 'mail' && !sharedWithMail.has(name) ? undefined : blocks.get(name)) ?? {};
}

/** Directives that may come again in some ways and not in others: their readers decide. */
export const countThemselves: ReadonlySet<string> = new Set([
  'alias',
  'limit_conn',
  'limit_req',
  'mirror',
  'proxy_cookie_domain',
  'proxy_cookie_flags',
  'proxy_cookie_path',
  'proxy_redirect',
  'root',
]);
