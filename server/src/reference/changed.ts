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
    name: 'ssl_protocols',
    since: [1, 23, 4],
    concerns: 'unset-with-tls',
    what: 'Where `ssl_protocols` is not set, TLSv1.3 is spoken too.',
  },
  ...obsolete([1, 25, 1], 'http2_push'),
  ...obsolete([1, 25, 1], 'http2_push_preload'),
  {
    name: 'ssl_protocols',
    since: [1, 27, 3],
    concerns: 'unset-with-tls',
    what: 'Where `ssl_protocols` is not set, TLSv1 and TLSv1.1 are refused.',
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
