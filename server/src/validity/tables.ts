/** Blocks whose lines are entries: map, geo, split_clients, types, charset_map. */
import { isNetwork, parseAddress4 } from './address.ts';
import { createNames } from './names.ts';
import { entries, type Reader } from './reader.ts';
import { hasParameter, type Outcome } from './run.ts';
import { compile, compilePattern, nameVariable } from './script.ts';
import type { OwnReader, OwnReaders } from './use.ts';
import { parseFixed } from './values.ts';

/** ngx_http_map_module.c, ngx_http_map_block and ngx_http_map. */
const readMap: OwnReader = (use) => {
  const [source = '', result = ''] = use.args;
  const head = compile(use, source) ?? nameVariable(use, result, 'define');
  if (head !== undefined) return head;
  let hasDefault = false;
  let hostnames = false;
  const names = createNames();
  const reader: Reader = (line, body) => {
    const { words } = line;
    const [key = '', value = ''] = words;
    if (line.block) return 'unexpected "{"';
    if (words.length === 1 && key === 'hostnames') {
      hostnames = true;
      return undefined;
    }
    if (words.length === 1 && key === 'volatile') return undefined;
    if (words.length !== 2) return 'invalid number of the map parameters';
    if (key === 'include') return body.include(value, reader);
    const compiled = compile(use, value);
    if (compiled !== undefined) return compiled;
    if (key === 'default') {
      if (hasDefault) return 'duplicate default map parameter';
      hasDefault = true;
      return undefined;
    }
    if (key.startsWith('~')) return compilePattern(use, key.slice(key.startsWith('~*') ? 2 : 1));
    return names.add(key.startsWith('\\') ? key.slice(1) : key, hostnames);
  };
  return use.body.read(reader);
};

/** ngx_http_geo_module.c, ngx_http_geo_block and ngx_http_geo. */
const readGeo: OwnReader = (use) => {
  const [first = '', second] = use.args;
  const head =
    second === undefined
      ? nameVariable(use, first, 'define')
      : (nameVariable(use, first, 'use') ?? nameVariable(use, second, 'define'));
  if (head !== undefined) return head;
  let ranges = false;
  let networks = false;
  const reader: Reader = (line, body) => {
    const { words } = line;
    const [key = '', value = ''] = words;
    if (line.block) return 'unexpected "{"';
    if (words.length === 1 && key === 'ranges') {
      ranges = true;
      return networks ? 'the "ranges" directive must be the first directive inside "geo" block' : undefined;
    }
    if (words.length === 1 && (key === 'proxy_recursive' || (key === 'volatile' && hasParameter(use.run, 'geo', 'volatile'))))
      return undefined;
    if (words.length !== 2) return 'invalid number of the geo parameters';
    if (key === 'include') return body.include(value, reader);
    if (key === 'proxy') return network(value);
    networks ||= !ranges;
    if (key === 'default') return undefined;
    const what = key === 'delete' ? value : key;
    if (!ranges) return network(what);
    const [from = '', to] = what.split(/-(.*)/s);
    const [start, end] = [parseAddress4(from), parseAddress4(to ?? '')];
    if (start === undefined || end === undefined || addressNumber(start) > addressNumber(end)) return `invalid range "${what}"`;
    return undefined;
  };
  return use.body.read(reader);
};

function network(text: string): Outcome {
  return isNetwork(text) ? undefined : `invalid network "${text}"`;
}

function addressNumber(octets: readonly number[]): number {
  return octets.reduce((sum, octet) => sum * 256 + octet, 0);
}

/** Percentages have two decimals; `*` takes what is left (ngx_http_split_clients_module.c). */
const readSplitClients: OwnReader = (use) => {
  const [source = '', result = ''] = use.args;
  const parts: number[] = [];
  const head = compile(use, source) ?? nameVariable(use, result, 'define');
  if (head !== undefined) return head;
  const read = use.body.read(
    entries(([share = '']) => {
      const percent = share === '*' ? 0 : share.endsWith('%') ? parseFixed(share.slice(0, -1), 2) : undefined;
      if (percent === undefined || (percent === 0 && share !== '*')) return `invalid percent value "${share}"`;
      parts.push(percent);
      return undefined;
    }),
  );
  let sum = 0;
  for (const part of parts) {
    sum = part === 0 ? 10000 : sum + part;
    if (sum > 10000) return read ?? 'percent total is greater than 100%';
  }
  return read;
};

const readTypes: OwnReader = (use) => {
  const reader: Reader = (line, body) => {
    if (line.block) return 'unexpected "{"';
    const [first, file = ''] = line.words;
    if (first !== 'include') return undefined;
    return line.words.length === 2 ? body.include(file, reader) : 'invalid number of arguments in "include" directive';
  };
  return use.body.read(reader);
};

/** ngx_http_charset_filter_module.c, ngx_http_charset_map_block. */
const readCharsetMap: OwnReader = (use) => {
  const [from = '', to = ''] = use.args;
  const [source, target] = [from.toLowerCase(), to.toLowerCase()];
  if (source === target) return `"charset_map" between the same charsets "${from}" and "${to}"`;
  if (source === 'utf-8') return '"charset_map" with "utf-8" charset should be given in the second column';
  const pair = [source, target].sort().join(' ');
  if (
    use.earlier.some(
      (names) =>
        names
          .map((name) => name.toLowerCase())
          .sort()
          .join(' ') === pair,
    )
  ) {
    return `duplicate "charset_map" between "${from}" and "${to}"`;
  }
  return use.body.read(entries((words) => charsetEntry(words, target === 'utf-8')));
};

function charsetEntry(words: readonly string[], utf8: boolean): Outcome {
  const [code = '', value = ''] = words;
  if (words.length !== 2) return 'invalid parameters number';
  if (!/^[0-9a-f]{1,2}$/i.test(code)) return `invalid value "${code}"`;
  const good = utf8 ? /^(?:[0-9a-f]{2}){1,4}$/i : /^[0-9a-f]{1,2}$/i;
  return good.test(value) ? undefined : `invalid value "${value}"`;
}

export const tableReaders: OwnReaders = {
  map: readMap,
  geo: readGeo,
  split_clients: readSplitClients,
  types: readTypes,
  charset_map: readCharsetMap,
};
