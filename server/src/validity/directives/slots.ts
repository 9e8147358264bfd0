/** Directives that nginx reads with its common functions (ngx_conf_file.c, ngx_conf_set_*_slot; ngx_http_script.c; ngx_file.c). */
import { parseUrl } from '../values/address.ts';
import { expectedOf, type Expected } from '../kinds.ts';
import { firstOf, type Use } from '../reading/model.ts';
import { compile, hasVariables } from './script.ts';
import { parseNumber, parseOffset, parseSize, parseTime } from '../values/numbers.ts';
import { invalid, says, unknowable, type Outcome, type Told } from '../reading/told.ts';

/** Judges the arguments of a directive by the kind of its value. */
export function readSlot(use: Use): Outcome {
  const { name, form, args } = use;
  const [value = ''] = args;
  const expected = expectedOf(form);
  const bad = says('invalid-value', use, 'invalid value', { expected, ...(args.length === 1 ? { word: 0 } : {}) });
  switch (form.kind) {
    case 'flag':
      return /^(?:on|off)$/i.test(value)
        ? undefined
        : invalid(`invalid value "${value}" in "${name}" directive, it must be "on" or "off"`, { word: 0, expected });
    case 'number':
      return valueMeant(readNumber(use, value), expected);
    case 'size':
      return valueMeant(readSize(name, parseSize(value)), expected);
    case 'offset':
      return parseOffset(value) === undefined ? bad : undefined;
    case 'msec':
      return parseTime(value, false) === undefined ? bad : undefined;
    case 'sec':
      return parseTime(value, true) === undefined ? bad : undefined;
    case 'buffers':
      return (parseNumber(value) ?? 0) === 0 || (parseSize(args[1] ?? '') ?? 0) === 0 ? bad : undefined;
    case 'word':
    case 'words':
      return readWords(args, form.words, expected);
    case 'folder':
      return readFolder(args, bad);
    case 'access':
      return badWord(args, expected, (word) => /^(?:user|group|all):rw?$/.test(word));
    case 'value':
      return compile(use, value);
    case 'size-value':
      return compile(use, value) ?? (hasVariables(value) || parseSize(value) !== undefined ? undefined : bad);
    case 'predicates':
      return firstOf(args.map((arg) => () => compile(use, arg)));
    case 'bind':
      return readBind(use);
    case 'parameter':
      return args.length === 3 && args[2] !== 'if_not_empty' ? invalid(`invalid parameter "${args[2]}"`) : undefined;
    default:
      return undefined;
  }
}

function readNumber({ name, form: { bounds } }: Use, text: string): Outcome {
  const value = parseNumber(text);
  if (value === undefined) return invalid(`"${name}" directive invalid number`);
  if (bounds === undefined || (value >= bounds[0] && (bounds[1] === -1 || value <= bounds[1]))) return undefined;
  return bounds[1] === -1
    ? invalid(`value must be equal to or greater than ${bounds[0]}`)
    : invalid(`value must be between ${bounds[0]} and ${bounds[1]}`);
}

/** The only argument is what such a message is about. */
function valueMeant(outcome: Outcome, expected: Expected): Outcome {
  return outcome === undefined || outcome === unknowable ? outcome : { ...outcome, word: 0, expected };
}

const powers = (most: number): readonly number[] => Array.from({ length: Math.log2(most) - 8 }, (_, step) => 512 << step);

function readSize(name: string, size: number | undefined): Outcome {
  if (size === undefined) return invalid(`"${name}" directive invalid value`);
  if (name === 'gzip_window' && !powers(32768).includes(size))
    return invalid('"gzip_window" directive must be 512, 1k, 2k, 4k, 8k, 16k, or 32k');
  if (name === 'gzip_hash' && !powers(131072).includes(size)) {
    return invalid('"gzip_hash" directive must be 512, 1k, 2k, 4k, 8k, 16k, 32k, 64k, or 128k');
  }
  // As much as all releases ask for (ngx_http_v2_module.c, ngx_http_v2_recv_buffer_size).
  if (name === 'http2_recv_buffer_size' && size <= 16) return invalid(`"${name}" directive value is too small`);
  if (!/^(?:connection|request|http2)_pool_size$/.test(name)) return undefined;
  if (size < 112) return invalid('the pool size must be no less than 112');
  return size % 16 === 0 ? undefined : invalid('the pool size must be a multiple of 16');
}

function readWords(args: readonly string[], words: readonly string[], expected: Expected): Outcome {
  return words.length === 0
    ? undefined
    : badWord(args, expected, (arg) => words.some((word) => word.toLowerCase() === arg.toLowerCase()));
}

function badWord(args: readonly string[], expected: Expected, isGood: (word: string) => boolean): Outcome {
  const bad = args.find((arg) => !isGood(arg));
  return bad === undefined ? undefined : invalid(`invalid value "${bad}"`, { expected });
}

function readFolder(args: readonly string[], bad: Told): Outcome {
  const levels = args.slice(1).map((level) => parseNumber(level) ?? 0);
  if (levels.includes(0)) return bad;
  const length = levels.reduce((sum, level) => sum + level + 1, 0);
  return length > 10 + levels.length ? bad : undefined;
}

/** An address to connect from (ngx_http_upstream_bind_set_slot). */
export function readBind(use: Use): Outcome {
  const [value = '', option] = use.args;
  if (use.args.length === 1 && value === 'off') return undefined;
  const outcome = compile(use, value);
  if (outcome !== undefined) return outcome;
  if (!hasVariables(value)) {
    const url = parseUrl(value);
    if (typeof url === 'string' || url.address === undefined || url.family === 'unix')
      return invalid(`invalid address "${value}"`);
  }
  return option === undefined || option === 'transparent' ? undefined : invalid(`invalid parameter "${option}"`);
}
