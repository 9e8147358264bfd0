/** Certificates of servers and of the addresses that they listen at (ngx_http_ssl_module.c). */
import { isAtLeast } from '../../reference/version.ts';
import type { Listen, OpenBlock } from '../reading/model.ts';
import type { Release } from '../reading/release.ts';
import { effective, inherited, isOn, mayBeHidden, type Level } from './levels.ts';
import { tell, type Told } from '../reading/told.ts';

/** ngx_http_ssl_merge_srv_conf; whether the files can be read only nginx's own machine knows. */
export function endOfCertificates(server: Level, { nginx }: Release): Told | undefined {
  const hidden = ['ssl_certificate', 'ssl_certificate_key', 'ssl_reject_handshake', 'ssl'];
  if (hidden.some((name) => mayBeHidden(server, name, true))) return undefined;
  const certificates = effective(server, 'ssl_certificate');
  const keys = effective(server, 'ssl_certificate_key');
  const rejects = isOn(server, 'ssl_reject_handshake');
  const [ssl] = effective(server, 'ssl');
  const enabled = !isAtLeast(nginx, [1, 25, 1]) && isOn(server, 'ssl') ? ssl : undefined;
  const last = certificates.at(-1);
  const lacksKey = certificates.length > keys.length ? `for certificate "${last?.directive.args[0]?.text}"` : undefined;
  if (enabled !== undefined) {
    if (certificates.length === 0 && !rejects)
      return tell('missing-setting', 'no "ssl_certificate" is defined for the "ssl" directive', { at: enabled });
    if (certificates.length > 0 && keys.length === 0)
      return tell('missing-setting', 'no "ssl_certificate_key" is defined for the "ssl" directive', { at: enabled });
    if (lacksKey !== undefined)
      return tell('missing-setting', `no "ssl_certificate_key" is defined ${lacksKey} and the "ssl" directive`, { at: enabled });
  }
  if (lacksKey !== undefined && last !== undefined)
    return tell('missing-setting', `no "ssl_certificate_key" is defined ${lacksKey}`, { line: 'none', at: last });
  return certificates.length === 0 && !rejects ? undefined : endOfVerifying(server, isAtLeast(nginx, [1, 27, 2]));
}

/** A `stream` server's certificate needs its key even where no address speaks TLS (ngx_stream_ssl_merge_srv_conf). */
export function endOfStreamCertificates(server: Level): Told | undefined {
  if (['ssl_certificate', 'ssl_certificate_key'].some((name) => mayBeHidden(server, name, true))) return undefined;
  const certificates = effective(server, 'ssl_certificate');
  const last = certificates.at(-1);
  if (last === undefined || certificates.length <= effective(server, 'ssl_certificate_key').length) return undefined;
  const message = `no "ssl_certificate_key" is defined for certificate "${last.directive.args[0]?.text}"`;
  return tell('missing-setting', message, { line: 'none', at: last });
}

/** `trusts`: trusted certificates will do too. */
function endOfVerifying(server: Level, trusts: boolean): Told | undefined {
  const given = effective(server, 'ssl_verify_client').at(-1);
  const verify = given?.directive.args[0]?.text.toLowerCase() ?? 'off';
  const names = ['ssl_client_certificate', ...(trusts ? ['ssl_trusted_certificate'] : [])];
  if (given === undefined || verify === 'off' || verify === 'optional_no_ca') return undefined;
  if (names.some((name) => inherited(server, name) !== undefined || mayBeHidden(server, name, true))) return undefined;
  return tell('missing-setting', `no ${names.join(' or ')} for ssl_verify_client`, { line: 'none', at: given });
}

/** The server that answers first at an address must have a certificate (ngx_http_ssl_init). */
export function endOfListen(listen: Listen, http: OpenBlock): Told | undefined {
  if (!listen.ssl && !listen.quic) return undefined;
  const level = (block: OpenBlock): Level => ({ block, outer: { block: http, outer: undefined } });
  const lacks = (server: OpenBlock): boolean => effective(level(server), 'ssl_certificate').length === 0;
  const isHidden = (server: OpenBlock): boolean =>
    ['ssl_certificate', 'ssl_reject_handshake'].some((name) => mayBeHidden(level(server), name, true));
  const rejects = (server: OpenBlock): boolean => isOn(level(server), 'ssl_reject_handshake');
  const first = listen.defaultServer;
  if (!lacks(first) || isHidden(first)) return undefined;
  const server = rejects(first) ? listen.servers.find((it) => lacks(it) && !rejects(it)) : first;
  if (server?.at === undefined || isHidden(server)) return undefined;
  const parameter = listen.quic ? 'quic' : 'ssl';
  return tell('missing-setting', `no "ssl_certificate" is defined for the "listen ... ${parameter}" directive`, {
    at: server.at,
  });
}
