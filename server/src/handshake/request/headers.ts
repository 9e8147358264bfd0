/** The client's headers as nginx takes them in: which lines it ignores, and what `$http_…` gives. */
import type { Server } from '../../config/model.ts';
import { effectiveOne } from '../../config/inherit.ts';
import { isAtLeast, type NginxVersion } from '../../reference/version.ts';
import type { ClientRequest, HeaderLine } from '../model.ts';

/** The first header of that name (lower case); `undefined` when the client sent none. */
export function headerValue(request: ClientRequest, name: string): string | undefined {
  return request.headers.find((header) => header.name.toLowerCase() === name)?.value;
}

/**
 * `$http_name`: dashes are underscores; several lines are joined from 1.23.0 on, before that only those of Cookie and
 * X-Forwarded-For were, and of others the first counted (ngx_http_variable_unknown_header).
 */
export function headerVariable(request: ClientRequest, name: string, nginx: NginxVersion): string {
  const values = request.headers.flatMap((header) =>
    header.name.toLowerCase().replaceAll('-', '_') === name ? [header.value] : [],
  );
  if (name === 'cookie') return values.join('; ');
  if (name === 'x_forwarded_for' || isAtLeast(nginx, [1, 23, 0])) return values.join(', ');
  return values[0] ?? '';
}

/** The request without the lines that nginx ignores (ngx_http_process_request_headers). */
export function acceptedRequest(request: ClientRequest, server: Server | undefined): ClientRequest {
  if (server === undefined) return request;
  const invalid = invalidName(server);
  const headers = request.headers.filter(({ name }) => invalid?.test(name) !== true);
  return headers.length === request.headers.length ? request : { ...request, headers };
}

/** Does nginx drop this line, by the settings of this server? */
export function isIgnored({ name }: HeaderLine, server: Server): boolean {
  return invalidName(server)?.test(name) === true;
}

/**
 * Names with other bytes than letters, digits and `-` are invalid, `_` unless `underscores_in_headers` allows it, and
 * `ignore_invalid_headers` (on by default) drops such lines (ngx_http_parse_header_line); `undefined` where it is off.
 */
function invalidName(server: Server): RegExp | undefined {
  if (serverFlag(server, 'ignore_invalid_headers') === 'off') return undefined;
  return serverFlag(server, 'underscores_in_headers') === 'on' ? /[^\w-]/ : /[^A-Za-z0-9-]/;
}

/** `on`, `off` or what stands in its place at a server, in lower case; `undefined` where nothing visible sets it. */
export function serverFlag({ level }: Server, name: string): string | undefined {
  return effectiveOne(level, name)?.directive.args[0]?.text.toLowerCase();
}
