/** Blocks whose lines are entries: map, geo, split_clients, types, charset_map. */
import { isNetwork, parseAddress4 } from '../values/address.ts';
import { createNames } from '../values/names.ts';
import type { Placed } from '../../config/model.ts';
import { claim, type BlockReader, type Compiling, type Use } from '../reading/model.ts';
import { compile, compilePattern, nameVariable } from './script.ts';
import { sectionOf } from './whole.ts';
import { parseFixed } from '../values/numbers.ts';
import { invalid, tell, unknowable, type Outcome } from '../reading/told.ts';

/** ngx_http_map_module.c, ngx_http_map_block and ngx_http_map. */
export const readMap: BlockReader = {
  head: (use) => {
    const [source = '', result = ''] = use.args;
    return compile(use, source) ?? nameVariable(use, result, 'define');
  },
  entries: ({ release, family, note }) => {
    let hasDefault = false;
    let hostnames = false;
    const names = createNames();
    const first = new Map<string, Placed>();
    const read = (words: readonly string[], placed: Placed): Outcome => {
      const outcome = readEntry(words, placed);
      const key = words[0]?.toLowerCase() ?? '';
      const earlier = first.get(key);
      if (earlier === undefined) first.set(key, placed);
      return earlier === undefined || outcome === undefined || outcome === unknowable ? outcome : { ...outcome, earlier };
    };
    const readEntry = (words: readonly string[], placed: Placed): Outcome => {
      const on: Compiling = { release, family, note, placed };
      const [key = '', value = ''] = words;
      if (words.length === 1 && key === 'hostnames') {
        hostnames = true;
        return undefined;
      }
      if (words.length === 1 && key === 'volatile') return undefined;
      if (words.length !== 2)
        return tell('wrong-argument-count', 'invalid number of the map parameters', {
          counts: { counts: [1], least: undefined },
        });
      const compiled = compile(on, value);
      if (compiled !== undefined) return compiled;
      if (key === 'default') {
        if (hasDefault) return tell('map-conflict', 'duplicate default map parameter', { word: -1 });
        hasDefault = true;
        return undefined;
      }
      if (key.startsWith('~')) return compilePattern(on, key.slice(key.startsWith('~*') ? 2 : 1));
      return names.add(key.startsWith('\\') ? key.slice(1) : key, hostnames);
    };
    return { include: true, read };
  },
};

/** ngx_http_geo_module.c, ngx_http_geo_block and ngx_http_geo. */
export const readGeo: BlockReader = {
  head: (use) => {
    const [first = '', second] = use.args;
    if (second === undefined) return nameVariable(use, first, 'define');
    return nameVariable(use, first, 'use') ?? nameVariable(use, second, 'define');
  },
  entries: (use) => {
    let ranges = false;
    let networks = false;
    const read = (words: readonly string[]): Outcome => {
      const [key = '', value = ''] = words;
      if (words.length === 1 && key === 'ranges') {
        ranges = true;
        return networks
          ? tell('map-conflict', 'the "ranges" directive must be the first directive inside "geo" block')
          : undefined;
      }
      if (words.length === 1 && isGeoFlag(use, key)) return undefined;
      if (words.length !== 2)
        return tell('wrong-argument-count', 'invalid number of the geo parameters', {
          counts: { counts: [1], least: undefined },
        });
      if (key === 'proxy') return network(value);
      networks ||= !ranges;
      if (key === 'default') return undefined;
      const what = key === 'delete' ? value : key;
      return ranges ? range(what) : network(what);
    };
    return { include: true, read };
  },
};

function isGeoFlag({ release }: Use, word: string): boolean {
  return word === 'proxy_recursive' || (word === 'volatile' && release.hasParameter('geo', 'volatile'));
}

function range(text: string): Outcome {
  const [from = '', to] = text.split(/-(.*)/s);
  const [start, end] = [parseAddress4(from), parseAddress4(to ?? '')];
  const isGood = start !== undefined && end !== undefined && addressNumber(start) <= addressNumber(end);
  return isGood ? undefined : invalid(`invalid range "${text}"`);
}

function network(text: string): Outcome {
  return isNetwork(text) ? undefined : invalid(`invalid network "${text}"`);
}

function addressNumber(octets: readonly number[]): number {
  return octets.reduce((sum, octet) => sum * 256 + octet, 0);
}

/** Percentages have two decimals; `*` takes what is left (ngx_http_split_clients_module.c). */
export const readSplitClients: BlockReader = {
  head: (use) => {
    const [source = '', result = ''] = use.args;
    return compile(use, source) ?? nameVariable(use, result, 'define');
  },
  entries: () => {
    const parts: number[] = [];
    let refused = false;
    const read = ([share = '']: readonly string[]): Outcome => {
      const percent = share === '*' ? 0 : share.endsWith('%') ? parseFixed(share.slice(0, -1), 2) : undefined;
      refused ||= percent === undefined || (percent === 0 && share !== '*');
      if (percent === undefined || (percent === 0 && share !== '*')) return invalid(`invalid percent value "${share}"`);
      parts.push(percent);
      return undefined;
    };
    const close = (): Outcome => {
      let sum = 0;
      let isOver = false;
      for (const part of parts) {
        sum = part === 0 ? 10000 : sum + part;
        isOver ||= sum > 10000;
      }
      return isOver && !refused ? invalid('percent total is greater than 100%') : undefined;
    };
    return { include: false, read, close };
  },
};

export const readTypes: BlockReader = {
  entries: () => ({
    include: true,
    read: ([first]) =>
      first === 'include' ? tell('wrong-argument-count', 'invalid number of arguments in "include" directive') : undefined,
  }),
};

/** ngx_http_charset_filter_module.c, ngx_http_charset_map_block. */
export const readCharsetMap: BlockReader = {
  head: (use) => {
    const [from = '', to = ''] = use.args;
    const [source, target] = [from.toLowerCase(), to.toLowerCase()];
    if (source === target) return invalid(`"charset_map" between the same charsets "${from}" and "${to}"`);
    if (source === 'utf-8') return invalid('"charset_map" with "utf-8" charset should be given in the second column');
    const pair = charsetPair(source, target);
    return claim(use, (whole) => {
      const pairs = sectionOf(whole, use.family)?.charsetPairs;
      const isNew = pairs?.has(pair) !== true;
      pairs?.add(pair);
      return isNew ? undefined : tell('duplicate-name', `duplicate "charset_map" between "${from}" and "${to}"`);
    });
  },
  entries: ({ args: [, to = ''] }) => ({
    include: false,
    read: (words) => charsetEntry(words, to.toLowerCase() === 'utf-8'),
  }),
};

/** Two charsets, in any order. */
export function charsetPair(a: string, b: string): string {
  return [a.toLowerCase(), b.toLowerCase()].sort().join(' ');
}

function charsetEntry(words: readonly string[], utf8: boolean): Outcome {
  const [code = '', value = ''] = words;
  if (words.length !== 2)
    return tell('wrong-argument-count', 'invalid parameters number', { counts: { counts: [1], least: undefined } });
  if (!/^[0-9a-f]{1,2}$/i.test(code)) return invalid(`invalid value "${code}"`);
  const good = utf8 ? /^(?:[0-9a-f]{2}){1,4}$/i : /^[0-9a-f]{1,2}$/i;
  return good.test(value) ? undefined : invalid(`invalid value "${value}"`);
}
