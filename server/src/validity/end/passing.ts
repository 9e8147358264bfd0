/** Settings of passing on that are judged only when levels are merged (ngx_http_proxy_merge_loc_conf and its kin). */
import { isAtLeast } from '../../reference/version.ts';
import { compile, hasVariables } from '../directives/script.ts';
import type { Given, Outcome, Step, Told, Whole } from '../reading/model.ts';
import type { Release } from '../reading/release.ts';
import { parseNumber, parseSize } from '../values/numbers.ts';
import { effective, inherited, mayBeHidden, type Level } from './levels.ts';

export interface PassModule {
  readonly name: 'proxy' | 'fastcgi' | 'uwsgi' | 'scgi' | 'grpc';
  /** The directive whose values are compiled now. */
  readonly values: string;
  readonly buffers: boolean;
}

/** In nginx's order. */
export const passModules: readonly PassModule[] = [
  { name: 'proxy', values: 'proxy_set_header', buffers: true },
  { name: 'fastcgi', values: 'fastcgi_param', buffers: true },
  { name: 'uwsgi', values: 'uwsgi_param', buffers: true },
  { name: 'scgi', values: 'scgi_param', buffers: true },
  { name: 'grpc', values: 'grpc_set_header', buffers: false },
];

export interface Merging {
  readonly release: Release;
  readonly note: (step: Step) => void;
  readonly tell: (told: Told) => void;
  readonly claim: (judge: (whole: Whole) => Outcome, at: Given | undefined) => void;
  /** Levels whose values were compiled already: once is enough. */
  readonly compiled: Set<unknown>;
}

/** Judges one level; those within are for the caller. */
export function mergePassing(level: Level, module: PassModule, merging: Merging): void {
  const tell = (told: Told | undefined): void => {
    if (told !== undefined) merging.tell(told);
  };
  if (module.buffers) tell(judgeBuffers(level, module.name));
  judgeCacheZone(level, module.name, merging);
  tell(judgeTls(level, module.name));
  if (module.name === 'proxy') compileValues(effective(level, 'proxy_set_body').slice(-1), 0, merging);
  compileValues(hostFirst(effective(level, module.values), merging.release), 1, merging);
}

const page = 4096;

/** The sizes must fit each other; what a level does not set it inherits. */
function judgeBuffers(level: Level, module: string): Told | undefined {
  const names = sizes.map((name) => `${module}_${name}`);
  const set = names.flatMap((name) => effective(level, name).at(-1) ?? []);
  if (set.length === 0 || !names.some((name) => level.block.given.has(name) || level.block.context === 'server'))
    return undefined;
  const message = buffersMessage(level, module);
  if (message === undefined || names.some((name) => mayBeHidden(level, name))) return undefined;
  const at = set[0]?.at;
  return { message, line: 'section', ...(at === undefined ? {} : { at }) };
}

const sizes = ['busy_buffers_size', 'temp_file_write_size', 'max_temp_file_size', 'buffers', 'buffer_size'];

function buffersMessage(level: Level, module: string): string | undefined {
  const size = (directive: string): number | undefined => {
    const value = inherited(level, `${module}_${directive}`)?.[0];
    return value === undefined ? undefined : parseSize(value);
  };
  const buffers = inherited(level, `${module}_buffers`);
  const count = parseNumber(buffers?.[0] ?? '8') ?? 8;
  const one = parseSize(buffers?.[1] ?? String(page)) ?? page;
  const most = Math.max(size('buffer_size') ?? page, one);
  const than = `the maximum of the value of "${module}_buffer_size" and one of the "${module}_buffers"`;
  if (count < 2) return `there must be at least 2 "${module}_buffers"`;
  const busy = size('busy_buffers_size') ?? 2 * most;
  if (busy < most) return `"${module}_busy_buffers_size" must be equal to or greater than ${than}`;
  if (busy > (count - 1) * one)
    return `"${module}_busy_buffers_size" must be less than the size of all "${module}_buffers" minus one buffer`;
  if ((size('temp_file_write_size') ?? most) < most)
    return `"${module}_temp_file_write_size" must be equal to or greater than ${than}`;
  const file = size('max_temp_file_size') ?? 0;
  if (file === 0 || file >= most) return undefined;
  return `"${module}_max_temp_file_size" must be equal to zero to disable temporary files usage or must be equal to or greater than ${than}`;
}

function judgeCacheZone(level: Level, module: string, { claim }: Merging): void {
  const name = `${module}_cache`;
  if (level.block.context !== 'server' && !level.block.given.has(name)) return;
  const given = effective(level, name).at(-1);
  const zone = given?.args[0];
  if (zone === undefined || zone === 'off' || hasVariables(zone) || mayBeHidden(level, name)) return;
  claim(({ zones, refusedNames, http }) => {
    const isHidden = http === undefined || http.block.unseen || http.block.misspelt || refusedNames.has(`zone ${zone}`);
    return isHidden || zones.get(zone)?.key !== undefined
      ? undefined
      : { message: `"${name}" zone "${zone}" is unknown`, line: 'section' };
  }, given);
}

/** Only where the level itself passes on over TLS (ngx_http_proxy_set_ssl). */
function judgeTls(level: Level, module: string): Told | undefined {
  const pass = level.block.given.get(`${module}_pass`)?.[0];
  if (pass === undefined || !/^(?:https|grpcs|suwsgi):|\$/i.test(pass.args[0] ?? '')) return undefined;
  const lacks = (name: string): boolean => inherited(level, name) === undefined && !mayBeHidden(level, name);
  const given = effective(level, `${module}_ssl_certificate`).at(-1);
  const certificate = given?.args[0] ?? '';
  if (given !== undefined && certificate !== '' && lacks(`${module}_ssl_certificate_key`)) {
    const message = `no "${module}_ssl_certificate_key" is defined for certificate "${certificate}"`;
    return { message, line: 'none', at: given.at };
  }
  const verify = effective(level, `${module}_ssl_verify`).at(-1);
  const trusted = inherited(level, `${module}_ssl_trusted_certificate`)?.[0] ?? '';
  const isHidden = mayBeHidden(level, `${module}_ssl_trusted_certificate`);
  if (verify?.args[0]?.toLowerCase() !== 'on' || trusted !== '' || isHidden) return undefined;
  return { message: `no ${module}_ssl_trusted_certificate for ${module}_ssl_verify`, line: 'none', at: verify.at };
}

/** `Host` comes first from 1.31.4 on. */
function hostFirst(values: readonly Given[], { nginx }: Release): readonly Given[] {
  if (!isAtLeast(nginx, [1, 31, 4])) return values;
  const isHost = ({ args: [name = ''] }: Given): boolean => /^host$/i.test(name);
  return values.some(isHost) ? [...values.filter(isHost), ...values.filter((it) => !isHost(it))] : values;
}

/** The nearest level that has any value counts; it is compiled once, when the first block needs it. */
function compileValues(values: readonly Given[], argument: number, { compiled, release, note, tell }: Merging): void {
  const [first] = values;
  if (first === undefined || compiled.has(first)) return;
  compiled.add(first);
  for (const { at, args } of values) {
    const outcome = compile({ release, family: 'http', placed: at, note }, args[argument] ?? '');
    if (typeof outcome === 'string') tell({ message: outcome, line: 'section', at });
  }
}
