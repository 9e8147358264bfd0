/** Passing requests on: `proxy_pass` and its kin (ngx_http_proxy_module.c, ngx_http_fastcgi_module.c, …). */
import { isAtLeast } from '../../reference/version.ts';
import { parseUrl } from '../values/address.ts';
import { captureCount } from '../values/pattern.ts';
import { argsOf, claim, firstOf, type OwnReader, type OwnReaders, type Use } from '../reading/model.ts';
import { duplicate, invalid, says, tell, type Outcome } from '../reading/told.ts';
import { compile, compilePattern, hasVariables, useVariable } from './script.ts';
import { readBind } from './slots.ts';
import { passTo } from './upstream.ts';
import { wantZone } from './whole.ts';

const uriPartRefused =
  '"proxy_pass" cannot have URI part in location given by regular expression, or inside named location, ' +
  'or inside "if" statement, or inside "limit_except" block';

/** ngx_http_proxy_pass: with variables the URL is looked at for each request only. */
const readProxyPass: OwnReader = (use) => {
  const [text = ''] = use.args;
  if (use.block.context === 'stream server') return passPlain(use, text);
  if (hasVariables(text)) return compile(use, text);
  const scheme = /^https?:\/\//i.exec(text)?.[0];
  if (scheme === undefined) return tell('invalid-proxy-scheme', 'invalid URL prefix', { word: 0 });
  const url = passTo(use, text.slice(scheme.length), { uriPart: true, defaultPort: scheme.length === 7 ? 80 : 443 });
  if ('message' in url) return url;
  const { location } = use.block;
  const fixed = location?.kind === 'regex' || location?.kind === 'named' || location?.noname === true;
  return fixed && url.uri !== '' ? tell('uri-not-allowed', uriPartRefused, { word: 0 }) : undefined;
};

/** The other modules take no scheme, or one of their own. */
const readPass: OwnReader = (use) => {
  const [text = '$host:$request_port'] = use.args;
  const scheme = use.name === 'grpc_pass' ? /^grpcs?:\/\//i : use.name === 'uwsgi_pass' ? /^s?uwsgi:\/\//i : undefined;
  return passPlain(use, hasVariables(text) || scheme === undefined ? text : text.replace(scheme, ''));
};

function passPlain(use: Use, text: string): Outcome {
  if (hasVariables(text) && use.name !== 'memcached_pass') return compile(use, text);
  const url = passTo(use, text, {});
  if ('message' in url) return url;
  return use.name === 'memcached_pass' ? useVariable(use, 'memcached_key') : undefined;
}

/** Hands a connection to another server of the same nginx (ngx_stream_pass_module.c): nothing is looked up. */
const readStreamPass: OwnReader = (use) => {
  const [text = ''] = use.args;
  if (hasVariables(text)) return compile(use, text);
  const url = parseUrl(text);
  if (typeof url === 'string') return invalid(`${url} in "${text}" of the "pass" directive`);
  if (url.address === undefined) return says('invalid-value', use, 'has no addresses');
  return url.noPort ? says('invalid-value', use, 'has no port') : undefined;
};

const readAlpn: OwnReader = (use) =>
  firstOf(
    use.args.map((protocol) => () => {
      const compiled = use.name === 'ssl_alpn' ? undefined : compile(use, protocol);
      return compiled ?? (protocol.length > 255 ? says('invalid-value', use, 'protocol too long') : undefined);
    }),
  );

/** ngx_http_proxy_redirect: `off` ends the list, `default` needs a `proxy_pass` in front of it. */
const readRedirect: OwnReader = (use) => {
  const { args, earlier, block } = use;
  const [pattern = '', replacement = ''] = args;
  if (earlier[0]?.directive.args.length === 1 && argsOf(earlier[0])[0] === 'off') return duplicate(use);
  if (args.length === 1 && pattern === 'off') return earlier.length > 0 ? duplicate(use) : undefined;
  if (args.length === 1 && pattern !== 'default') return invalid(`invalid parameter "${pattern}"`);
  if (args.length === 1) {
    const target = block.given.get('proxy_pass')?.[0]?.directive.args[0]?.text;
    if (target === undefined)
      return tell('missing-setting', '"proxy_redirect default" should be placed after the "proxy_pass" directive');
    return hasVariables(target)
      ? tell('incompatible-settings', '"proxy_redirect default" cannot be used with "proxy_pass" directive with variables')
      : undefined;
  }
  return compilePair(use, pattern, replacement);
};

function compilePair(use: Use, pattern: string, replacement: string): Outcome {
  const regex = /^~(?:\*)?(.*)$/s.exec(pattern)?.[1];
  const first =
    regex === undefined
      ? compile(use, pattern)
      : compilePattern(use, use.name === 'proxy_cookie_domain' ? pattern.slice(1) : regex);
  return first ?? compile(use, replacement);
}

/** `proxy_cookie_domain`, `_path` and `_flags`: `off` stands alone. */
const readCookie: OwnReader = (use) => {
  const { args, earlier } = use;
  const [pattern = '', ...values] = args;
  if (earlier[0]?.directive.args.length === 1) return duplicate(use);
  if (args.length === 1 && pattern === 'off') return earlier.length > 0 ? duplicate(use) : undefined;
  if (args.length === 1) return invalid(`invalid parameter "${pattern}"`);
  if (use.name !== 'proxy_cookie_flags') return compilePair(use, pattern, values[0] ?? '');
  const first = pattern.startsWith('~') ? compilePattern(use, pattern.slice(1)) : compile(use, pattern);
  return first ?? firstOf(values.map((value) => () => compile(use, value)));
};

/** Storing and caching exclude each other within one block. */
const readStore: OwnReader = (use) => {
  const [path = ''] = use.args;
  const cache = use.name.replace('_store', '_cache');
  if (path === 'off') return undefined;
  if (path === '' && isAtLeast(use.release.nginx, [1, 27, 3])) return invalid('empty path');
  const cached = use.block.given.get(cache)?.[0]?.directive.args[0]?.text;
  if (cached !== undefined && cached !== 'off') return says('incompatible-settings', use, `is incompatible with "${cache}"`);
  return path === 'on' ? undefined : compile(use, path);
};

const readCache: OwnReader = (use) => {
  const [name = ''] = use.args;
  const store = use.name.replace('_cache', '_store');
  if (name === 'off') return undefined;
  const stored = use.block.given.get(store)?.[0]?.directive.args[0]?.text;
  if (stored !== undefined && stored !== 'off') return says('incompatible-settings', use, `is incompatible with "${store}"`);
  const compiled = compile(use, name);
  if (compiled !== undefined || hasVariables(name)) return compiled;
  return claim(use, (whole) => wantZone(whole, use, name, 0, use.name));
};

const readKey: OwnReader = (use) => compile(use, use.args[0] ?? '');

/** ngx_http_fastcgi_split_path_info. */
const readSplitPathInfo: OwnReader = (use) => {
  const [pattern = ''] = use.args;
  const error = compilePattern(use, pattern);
  if (error !== undefined) return error;
  return captureCount(pattern) === 2 ? undefined : tell('invalid-regex', `pattern "${pattern}" must have 2 captures`);
};

const perModule = (module: string): OwnReaders => ({
  [`${module}_pass`]: readPass,
  [`${module}_store`]: readStore,
  [`${module}_cache`]: readCache,
  [`${module}_cache_key`]: readKey,
});

export const proxyReaders: OwnReaders = {
  ...perModule('fastcgi'),
  ...perModule('uwsgi'),
  ...perModule('scgi'),
  ...perModule('proxy'),
  proxy_pass: readProxyPass,
  grpc_pass: readPass,
  memcached_pass: readPass,
  tunnel_pass: readPass,
  pass: readStreamPass,
  proxy_ssl_alpn: readAlpn,
  ssl_alpn: readAlpn,
  proxy_bind: readBind,
  proxy_redirect: readRedirect,
  proxy_cookie_domain: readCookie,
  proxy_cookie_path: readCookie,
  proxy_cookie_flags: readCookie,
  fastcgi_split_path_info: readSplitPathInfo,
};
