/** Upstreams: blocks, their servers, and those that a `…_pass` names (ngx_http_upstream.c; ngx_stream_upstream.c). */
import type { Placed } from '../../config/model.ts';
import { isHiddenIn } from '../end/levels.ts';
import { parseUrl, type Url, type UrlOptions } from '../values/address.ts';
import {
  claim,
  type BlockReader,
  type OpenBlock,
  type OwnReader,
  type OwnReaders,
  type Use,
  type Whole,
} from '../reading/model.ts';
import { compile, nameVariable } from './script.ts';
import { addUpstream, sectionOf, wantZone, type Named } from './whole.ts';
import { parseNumber, parseSize, parseTime } from '../values/numbers.ts';
import { invalid, says, tell, type Outcome, type Told } from '../reading/told.ts';

/** Names an upstream by the URL of a `…_pass` (ngx_http_upstream_add); gives the URL, or says what is wrong with it. */
export function passTo(use: Use, text: string, options: UrlOptions): Url | Told {
  const url = parseUrl(text, options);
  if (typeof url === 'string') return tell('invalid-upstream', `${url} in upstream "${text}"`);
  const { host, port, noPort, family } = url;
  nameUpstream(use, { host, port, noPort, isSocket: family === 'unix' }, undefined);
  return url;
}

function nameUpstream(use: Use, named: Named, block: OpenBlock | undefined): Outcome {
  const { family, placed } = use;
  const judge = (whole: Whole): Outcome => {
    const section = sectionOf(whole, family);
    return section === undefined ? undefined : addUpstream(section, named, block, placed);
  };
  const { host, port, noPort } = named;
  return claim(use, judge, block === undefined ? `upstream ${host} ${port} ${String(noPort)}` : undefined);
}

export const readUpstream: BlockReader = {
  opens: ({ family }) => ({ context: family === 'stream' ? 'stream upstream' : 'upstream', location: undefined }),
  head: (use) => nameUpstream(use, { host: use.args[0] ?? '', port: 0, noPort: true, isSocket: false }, use.opened),
  close: ({ opened }) => {
    const servers = opened.given.get('server');
    const isHidden = isHiddenIn(opened, 'server');
    if (servers === undefined) return isHidden ? undefined : tell('invalid-upstream', 'no servers are inside upstream');
    opened.servers = { resolve: servers.some(resolves), onlyBackups: !isHidden && servers.every(isBackup) };
    return undefined;
  },
};

function isBackup({ directive: { args } }: Placed): boolean {
  return args.some(({ text }, index) => index > 0 && text === 'backup');
}

function resolves({ directive: { args } }: Placed): boolean {
  if (!args.some(({ text }) => text === 'resolve')) return false;
  const url = parseUrl(args[0]?.text ?? '');
  return typeof url !== 'string' && url.address === undefined;
}

/** A server of an upstream block. */
export const readUpstreamServer: OwnReader = (use) => {
  const [address = '', ...parameters] = use.args;
  let service: string | undefined;
  for (const parameter of parameters) {
    const [name = '', value] = parameter.split(/=(.*)/s);
    const outcome = serverParameter(use, parameter, name, value);
    if (outcome !== undefined) return outcome;
    if (name === 'service') service = value;
  }
  const resolve = parameters.includes('resolve');
  if (service !== undefined && !resolve)
    return tell('invalid-upstream', `service upstream "${address}" requires "resolve" parameter`);
  const isStream = use.block.context === 'stream upstream';
  const url = parseUrl(address, isStream ? {} : { defaultPort: 80 });
  if (typeof url === 'string') return tell('invalid-upstream', `${url} in upstream "${address}"`);
  if (isStream && url.noPort && service === undefined) return tell('invalid-upstream', `no port in upstream "${address}"`);
  if (service !== undefined && !url.noPort) return tell('invalid-upstream', `service upstream "${address}" may not have port`);
  return service !== undefined && url.address !== undefined
    ? tell('invalid-upstream', `service upstream "${address}" requires domain name`)
    : undefined;
};

function serverParameter(use: Use, parameter: string, name: string, value: string | undefined): Outcome {
  const bad = tell('invalid-upstream', `invalid parameter "${parameter}"`);
  const isStream = use.block.context === 'stream upstream';
  const isNew = use.release.hasParameter('server', name);
  if (value === undefined) {
    if (parameter === 'backup' && !takesBackup(use.block))
      return tell('invalid-upstream', `balancing method does not support parameter "${parameter}"`);
    if (parameter === 'backup' || parameter === 'down') return undefined;
    return isNew && (parameter === 'resolve' || (parameter === 'drain' && !isStream)) ? undefined : bad;
  }
  const number = parseNumber(value);
  if (name === 'weight') return number === undefined || number === 0 ? bad : undefined;
  if (name === 'max_conns' || name === 'max_fails') return number === undefined ? bad : undefined;
  if (name === 'fail_timeout') return parseTime(value, true) === undefined ? bad : undefined;
  if (name === 'service' && isNew) return value === '' ? tell('invalid-upstream', 'service is empty') : undefined;
  if (name !== 'route' || isStream || !isNew) return bad;
  if (value === '') return tell('invalid-upstream', 'route is empty');
  return value.length > 32 ? tell('invalid-upstream', 'route is longer than 32') : undefined;
}

/** The methods that look a server up by a key have no backup servers; the last method named counts. */
function takesBackup({ given }: OpenBlock): boolean {
  const method = [...given.keys()].filter((name) => /^(?:ip_hash|hash|random|least_conn|least_time)$/.test(name)).at(-1);
  return method === undefined || method.startsWith('least');
}

const readHash: OwnReader = (use) => {
  const [key = '', mode] = use.args;
  return compile(use, key) ?? (mode === undefined || mode === 'consistent' ? undefined : invalid(`invalid parameter "${mode}"`));
};

const readRandom: OwnReader = (use) => {
  const [two, method] = use.args;
  if (two !== undefined && two !== 'two') return invalid(`invalid parameter "${two}"`);
  return method === undefined || method === 'least_conn' ? undefined : invalid(`invalid parameter "${method}"`);
};

/** ngx_http_upstream_least_time_module.c: what is measured, and whether open requests count. */
const readLeastTime: OwnReader = (use) => {
  const [what = '', option] = use.args;
  const measures = use.block.context === 'upstream' ? /^(?:header|last_byte)$/i : /^(?:connect|first_byte|last_byte)$/i;
  if (option !== undefined && option !== 'inflight') return invalid(`invalid parameter "${option}"`);
  return measures.test(what) ? undefined : invalid(`invalid value "${what}"`);
};

/** `0` and `local` came with 1.29.7 (ngx_http_upstream_keepalive_module.c). */
const readKeepalive: OwnReader = (use) => {
  const [value = '', option] = use.args;
  const count = parseNumber(value);
  if (count === undefined || (count === 0 && !use.release.hasParameter('keepalive', '0')))
    return invalid(`invalid value "${value}" in "keepalive" directive`);
  return option === undefined || option === 'local' ? undefined : invalid(`invalid parameter "${option}"`);
};

const readZone: OwnReader = (use) => {
  const [name = '', text] = use.args;
  if (name === '') return invalid(`invalid zone name "${name}"`);
  const size = text === undefined ? 0 : parseSize(text);
  if (size === undefined) return invalid(`invalid zone size "${text}"`);
  if (text !== undefined && size < 8 * 4096) return invalid(`zone "${name}" is too small`);
  return claim(use, (whole) => wantZone(whole, use, name, size, `${use.family} upstream`));
};

/** ngx_http_upstream_sticky_module.c. */
const readSticky: OwnReader = (use) => {
  const [method = '', ...rest] = use.args;
  if (method === 'route') return rest.map((word) => nameVariable(use, word, 'use')).find((outcome) => outcome !== undefined);
  if (method === 'cookie') return readStickyCookie(use, rest);
  return method === 'learn' ? undefined : invalid(`unknown parameter "${method}"`);
};

function readStickyCookie(use: Use, words: readonly string[]): Outcome {
  const [cookie = '', ...parameters] = words;
  if (cookie === '') return says('invalid-value', use, 'empty cookie name');
  const seen = new Set<string>();
  for (const parameter of parameters) {
    const [name = '', value] = parameter.split(/=(.*)/s);
    if (!/^(?:(?:domain|path|expires|samesite)=.*|httponly|secure)$/s.test(parameter))
      return invalid(`unknown parameter "${parameter}"`);
    if (seen.has(name)) return says('invalid-value', use, `parameter "${name}" is duplicate`);
    seen.add(name);
    if (value === '' && (name === 'domain' || name === 'path')) return says('invalid-value', use, `no value for "${name}"`);
    if (name === 'expires' && value !== 'max' && parseTime(value ?? '', true) === undefined)
      return says('invalid-value', use, 'invalid "expires" parameter value');
    if (name !== 'domain' && name !== 'samesite') continue;
    const compiled = compile(use, value ?? '');
    if (compiled !== undefined) return compiled;
  }
  return nameVariable(use, `$cookie_${cookie}`, 'use');
}

export const upstreamReaders: OwnReaders = {
  hash: readHash,
  random: readRandom,
  least_time: readLeastTime,
  keepalive: readKeepalive,
  zone: readZone,
  sticky: readSticky,
};
