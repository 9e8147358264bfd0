/** What nginx finds out when an `http` or `stream` block is complete (ngx_http.c, ngx_http_block; ngx_stream.c). */
import { isAtLeast } from '../reference/version.ts';
import { parseUrl } from './address.ts';
import { endOfPassing } from './passing.ts';
import { duplicateLocation } from './location.ts';
import { endOfBuffers, endOfCharsets, endOfReferers } from './merging.ts';
import {
  firstOf,
  nowhere,
  unknownVariable,
  type Listen,
  type Outcome,
  type Place,
  type Run,
  type Scope,
  type Section,
} from './run.ts';
import { inherited } from './use.ts';

/** In the order of nginx's modules: upstreams, TLS, passing on; then locations, addresses, and at last the variables. */
export function endOfHttp(run: Run, section: Section): Outcome {
  const servers = section.scope.inner;
  return firstOf([
    ...servers.map((server) => () => endOfBuffers(server)),
    () => endOfUpstreams(run, section),
    ...servers.map((server) => () => endOfReferers(run, server, server)),
    ...servers.map((server) => () => endOfCertificates(run, server)),
    () => endOfPassing(run, section.scope),
    () => endOfSecureLinks(section.scope),
    ...servers.map((server) => () => duplicateLocation(server)),
    ...[...section.listens.values()].map((listen) => () => endOfListen(run, listen)),
    () => endOfCharsets(run, section.scope),
    () => unknownVariable(run, section.variables),
  ]);
}

export function endOfStream(run: Run, section: Section): Outcome {
  return firstOf([() => endOfUpstreams(run, section), () => unknownVariable(run, section.variables)]);
}

/** ngx_http_upstream_round_robin.c, ngx_http_upstream_init_round_robin. */
function endOfUpstreams(run: Run, section: Section): Outcome {
  if (run.blind) return undefined;
  for (const { host, scope, port, isAddress, at } of section.upstreams) {
    const servers = scope?.given.get('server') ?? [];
    const place = { path: at.path, line: at.line };
    if (scope === undefined) {
      if (port === 0 && !(isAddress && isUnix(host))) return { message: `no port in upstream "${host}"`, ...place };
      continue;
    }
    const resolves = servers.some((words) => words.includes('resolve') && isName(words[0] ?? ''));
    if (resolves && !scope.given.has('zone')) {
      return { message: `resolving names at run time requires upstream "${host}" to be in shared memory`, ...place };
    }
    if (resolves && inherited(scope, 'resolver') === undefined) {
      return { message: `no resolver defined to resolve names at run time in upstream "${host}"`, ...place };
    }
    if (servers.every((words) => words.slice(1).includes('backup')))
      return { message: `no servers in upstream "${host}"`, ...place };
  }
  return undefined;
}

/** ngx_http_ssl_module.c, ngx_http_ssl_merge_srv_conf; whether the files can be read only nginx's own machine knows. */
function endOfCertificates(run: Run, server: Scope): Outcome {
  const certificates = lines(server, 'ssl_certificate');
  const keys = lines(server, 'ssl_certificate_key');
  const rejects = flag(server, 'ssl_reject_handshake');
  if (run.blind) return undefined;
  const enabled = isAtLeast(run.nginx, [1, 25, 1]) ? undefined : enabledAt(server);
  if (enabled !== undefined && certificates.length === 0 && !rejects) {
    return { message: 'no "ssl_certificate" is defined for the "ssl" directive', ...enabled };
  }
  if (enabled !== undefined && certificates.length > 0 && keys.length === 0) {
    return { message: 'no "ssl_certificate_key" is defined for the "ssl" directive', ...enabled };
  }
  if (certificates.length > keys.length && enabled !== undefined) {
    return {
      message: `no "ssl_certificate_key" is defined for certificate "${certificates.at(-1)?.[0]}" and the "ssl" directive`,
      ...enabled,
    };
  }
  if (certificates.length > keys.length) {
    return { message: `no "ssl_certificate_key" is defined for certificate "${certificates.at(-1)?.[0]}"`, ...nowhere };
  }
  if (certificates.length === 0 && !rejects) return undefined;
  const verify = inherited(server, 'ssl_verify_client')?.[0]?.toLowerCase() ?? 'off';
  const hasClient = inherited(server, 'ssl_client_certificate') !== undefined;
  const trusts = isAtLeast(run.nginx, [1, 27, 2]);
  const hasTrusted = trusts && inherited(server, 'ssl_trusted_certificate') !== undefined;
  if (verify !== 'off' && verify !== 'optional_no_ca' && !hasClient && !hasTrusted) {
    const what = trusts ? 'ssl_client_certificate or ssl_trusted_certificate' : 'ssl_client_certificate';
    return { message: `no ${what} for ssl_verify_client`, ...nowhere };
  }
  return undefined;
}

/** The server that answers first at an address must have a certificate (ngx_http_ssl_init). */
function endOfListen(run: Run, listen: Listen): Outcome {
  if ((!listen.ssl && !listen.quic) || run.blind) return undefined;
  const lacks = (server: Scope): boolean => lines(server, 'ssl_certificate').length === 0;
  const first = listen.defaultServer;
  if (!lacks(first)) return undefined;
  const rejects = (server: Scope): boolean => flag(server, 'ssl_reject_handshake');
  const server = rejects(first) ? listen.servers.find((it) => lacks(it) && !rejects(it)) : first;
  if (server === undefined) return undefined;
  const name = listen.quic ? 'quic' : 'ssl';
  return { message: `no "ssl_certificate" is defined for the "listen ... ${name}" directive`, ...server.at };
}

/** ngx_http_secure_link_module.c, ngx_http_secure_link_merge_conf. */
function endOfSecureLinks(scope: Scope): Outcome {
  return firstOf(
    scope.inner.map((block) => () => {
      const mixed =
        block.given.has('secure_link_secret') && (block.given.has('secure_link') || block.given.has('secure_link_md5'));
      return mixed ? '"secure_link_secret" cannot be mixed with "secure_link" and "secure_link_md5"' : endOfSecureLinks(block);
    }),
  );
}

/** Where `ssl on` stands, which later releases do not read. */
function enabledAt(server: Scope): Place | undefined {
  const holder = server.given.has('ssl') ? server : server.outer;
  return holder?.given.get('ssl')?.[0]?.[0]?.toLowerCase() === 'on' ? holder.places.get('ssl') : undefined;
}

function isName(address: string): boolean {
  const url = parseUrl(address);
  return typeof url !== 'string' && url.address === undefined;
}

function lines(scope: Scope, name: string): readonly (readonly string[])[] {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const found = at.given.get(name);
    if (found !== undefined) return found;
  }
  return [];
}

function flag(scope: Scope, name: string): boolean {
  return inherited(scope, name)?.[0]?.toLowerCase() === 'on';
}

function isUnix(host: string): boolean {
  return host.startsWith('/');
}
