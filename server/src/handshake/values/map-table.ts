/** The keys of a map as nginx keeps them: a hash of names, wildcards by their fixed part, patterns in their order. */
import { derived } from '../../query/derived.ts';
import type { MapBlock, MapEntry } from '../../config/model.ts';
import type { Word } from '../../syntax/tree.ts';

export interface MapTable {
  /** By key in lower case; of two the first one, as nginx refuses the second. */
  readonly exact: ReadonlyMap<string, MapEntry>;
  readonly patterns: readonly MapEntry[];
  /** What a template engine fills in among the keys, for messages. */
  readonly placeholder: string | undefined;
  /** `.example.com` and `*.example.com` by what follows the star; `.example.com` is in `whole` too, without its dot. */
  readonly suffixes: ReadonlyMap<string, MapEntry>;
  readonly whole: ReadonlyMap<string, MapEntry>;
  /** `example.*` by what stands before the star. */
  readonly prefixes: ReadonlyMap<string, MapEntry>;
}

export const tableOf: (map: MapBlock) => MapTable = derived(makeTable);

/** `.example.com` and `*.example.com` before `example.*`; the longest first (ngx_hash_find_combined). `host` in lower case. */
export function wildcardFor({ suffixes, whole, prefixes }: MapTable, host: string): MapEntry | undefined {
  const found = whole.get(host);
  if (found !== undefined || host.length > longestKey) return found;
  for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
    const entry = suffixes.get(host.slice(dot));
    if (entry !== undefined) return entry;
  }
  for (let dot = host.lastIndexOf('.'); dot >= 0; dot = dot === 0 ? -1 : host.lastIndexOf('.', dot - 1)) {
    const entry = prefixes.get(host.slice(0, dot + 1));
    if (entry !== undefined) return entry;
  }
  return undefined;
}

/** No word of a configuration is longer (ngx_conf_file.c, NGX_CONF_BUFFER), and no host by far. */
const longestKey = 4096;

function makeTable({ entries, hostnames }: MapBlock): MapTable {
  const exact = new Map<string, MapEntry>();
  const suffixes = new Map<string, MapEntry>();
  const whole = new Map<string, MapEntry>();
  const prefixes = new Map<string, MapEntry>();
  const patterns: MapEntry[] = [];
  for (const entry of entries) {
    if (isPattern(entry.source)) {
      patterns.push(entry);
      continue;
    }
    const key = keyOf(entry.source);
    if (!entry.source.placeholder) setFirst(exact, key, entry);
    if (!hostnames) continue;
    if (key.startsWith('.')) setFirst(whole, key.slice(1), entry);
    if (/^\*?\../s.test(key)) setFirst(suffixes, key.slice(key.indexOf('.')), entry);
    else if (/^[^*].*\.\*$/s.test(key)) setFirst(prefixes, key.slice(0, -1), entry);
  }
  const hidden = entries.find(({ source }) => source.placeholder)?.source;
  const placeholder = hidden === undefined ? undefined : `the placeholder in \`${hidden.text}\``;
  return { exact, patterns, placeholder, suffixes, whole, prefixes };
}

function setFirst(map: Map<string, MapEntry>, key: string, entry: MapEntry): void {
  if (!map.has(key)) map.set(key, entry);
}

/** A quoted `"~x"` is a pattern too: quotes are only the tokenizer's. */
function isPattern({ text }: Word): boolean {
  return text.startsWith('~');
}

/** A backslash in front escapes `default`, `~` and the like. */
function keyOf({ text }: Word): string {
  return (text.startsWith('\\') ? text.slice(1) : text).toLowerCase();
}
