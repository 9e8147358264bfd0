/** The Host of a request as nginx checks it (ngx_http_validate_host). */

/** In lower case, without port and final dot; `undefined` for what nginx answers with 400. */
export function validHost(text: string): string | undefined {
  const literal = /^(\[[A-Za-z0-9:\-._~!$&'()*+,;=]*\])(?::(\d*))?$/.exec(text);
  const name = literal ?? /^([A-Za-z0-9\-._~!$&'()*+,;=%]*)(?::(\d*))?$/.exec(text);
  if (name === null || Number(name[2] ?? 0) > 65535) return undefined;
  const host = (name[1] ?? '').toLowerCase().replace(/\.$/, '');
  return host === '' || host.includes('..') ? undefined : host;
}
