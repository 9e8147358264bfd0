/** Settings of passing on that are judged only when levels are merged (ngx_http_proxy_merge_loc_conf and its kin). */
import { isAtLeast } from '../reference/version.ts';
import { firstOf, nowhere, type Outcome, type Run, type Scope } from './run.ts';
import { compile, hasVariables } from './script.ts';
import { inherited } from './use.ts';
import { parseNumber, parseSize } from './values.ts';

/** One module after the other, each through all servers and locations, as nginx merges them. */
export function endOfPassing(run: Run, http: Scope): Outcome {
  return firstOf(modules.map((module) => () => mergeServers(run, http, module)));
}

interface PassModule {
  readonly name: 'proxy' | 'fastcgi' | 'uwsgi' | 'scgi' | 'grpc';
  /** The directive whose values are compiled now, and the argument that holds them. */
  readonly values: string;
  readonly buffers: boolean;
}

const modules: readonly PassModule[] = [
  { name: 'proxy', values: 'proxy_set_header', buffers: true },
  { name: 'fastcgi', values: 'fastcgi_param', buffers: true },
  { name: 'uwsgi', values: 'uwsgi_param', buffers: true },
  { name: 'scgi', values: 'scgi_param', buffers: true },
  { name: 'grpc', values: 'grpc_set_header', buffers: false },
];

function mergeServers(run: Run, http: Scope, module: PassModule): Outcome {
  const compiled = new Set<Scope>();
  return firstOf(http.inner.map((server) => () => mergeLevel(run, server, module, compiled)));
}

function mergeLevel(run: Run, scope: Scope, module: PassModule, compiled: Set<Scope>): Outcome {
  return (
    (module.buffers ? judgeBuffers(scope, module.name) : undefined) ??
    judgeCacheZone(run, scope, module.name) ??
    judgeTls(scope, module.name) ??
    (module.name === 'proxy' ? compileBody(run, scope) : undefined) ??
    compileValues(run, scope, module, compiled) ??
    firstOf(scope.inner.map((inner) => () => mergeLevel(run, inner, module, compiled)))
  );
}

const page = 4096;

/** The sizes must fit each other; what a level does not set it inherits. */
function judgeBuffers(scope: Scope, name: string): Outcome {
  const size = (directive: string): number | undefined => {
    const value = inherited(scope, `${name}_${directive}`)?.[0];
    return value === undefined ? undefined : parseSize(value);
  };
  const buffers = inherited(scope, `${name}_buffers`);
  const count = parseNumber(buffers?.[0] ?? '8') ?? 8;
  const one = parseSize(buffers?.[1] ?? String(page)) ?? page;
  const most = Math.max(size('buffer_size') ?? page, one);
  const than = `the maximum of the value of "${name}_buffer_size" and one of the "${name}_buffers"`;
  if (count < 2) return `there must be at least 2 "${name}_buffers"`;
  const busy = size('busy_buffers_size') ?? 2 * most;
  if (busy < most) return `"${name}_busy_buffers_size" must be equal to or greater than ${than}`;
  if (busy > (count - 1) * one)
    return `"${name}_busy_buffers_size" must be less than the size of all "${name}_buffers" minus one buffer`;
  if ((size('temp_file_write_size') ?? most) < most)
    return `"${name}_temp_file_write_size" must be equal to or greater than ${than}`;
  const file = size('max_temp_file_size') ?? 0;
  if (file === 0 || file >= most) return undefined;
  return `"${name}_max_temp_file_size" must be equal to zero to disable temporary files usage or must be equal to or greater than ${than}`;
}

function judgeCacheZone(run: Run, scope: Scope, name: string): Outcome {
  const zone = inherited(scope, `${name}_cache`)?.[0];
  if (zone === undefined || zone === 'off' || hasVariables(zone) || run.blind) return undefined;
  return run.zones.get(zone)?.key === undefined ? `"${name}_cache" zone "${zone}" is unknown` : undefined;
}

/** Only where the level itself passes on over TLS (ngx_http_proxy_set_ssl). */
function judgeTls(scope: Scope, name: string): Outcome {
  const target = scope.given.get(`${name}_pass`)?.[0]?.[0] ?? '';
  if (!/^(?:https|grpcs|suwsgi):|\$/i.test(target)) return undefined;
  const certificate = inherited(scope, `${name}_ssl_certificate`)?.[0] ?? '';
  if (certificate !== '' && inherited(scope, `${name}_ssl_certificate_key`) === undefined) {
    return { message: `no "${name}_ssl_certificate_key" is defined for certificate "${certificate}"`, ...nowhere };
  }
  const verifies = inherited(scope, `${name}_ssl_verify`)?.[0]?.toLowerCase() === 'on';
  const trusted = inherited(scope, `${name}_ssl_trusted_certificate`)?.[0] ?? '';
  if (!verifies || trusted !== '') return undefined;
  return { message: `no ${name}_ssl_trusted_certificate for ${name}_ssl_verify`, ...nowhere };
}

function compileBody(run: Run, scope: Scope): Outcome {
  const body = inherited(scope, 'proxy_set_body')?.[0];
  return body === undefined ? undefined : compile({ run, scope }, body);
}

/** The nearest level that has any value counts; it is compiled once, when the first block needs it. */
function compileValues(run: Run, scope: Scope, module: PassModule, compiled: Set<Scope>): Outcome {
  let source: Scope | undefined = scope;
  while (source !== undefined && !source.given.has(module.values)) source = source.outer;
  if (source === undefined || compiled.has(source)) return undefined;
  compiled.add(source);
  const values = source.given.get(module.values) ?? [];
  const host = ([name = '']: readonly string[]): boolean => isAtLeast(run.nginx, [1, 31, 4]) && /^host$/i.test(name);
  const ordered = [...values.filter(host), ...values.filter((words) => !host(words))];
  return firstOf(
    ordered.map(
      ([, value = '']) =>
        () =>
          compile({ run, scope }, value),
    ),
  );
}
