/** Directives that nginx looks at again when a block is complete: their uses are kept, those of all others are not. */
export const askedLater: ReadonlySet<string> = new Set([
  ...'charset source_charset connection_pool_size large_client_header_buffers listen resolver server server_name'.split(' '),
  ...'secure_link secure_link_md5 secure_link_secret valid_referers zone events'.split(' '),
  ...'ssl ssl_certificate ssl_certificate_key ssl_client_certificate ssl_reject_handshake ssl_trusted_certificate'.split(' '),
  ...'ssl_verify_client proxy_set_body proxy_set_header grpc_set_header fastcgi_param uwsgi_param scgi_param'.split(' '),
  ...['proxy', 'fastcgi', 'uwsgi', 'scgi', 'grpc'].flatMap((module) =>
    'pass buffers buffer_size busy_buffers_size temp_file_write_size max_temp_file_size cache ssl_certificate ssl_certificate_key ssl_verify ssl_trusted_certificate'
      .split(' ')
      .map((name) => `${module}_${name}`),
  ),
]);
