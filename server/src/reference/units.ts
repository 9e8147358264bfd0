/** What numbers in configurations count: time or size, by directive and argument. Look-up only. */
import { directive } from './directives.ts';

/** `time`: a number alone counts seconds. `size`: bytes; `offset`: bytes, `g` too. */
export type Quantity = 'time' | 'size' | 'offset';

/**
 * What a word of a directive counts; `undefined` for words that are no quantity. `index`: of the argument, from 0; `isLast`: none
 * stands behind it. Of `name=value` the name decides (`inactive=60m`).
 */
export function quantityOf(directiveName: string, index: number, isLast: boolean, word: string): Quantity | undefined {
  // Zones of shared memory: `keys_zone=pages:10m`, `shared:SSL:10m`.
  if (/^(?:(?:keys_)?zone=|shared:)[^:]*:/.test(word)) return 'size';
  const [, parameter] = /^(\w+)=/.exec(word) ?? [];
  if (parameter !== undefined) return parameters[parameter];
  for (const { kind, name } of directive(directiveName)) {
    if ((kind === 'msec' || kind === 'sec') && index === 0) return 'time';
    if ((kind === 'size' || kind === 'size-value') && index === 0) return 'size';
    if (kind === 'offset' && index === 0) return 'offset';
    if (kind === 'buffers' && index === 1) return 'size';
    const own = others[name];
    if (own !== undefined && (own[1] === 'last' ? isLast : own[1].includes(index))) return own[0];
  }
  return undefined;
}

/** Arguments that a function of the directive's own reads. */
const others: Readonly<Record<string, readonly [Quantity, readonly number[] | 'last']>> = {
  __proto__: null as never,
  keepalive_timeout: ['time', [0, 1]],
  expires: ['time', [0, 1]],
  proxy_cache_valid: ['time', 'last'],
  fastcgi_cache_valid: ['time', 'last'],
  uwsgi_cache_valid: ['time', 'last'],
  scgi_cache_valid: ['time', 'last'],
  worker_shutdown_timeout: ['time', [0]],
  proxy_busy_buffers_size: ['size', [0]],
  proxy_temp_file_write_size: ['size', [0]],
  zone: ['size', [1]],
};

const parameters: Readonly<Record<string, Quantity>> = {
  __proto__: null as never,
  inactive: 'time',
  fail_timeout: 'time',
  slow_start: 'time',
  valid: 'time',
  flush: 'time',
  timeout: 'time',
  manager_sleep: 'time',
  manager_threshold: 'time',
  loader_sleep: 'time',
  loader_threshold: 'time',
  time: 'time',
  max_size: 'offset',
  min_free: 'offset',
  buffer: 'size',
  rcvbuf: 'size',
  sndbuf: 'size',
};
