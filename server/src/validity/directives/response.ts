/** What shapes the answer and decides who may have it: headers, charset, access, referers, names of servers. */
import { isAtLeast } from '../../reference/version.ts';
import { isNetwork } from '../values/address.ts';
import { createNames } from '../values/names.ts';
import { claim, firstOf, type OwnReader, type OwnReaders, type Use } from '../reading/model.ts';
import { wordsOf } from '../reading/open-block.ts';
import { checkPattern, compile, compilePattern, hasVariables, nameVariable, useVariable } from './script.ts';
import { parseOffset, parseTime } from '../values/numbers.ts';
import { duplicate, invalid, says, tell, type Outcome } from '../reading/told.ts';

const readAddHeader: OwnReader = (use) => {
  const [, value = '', always] = use.args;
  return (
    compile(use, value) ?? (always === undefined || always === 'always' ? undefined : invalid(`invalid parameter "${always}"`))
  );
};

/** ngx_http_headers_filter_module.c, ngx_http_headers_expires. */
const readExpires: OwnReader = (use) => {
  const [first = '', second] = use.args;
  const modified = second !== undefined;
  const value = second ?? first;
  if (modified && first !== 'modified') return says('invalid-value', use, 'invalid value');
  const compiled = compile(use, value);
  if (compiled !== undefined || hasVariables(value)) return compiled;
  if (!modified && /^(?:epoch|max|off)$/.test(value)) return undefined;
  if (modified && value.startsWith('@')) return says('invalid-value', use, 'daily time cannot be used with "modified" parameter');
  const time = parseTime(value.replace(/^[@+-]/, ''), true);
  if (time === undefined) return says('invalid-value', use, 'invalid value');
  return value.startsWith('@') && time > 86400
    ? says('invalid-value', use, 'daily time value must be less than 24 hours')
    : undefined;
};

const readAccessRule: OwnReader = ({ args: [source = ''] }) =>
  source === 'all' || source === 'unix:' || isNetwork(source) ? undefined : invalid(`invalid parameter "${source}"`);

const readAuthRequestSet: OwnReader = (use) => {
  const [name = '', value = ''] = use.args;
  return nameVariable(use, name, 'define') ?? nameVariable(use, name, 'use') ?? compile(use, value);
};

/** ngx_http_referer_module.c, ngx_http_valid_referers. */
const readReferers: OwnReader = (use) => {
  const names = createNames((kind) => wordsOf(use.block, `${use.name} ${kind}`));
  return firstOf(
    use.args.map((word) => () => {
      if (word === '') return invalid(`invalid referer "${word}"`);
      if (/^(?:none|blocked|server_names)$/.test(word)) return undefined;
      if (word === '~') return tell('invalid-regex', `empty regex in "${word}"`);
      return word.startsWith('~') ? checkPattern(word.slice(1)) : names.add(word.replace(/\/.*$/s, ''), true);
    }),
  );
};

const readCharset: OwnReader = (use) => {
  const [name = ''] = use.args;
  return name.startsWith('$') ? useVariable(use, name.slice(1)) : undefined;
};

const readSubFilter: OwnReader = (use) => {
  const [search = '', replacement = ''] = use.args;
  return search === '' ? invalid('empty search pattern') : (compile(use, search) ?? compile(use, replacement));
};

const readUserIdExpires: OwnReader = (use) => {
  const [value = ''] = use.args;
  return /^(?:max|off)$/.test(value) || parseTime(value, true) !== undefined
    ? undefined
    : says('invalid-value', use, 'invalid value');
};

const readUserIdMark: OwnReader = (use) => {
  const [value = ''] = use.args;
  return /^(?:off|[0-9A-Za-z=])$/.test(value)
    ? undefined
    : says('invalid-value', use, 'value must be "off" or a single letter, digit or "="');
};

const readMirror: OwnReader = (use) => {
  const [target = ''] = use.args;
  const off = use.earlier[0]?.directive.args[0]?.text === 'off';
  return off || (target === 'off' && use.earlier.length > 0) ? duplicate(use) : undefined;
};

/** ngx_http_browser_module.c; a single word other than `unlisted` is refused without any message, so the words are our own. */
const readModernBrowser: OwnReader = ({ args: [name = '', version] }) => {
  if (version === undefined)
    return name === 'unlisted' ? undefined : invalid(`a browser needs its version in "modern_browser ${name}"`);
  if (!/^(?:msie|gecko|opera|safari|konqueror)$/i.test(name)) return invalid(`unknown browser name "${name}"`);
  return /^[\d.]*$/.test(version) ? undefined : invalid(`invalid browser version "${version}"`);
};

/** Older releases name the first index, whichever is empty. */
const named = ({ args, release }: Use): string => (isAtLeast(release.nginx, [1, 29, 2]) ? '' : (args[0] ?? ''));

const readIndex: OwnReader = (use) =>
  firstOf(
    use.args.map(
      (name) => () => (name === '' ? invalid(`index "${named(use)}" in "index" directive is invalid`) : compile(use, name)),
    ),
  );

/** ngx_http_core_server_name. */
const readServerName: OwnReader = (use) =>
  firstOf(
    use.args.map((name) => () => {
      const wildcard = name.startsWith('*') && (name.length < 3 || name[1] !== '.');
      if (wildcard || name === '.') return invalid(`server name "${name}" is invalid`);
      if (name === '~') return tell('invalid-regex', `empty regex in server name "${name}"`);
      return name.startsWith('~') ? compilePattern(use, name.slice(1)) : undefined;
    }),
  );

const readKeepaliveTimeout: OwnReader = (use) => {
  const [time = '', header] = use.args;
  const bad = parseTime(time, false) === undefined || (header !== undefined && parseTime(header, true) === undefined);
  return bad ? says('invalid-value', use, 'invalid value') : undefined;
};

const readDirectio: OwnReader = (use) => {
  const [size = ''] = use.args;
  return size === 'off' || parseOffset(size) !== undefined ? undefined : says('invalid-value', use, 'invalid value');
};

const readAio: OwnReader = (use) => {
  const [how = ''] = use.args;
  const pool = /^threads(?:=(.*))?$/s.exec(how);
  if (/^(?:on|off)$/.test(how)) return undefined;
  if (pool === null) return says('invalid-value', use, 'invalid value');
  const name = pool[1];
  const compiled = name === undefined ? undefined : compile(use, name);
  if (name !== undefined && !hasVariables(name)) {
    claim(use, ({ threadPools }) => {
      if (!threadPools.has(name)) threadPools.set(name, { at: use.placed, defined: false });
      return undefined;
    });
  }
  return compiled;
};

const readDisableSymlinks: OwnReader = (use): Outcome => {
  const known = use.args.filter((word) => /^(?:off|on|if_not_owner)$/.test(word));
  for (const word of use.args) {
    if (known.includes(word)) continue;
    const compiled = word.startsWith('from=') ? compile(use, word.slice(5)) : invalid(`invalid parameter "${word}"`);
    if (compiled !== undefined) return compiled;
  }
  if (known.length === 0) return invalid('"disable_symlinks" must have "off", "on" or "if_not_owner" parameter');
  if (known.length === 2) return invalid(`duplicate parameters "${use.args.join(' ')}"`);
  return use.args.length === 2 && known[0] === 'off' ? invalid('"from=" cannot be used with "off" parameter') : undefined;
};

const readGzipDisable: OwnReader = (use) =>
  firstOf(use.args.map((word) => () => (word === 'msie6' || word === 'degradation' ? undefined : checkPattern(word))));

export const responseReaders: OwnReaders = {
  add_header: readAddHeader,
  add_trailer: readAddHeader,
  expires: readExpires,
  allow: readAccessRule,
  deny: readAccessRule,
  auth_request_set: readAuthRequestSet,
  valid_referers: readReferers,
  charset: readCharset,
  source_charset: readCharset,
  sub_filter: readSubFilter,
  userid_expires: readUserIdExpires,
  userid_mark: readUserIdMark,
  modern_browser: readModernBrowser,
  mirror: readMirror,
  index: readIndex,
  server_name: readServerName,
  keepalive_timeout: readKeepaliveTimeout,
  directio: readDirectio,
  aio: readAio,
  disable_symlinks: readDisableSymlinks,
  gzip_disable: readGzipDisable,
};
