/** What releases of nginx changed without refusing anything: defaults, and directives that are read and do nothing (nginx.org/en/CHANGES). */
import type { NginxVersion } from './version.ts';

/** What must be there for the change to concern a configuration. */
export type Concerns =
  /** The directive is used. */
  | 'used'
  /** A server listens with TLS, and nothing says the directive for it. */
  | 'unset-with-tls'
  /** An `upstream` block does not have the directive. */
  | 'unset-in-upstream';

export interface ChangedBehaviour {
  readonly name: string;
  /** The first release that does so. */
  readonly since: NginxVersion;
  readonly concerns: Concerns;
  /** A sentence. */
  readonly what: string;
}

/** In the order of releases. */
export const changedBehaviours: readonly ChangedBehaviour[] = [
  ...obsolete([1, 19, 7], 'http2_recv_timeout', 'client_header_timeout'),
  ...obsolete([1, 19, 7], 'http2_idle_timeout', 'keepalive_timeout'),
  ...obsolete([1, 19, 7], 'http2_max_requests', 'keepalive_requests'),
  ...obsolete([1, 19, 7], 'http2_max_field_size', 'large_client_header_buffers'),
  ...obsolete([1, 19, 7], 'http2_max_header_size', 'large_client_header_buffers'),
  {
    name: 'keepalive',
    since: [1, 19, 10],
    concerns: 'used',
    what: 'A connection that `keepalive` keeps is closed after 1000 requests, no more after 100, where `keepalive_requests` is not set.',
  },
  {
    name: 'sendfile',
    since: [1, 21, 4],
    concerns: 'used',
    what: 'Where `sendfile` is on and `sendfile_max_chunk` is not set, one call of `sendfile` sends 2 MB at most.',
  },
  {
    name: 'ssl_protocols',
    since: [1, 23, 4],
    concerns: 'unset-with-tls',
    what: 'Where `ssl_protocols` is not set, TLSv1.3 is spoken too.',
  },
  ...obsolete([1, 25, 1], 'http2_push'),
  ...obsolete([1, 25, 1], 'http2_push_preload'),
  {
    name: 'ssl_verify_client',
    since: [1, 27, 2],
    concerns: 'used',
    what: '`ssl_verify_client` asks for no `ssl_client_certificate` beside `ssl_trusted_certificate`.',
  },
  {
    name: 'ssl_protocols',
    since: [1, 27, 3],
    concerns: 'unset-with-tls',
    what: 'Where `ssl_protocols` is not set, TLSv1 and TLSv1.1 are refused.',
  },
  {
    name: 'ssl_certificate_compression',
    since: [1, 29, 1],
    concerns: 'unset-with-tls',
    what: 'Where `ssl_certificate_compression` is not set, certificates of TLSv1.3 are sent without compression.',
  },
  {
    name: 'keepalive',
    since: [1, 29, 7],
    concerns: 'unset-in-upstream',
    what: 'Where `keepalive` is not set, 32 idle connections are kept open all the same, each for its own location.',
  },
];

/** nginx warns and goes on (ngx_http_v2_module.c, ngx_http_v2_obsolete). */
function obsolete(since: NginxVersion, name: string, instead?: string): readonly ChangedBehaviour[] {
  const other = instead === undefined ? '' : `: \`${instead}\` takes its place`;
  return [{ name, since, concerns: 'used', what: `\`${name}\` is read with a warning and does nothing${other}.` }];
}
