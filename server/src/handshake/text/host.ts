/** The Host of a request as nginx checks it (ngx_http_validate_host). */
import { isAtLeast, type NginxVersion } from '../../reference/version.ts';

/** In lower case, without port and final dot; `undefined` for what nginx answers with 400. */
export function validHost(text: string, nginx: NginxVersion): string | undefined {
  return isAtLeast(nginx, strictSince) ? strict(text) : loose(text);
}

/** RFC 3986 is followed from here on; what stands behind the first colon did not matter before. */
const strictSince: NginxVersion = [1, 29, 4];

function strict(text: string): string | undefined {
  const literal = /^(\[[A-Za-z0-9:\-._~!$&'()*+,;=]*\])(?::(\d*))?$/.exec(text);
  const name = literal ?? /^([A-Za-z0-9\-._~!$&'()*+,;=%]*)(?::(\d*))?$/.exec(text);
  if (name === null || Number(name[2] ?? 0) > 65535) return undefined;
  const host = (name[1] ?? '').toLowerCase().replace(/\.$/, '');
  return host === '' || host.includes('..') ? undefined : host;
}

/** Only blanks, control characters, slashes and two dots in a row are refused, wherever they stand. */
function loose(text: string): string | undefined {
  if ([...text].some((it) => it <= ' ' || it === '\x7f' || it === '/') || text.includes('..')) return undefined;
  const end = text.startsWith('[') ? text.indexOf(']') + 1 : text.indexOf(':');
  const host = end < 0 || (end === 0 && text.startsWith('[')) ? text : text.slice(0, end);
  const whole = text.lastIndexOf('.') === host.length - 1 ? host.slice(0, -1) : host;
  return whole === '' ? undefined : whole.toLowerCase();
}
