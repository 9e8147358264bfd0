/**
 * Regenerates server/src/reference/{commands,variables}.data.ts from a clone of nginx's source:
 *   node --import tsx scripts/reference/commands.ts PATH-TO-CLONE
 */
import { writeFileSync } from 'node:fs';
import { releases, type Command } from './nginx-source.ts';

/** Older releases count only for `since`; what they took as arguments is of no use to anyone today. */
const oldestForm = '1.10.0';
/** Before this release most variables did not stand in tables, so that their first appearance says nothing. */
const oldestVariable = '1.14.0';

const contexts: Readonly<Record<string, string>> = {
  'core MAIN_CONF': 'm',
  'event EVENT_CONF': 'e',
  'http HTTP_MAIN_CONF': 'h',
  'http HTTP_SRV_CONF': 's',
  'http HTTP_LOC_CONF': 'l',
  'http HTTP_SIF_CONF': 'i',
  'http HTTP_LIF_CONF': 'j',
  'http HTTP_LMT_CONF': 'x',
  'http HTTP_UPS_CONF': 'u',
  'stream STREAM_MAIN_CONF': 'S',
  'stream STREAM_SRV_CONF': 'T',
  'stream STREAM_UPS_CONF': 'U',
  'mail MAIL_MAIN_CONF': 'M',
  'mail MAIL_SRV_CONF': 'N',
};

/** Slot functions by what they read; the capital ones refuse a second use. */
const slots: Readonly<Record<string, string>> = {
  ngx_conf_set_flag_slot: 'flag',
  ngx_conf_set_str_slot: 'text',
  ngx_conf_set_str_array_slot: 'texts',
  ngx_conf_set_keyval_slot: 'pair',
  ngx_conf_set_num_slot: 'number',
  ngx_conf_set_size_slot: 'size',
  ngx_conf_set_off_slot: 'offset',
  ngx_conf_set_msec_slot: 'msec',
  ngx_conf_set_sec_slot: 'sec',
  ngx_conf_set_bufs_slot: 'buffers',
  ngx_conf_set_enum_slot: 'word',
  ngx_conf_set_bitmask_slot: 'words',
  ngx_conf_set_path_slot: 'folder',
  ngx_conf_set_access_slot: 'access',
  ngx_http_set_complex_value_slot: 'value',
  ngx_http_set_complex_value_zero_slot: 'value',
  ngx_http_set_complex_value_size_slot: 'size-value',
  ngx_stream_set_complex_value_slot: 'value',
  ngx_stream_set_complex_value_zero_slot: 'value',
  ngx_stream_set_complex_value_size_slot: 'size-value',
  ngx_http_set_predicate_slot: 'predicates',
  ngx_http_types_slot: 'types',
  ngx_http_upstream_bind_set_slot: 'bind',
  ngx_http_upstream_param_set_slot: 'parameter',
};
const repeatable = new Set(['texts', 'pair', 'words', 'predicates', 'types', 'parameter']);

const repository = process.argv[2];
if (repository === undefined) throw new Error('usage: commands.ts PATH-TO-CLONE-OF-NGINX');

interface Range {
  readonly since: string;
  until: string;
}
const forms = new Map<string, Range[]>();
const variables = new Map<string, Range[]>();
const versions: string[] = [];
for (const release of releases(repository)) {
  const previous = versions.at(-1);
  versions.push(release.version);
  for (const command of release.commands) note(forms, lineOf(command), release.version, previous);
  for (const { family, name, prefix, changeable, module } of release.variables) {
    note(
      variables,
      [name, family, prefix ? 'prefix' : '', changeable ? 'changeable' : '', module].join('|'),
      release.version,
      previous,
    );
  }
}
const last = versions.at(-1);

write(
  'commands',
  'Directives of nginx: name|module|family contexts|arguments|kind|level|words or bounds|since|until',
  merged(forms, (since) => (since === 0 ? '' : (versions[since] ?? ''))),
);
write(
  'variables',
  'Variables of nginx: name|family|prefix|changeable|module|since|until',
  merged(variables, (since) => (since <= rank(oldestVariable) ? '' : (versions[since] ?? ''))),
);

function note(into: Map<string, Range[]>, line: string, version: string, previous: string | undefined): void {
  const ranges = into.get(line) ?? [];
  into.set(line, ranges);
  const range = ranges.at(-1);
  if (range?.until === version) return;
  if (range !== undefined && range.until === previous) range.until = version;
  else ranges.push({ since: version, until: version });
}

function lineOf({ name, module, family, flags, handler, once, words, bounds, level }: Command): string {
  const kind = slots[handler] ?? 'own';
  const places = flags.includes('ANY_CONF') ? '*' : flags.map((flag) => contexts[`${family} ${flag}`] ?? '').join('');
  const counts = flags
    .filter((flag) => /^CONF_(?!BLOCK)/.test(flag))
    .map((flag) => flag.replace('CONF_', '').replace('TAKE', '').toLowerCase())
    .join('');
  const again = (kind === 'own' ? once : !repeatable.has(kind)) ? '!' : '';
  const block = flags.includes('CONF_BLOCK') ? '{' : '';
  const of = module.replace(/^ngx_|_module$/g, '');
  const extra = kind === 'word' || kind === 'words' ? (words ?? []).join(' ') : kind === 'number' ? (bounds ?? '') : '';
  return [
    name,
    of,
    (family[0] ?? '') + places,
    counts + block,
    kind + again,
    level.replace(/^\w+?_(MAIN|SRV|LOC)_CONF$/, '$1').toLowerCase(),
    extra,
  ].join('|');
}

/** Lines with their first and last release; forms that only releases before `oldestForm` had are joined to what followed. */
function merged(ranges: ReadonlyMap<string, readonly Range[]>, sinceText: (since: number) => string): string[] {
  const rows = [...ranges].flatMap(([line, list]) =>
    list.map((range) => ({ line, since: rank(range.since), until: rank(range.until) })),
  );
  const key = (line: string): string => line.split('|').slice(0, 2).join('|');
  const first = new Map<string, number>();
  for (const { line, since } of rows) first.set(key(line), Math.min(first.get(key(line)) ?? since, since));
  const oldest = rank(oldestForm);
  return rows
    .filter(({ line, until }) => until >= oldest || !rows.some((row) => key(row.line) === key(line) && row.until > until))
    .map((row) => (row.since <= oldest ? { ...row, since: first.get(key(row.line)) ?? row.since } : row))
    .sort((a, b) => (key(a.line) < key(b.line) ? -1 : key(a.line) > key(b.line) ? 1 : a.since - b.since))
    .map(({ line, since, until }) => [line, sinceText(since), versions[until] === last ? '' : versions[until]].join('|'));
}

function rank(version: string): number {
  const found = versions.indexOf(version);
  return found >= 0 ? found : versions.length;
}

function write(name: string, title: string, lines: readonly string[]): void {
  const text = [
    `/** ${title}. Generated by scripts/reference/commands.ts from nginx ${versions[0]} to ${last}; do not edit. */`,
    `export const described = '${last}';`,
    '',
    `export const ${name} = \``,
    ...lines,
    '`;',
    '',
  ].join('\n');
  writeFileSync(new URL(`../../server/src/reference/${name}.data.ts`, import.meta.url), text);
}
