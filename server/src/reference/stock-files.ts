/** Files that nginx's packages bring along, and that configurations include though they are not kept beside them. Look-up only. */
import type { Context } from './contexts.ts';

/** Does a file of this name hold neither headers for an upstream nor variables nor maps, wherever it comes from? */
export function isStockFile(path: string): boolean {
  return files.get(nameOf(path)) === 'plain';
}

/** Does a package bring a file of this name, whatever it sets? A configuration that was copied without it is not wrong. */
export function isPackaged(path: string): boolean {
  return files.has(nameOf(path));
}

/** Names of files of the packages that are included at a place. */
export function usualIncludes(context: Context | undefined): readonly string[] {
  if (context === 'http') return ['mime.types'];
  if (context !== 'location' && context !== 'server') return [];
  return ['fastcgi_params', 'fastcgi.conf', 'proxy_params', 'uwsgi_params', 'scgi_params'];
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Of nginx, its Debian packages and certbot; `handling` says that it sets headers or variables, or decides what answers. */
const files: ReadonlyMap<string, 'plain' | 'handling'> = new Map([
  ['fastcgi-php.conf', 'handling'],
  ['fastcgi.conf', 'plain'],
  ['fastcgi_params', 'plain'],
  ['koi-utf', 'plain'],
  ['koi-win', 'plain'],
  ['mime.types', 'plain'],
  ['options-ssl-nginx.conf', 'plain'],
  ['proxy_params', 'handling'],
  ['scgi_params', 'plain'],
  ['self-signed.conf', 'plain'],
  ['snakeoil.conf', 'plain'],
  ['uwsgi_params', 'plain'],
  ['win-utf', 'plain'],
]);
