/** Settings of passing on that are judged only when levels are merged (ngx_http_proxy_merge_loc_conf and its kin). */
import type { Placed } from '../../config/model.ts';
import { isAtLeast } from '../../reference/version.ts';
import { compile, hasVariables } from '../directives/script.ts';
import type { Step, Whole } from '../reading/model.ts';
import type { Release } from '../reading/release.ts';
import { parseNumber, parseSize } from '../values/numbers.ts';
import { groupOf } from './asked.ts';
import { effective, inherited, mayBeHidden, type Level } from './levels.ts';
import { tell as refusal, unknowable, type Outcome, type Told } from '../reading/told.ts';

export interface PassModule {
  readonly name: 'proxy' | 'fastcgi' | 'uwsgi' | 'scgi' | 'grpc';
  /** Of the directives that concern it (end/asked.ts). */
  readonly group: number;
  /** The directive whose values are compiled now. */
  readonly values: string;
  /** Sizes that must fit each other, if the module has them. */
  readonly sizes: readonly string[];
  readonly pass: string;
  readonly cache: string;
  readonly certificate: string;
  readonly key: string;
  readonly verify: string;
  readonly trusted: string;
}

const passModule = (name: PassModule['name'], values: string, sizes: readonly string[]): PassModule => ({
  name,
  group: groupOf(name),
  values,
  sizes: sizes.map((size) => `${name}_${size}`),
  pass: `${name}_pass`,
  cache: `${name}_cache`,
  certificate: `${name}_ssl_certificate`,
  key: `${name}_ssl_certificate_key`,
  verify: `${name}_ssl_verify`,
  trusted: `${name}_ssl_trusted_certificate`,
});

const sizes = ['busy_buffers_size', 'temp_file_write_size', 'max_temp_file_size', 'buffers', 'buffer_size'];

/** In nginx's order. */
export const passModules: readonly PassModule[] = [
  passModule('proxy', 'proxy_set_header', sizes),
  passModule('fastcgi', 'fastcgi_param', sizes),
  passModule('uwsgi', 'uwsgi_param', sizes),
  passModule('scgi', 'scgi_param', sizes),
  passModule('grpc', 'grpc_set_header', []),
];

export interface Merging {
  readonly release: Release;
  readonly note: (step: Step) => void;
  readonly tell: (told: Told) => void;
  readonly claim: (judge: (whole: Whole) => Outcome, at: Placed | undefined) => void;
  /** Levels whose values were compiled already: once is enough. */
  readonly compiled: Set<unknown>;
}

/** Judges one level; those within are for the caller. What a level only inherits was judged with the level around it. */
export function mergePassing(level: Level, module: PassModule, merging: Merging): void {
  const tell = (told: Told | undefined): void => {
    if (told !== undefined) merging.tell(told);
  };
  tell(judgeBuffers(level, module));
  judgeCacheZone(level, module, merging);
  tell(judgeTls(level, module));
  if (module.name === 'proxy') compileValues(effective(level, 'proxy_set_body').slice(-1), 0, merging);
  compileValues(hostFirst(effective(level, module.values), merging.release), 1, merging);
}

const page = 4096;

/** The sizes must fit each other; what a level does not set it inherits. */
function judgeBuffers(level: Level, { name, sizes: names }: PassModule): Told | undefined {
  const first = names.find((size) => effective(level, size).length > 0);
  const message = first === undefined ? undefined : buffersMessage(level, name);
  if (first === undefined || message === undefined || names.some((size) => mayBeHidden(level, size))) return undefined;
  const at = effective(level, first).at(-1);
  return refusal('unfit-sizes', message, { line: 'section', ...(at === undefined ? {} : { at }) });
}

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

function judgeCacheZone(level: Level, { cache }: PassModule, { claim }: Merging): void {
  const given = effective(level, cache).at(-1);
  const zone = given?.directive.args[0]?.text;
  if (zone === undefined || zone === 'off' || hasVariables(zone) || mayBeHidden(level, cache)) return;
  claim(({ zones, refusedNames, http }) => {
    const isHidden = http === undefined || http.block.unseen || http.block.misspelt || refusedNames.has(`zone ${zone}`);
    if (isHidden || zones.get(zone)?.key !== undefined) return undefined;
    refusedNames.add(`zone ${zone}`);
    return refusal('unknown-name', `"${cache}" zone "${zone}" is unknown`, { line: 'section' });
  }, given);
}

/** Only where the level itself passes on over TLS (ngx_http_proxy_set_ssl). */
function judgeTls(level: Level, { name, pass, certificate, key, verify, trusted }: PassModule): Told | undefined {
  const target = level.block.given.get(pass)?.[0]?.directive.args[0]?.text;
  if (target === undefined || !/^(?:https|grpcs|suwsgi):|\$/i.test(target)) return undefined;
  const given = effective(level, certificate).at(-1);
  const file = given?.directive.args[0]?.text ?? '';
  if (given !== undefined && file !== '' && inherited(level, key) === undefined && !mayBeHidden(level, key)) {
    return refusal('missing-setting', `no "${key}" is defined for certificate "${file}"`, { line: 'none', at: given });
  }
  const verifies = effective(level, verify).at(-1);
  if (verifies?.directive.args[0]?.text.toLowerCase() !== 'on' || mayBeHidden(level, trusted)) return undefined;
  if ((inherited(level, trusted)?.[0] ?? '') !== '') return undefined;
  return refusal('missing-setting', `no ${name}_ssl_trusted_certificate for ${name}_ssl_verify`, { line: 'none', at: verifies });
}

/** `Host` comes first from 1.31.4 on. */
function hostFirst(values: readonly Placed[], { nginx }: Release): readonly Placed[] {
  if (!isAtLeast(nginx, [1, 31, 4])) return values;
  const isHost = ({ directive }: Placed): boolean => directive.args[0]?.text.toLowerCase() === 'host';
  return values.some(isHost) ? [...values.filter(isHost), ...values.filter((it) => !isHost(it))] : values;
}

/** The nearest level that has any value counts; it is compiled once, when the first block needs it. */
function compileValues(values: readonly Placed[], argument: number, { compiled, release, note, tell }: Merging): void {
  const [first] = values;
  if (first === undefined || compiled.has(first)) return;
  compiled.add(first);
  for (const at of values) {
    const outcome = compile({ release, family: 'http', placed: at, note }, at.directive.args[argument]?.text ?? '');
    if (outcome !== undefined && outcome !== unknowable) tell({ ...outcome, line: 'section', at });
  }
}
