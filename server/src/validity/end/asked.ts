/** Directives that nginx looks at again when a block is complete: their uses are kept, those of all others are not. */

const modules = ['proxy', 'fastcgi', 'uwsgi', 'scgi', 'grpc'] as const;
const values = ['proxy_set_body', 'proxy_set_header', 'grpc_set_header', 'fastcgi_param', 'uwsgi_param', 'scgi_param'];
const endings =
  'pass buffers buffer_size busy_buffers_size temp_file_write_size max_temp_file_size cache ssl_certificate ssl_certificate_key ssl_verify ssl_trusted_certificate';
const others = [
  ...'charset source_charset connection_pool_size large_client_header_buffers listen resolver server_name'.split(' '),
  ...'secure_link secure_link_md5 secure_link_secret valid_referers zone events'.split(' '),
  ...'ssl ssl_certificate ssl_certificate_key ssl_client_certificate ssl_reject_handshake ssl_trusted_certificate'.split(' '),
  'ssl_verify_client',
];

/** One bit for the directives of each module that passes requests on. */
export function groupOf(module: (typeof modules)[number]): number {
  return 1 << (modules.indexOf(module) + 1);
}

/** By name, the bit of the group that a directive belongs to; of those that belong to no such module, the bit 1. */
export const askedLater: ReadonlyMap<string, number> = new Map([
  ...others.map((name) => [name, 1] as const),
  ...modules.flatMap((module) =>
    [...endings.split(' ').map((ending) => `${module}_${ending}`), ...values.filter((name) => name.startsWith(module))].map(
      (name) => [name, groupOf(module)] as const,
    ),
  ),
]);

/** The bits of all modules that pass requests on. */
export const passGroups = modules.reduce((sum, module) => sum | groupOf(module), 0);
