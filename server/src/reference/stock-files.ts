/** Files that nginx's packages bring along, and that configurations include though they are not kept beside them. Look-up only. */

/** Does a file of this name hold neither headers for an upstream nor variables nor maps, wherever it comes from? */
export function isStockFile(path: string): boolean {
  return names.has(path.slice(path.lastIndexOf('/') + 1));
}

/** Of nginx, its Debian packages and certbot. `proxy_params` is not among them: it sets headers. */
const names: ReadonlySet<string> = new Set([
  'fastcgi.conf',
  'fastcgi_params',
  'koi-utf',
  'koi-win',
  'mime.types',
  'options-ssl-nginx.conf',
  'scgi_params',
  'self-signed.conf',
  'snakeoil.conf',
  'uwsgi_params',
  'win-utf',
]);
