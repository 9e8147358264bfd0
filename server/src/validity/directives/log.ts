/** Logs: formats, access logs, error logs, syslog (ngx_http_log_module.c; ngx_log.c; ngx_syslog.c). */
import { parseUrl } from '../values/address.ts';
import { claim, type OwnReader, type OwnReaders, type Use, type Whole } from '../reading/model.ts';
import { compile, compileLogFormat, hasVariables } from './script.ts';
import { sectionOf } from './whole.ts';
import { parseNumber, parseSize, parseTime } from '../values/numbers.ts';
import { invalid, tell, type Outcome } from '../reading/told.ts';

const readLogFormat: OwnReader = (use) => {
  const [name = '', ...parts] = use.args;
  claim(use, (whole) => {
    const formats = sectionOf(whole, use.family)?.logFormats;
    return formats !== undefined && formats.size === formats.add(name).size
      ? tell('duplicate-name', `duplicate "log_format" name "${name}"`)
      : undefined;
  });
  return compileLogFormat(use, parts);
};

const readAccessLog: OwnReader = (use) => {
  const [path = '', format, ...parameters] = use.args;
  if (path === 'off') return format === undefined ? undefined : invalid(`invalid parameter "${format}"`);
  const isSyslog = path.startsWith('syslog:');
  const target = isSyslog ? readSyslog(path) : compile(use, path);
  if (target === undefined && format === undefined && use.family === 'stream') return invalid('log format is not specified');
  if (target !== undefined) return target;
  claim(use, (whole) => knownFormat(whole, use, format ?? 'combined'));
  return readParameters(use, path, parameters);
};

/** Names of formats are looked up without case; stream has no format of its own. */
function knownFormat(whole: Whole, { family }: Use, name: string): Outcome {
  const section = sectionOf(whole, family);
  if (section === undefined || section.block.unseen || section.block.misspelt) return undefined;
  if (name === 'combined' && family === 'http') return undefined;
  const lower = name.toLowerCase();
  if (section.logFormats.has(name) || whole.refusedNames.has(`format ${lower}`)) return undefined;
  for (const format of section.logFormats) if (format.toLowerCase() === lower) return undefined;
  return tell('unknown-name', `unknown log format "${name}"`);
}

function readParameters(use: Use, path: string, parameters: readonly string[]): Outcome {
  let buffered = false;
  let flushed = false;
  for (const parameter of parameters) {
    const [name = '', value = ''] = parameter.split(/=(.*)/s);
    if (parameter === 'gzip') buffered = true;
    else if (name === 'if' && parameter.includes('=')) {
      const compiled = compile(use, value);
      if (compiled !== undefined) return compiled;
    } else if (name === 'buffer' && parameter.includes('=')) {
      if ((parseSize(value) ?? 0) === 0) return invalid(`invalid buffer size "${value}"`);
      buffered = true;
    } else if (name === 'flush' && parameter.includes('=')) {
      if ((parseTime(value, false) ?? 0) === 0) return invalid(`invalid flush time "${value}"`);
      flushed = true;
    } else if (name === 'gzip') {
      const level = parseNumber(value) ?? 0;
      if (level < 1 || level > 9) return invalid(`invalid compression level "${value}"`);
      buffered = true;
    } else return invalid(`invalid parameter "${parameter}"`);
  }
  if (flushed && !buffered) return invalid(`no buffer is defined for access_log "${path}"`);
  if (buffered && hasVariables(path) && !path.startsWith('syslog:'))
    return tell('incompatible-settings', 'buffered logs cannot have variables in name');
  return buffered && path.startsWith('syslog:') ? tell('incompatible-settings', 'logs to syslog cannot be buffered') : undefined;
}

const levels = new Set('emerg alert crit error warn notice info debug'.split(' '));
const debugLevels = new Set('core alloc mutex event http mail stream'.split(' ').map((name) => `debug_${name}`));

const readErrorLog: OwnReader = (use) => {
  const [path = '', ...words] = use.args;
  const target = path.startsWith('syslog:')
    ? readSyslog(path)
    : path.startsWith('memory:')
      ? readMemory(path.slice(7))
      : undefined;
  if (target !== undefined) return target;
  let seen = false;
  let plain = false;
  for (const word of words) {
    if (levels.has(word)) {
      if (seen) return invalid(`duplicate log level "${word}"`);
      plain = true;
    } else if (!debugLevels.has(word) || plain) return invalid(`invalid log level "${word}"`);
    seen = true;
  }
  return undefined;
};

function readMemory(size: string): Outcome {
  return parseSize(size) === undefined ? invalid(`invalid buffer size "${size}"`) : undefined;
}

const facilities = new Set(
  'kern user mail daemon auth intern lpr news uucp clock authpriv ftp ntp audit alert cron local0 local1 local2 local3 local4 local5 local6 local7'.split(
    ' ',
  ),
);
const severities = new Set('emerg alert crit error warn notice info debug'.split(' '));

/** `syslog:server=address,facility=…,severity=…,tag=…,nohostname` (ngx_syslog_parse_args). */
function readSyslog(text: string): Outcome {
  const seen = new Set<string>();
  for (const parameter of text.slice('syslog:'.length).split(',')) {
    const [name = '', value] = parameter.split(/=(.*)/s);
    if (parameter === 'nohostname') continue;
    if (value === undefined || !/^(?:server|facility|severity|tag)$/.test(name))
      return invalid(`unknown syslog parameter "${parameter}"`);
    if (seen.has(name)) return invalid(`duplicate syslog "${name}"`);
    seen.add(name);
    const url = name === 'server' ? parseUrl(value, { defaultPort: 514 }) : undefined;
    if (typeof url === 'string') return invalid(`${url} in syslog server "${value}"`);
    if (name === 'facility' && !facilities.has(value)) return invalid(`unknown syslog facility "${value}"`);
    if (name === 'severity' && !severities.has(value)) return invalid(`unknown syslog severity "${value}"`);
    if (name === 'tag' && value.length > 32) return invalid('syslog tag length exceeds 32');
    if (name === 'tag' && !/^\w*$/.test(value)) return invalid('syslog "tag" only allows alphanumeric characters and underscore');
  }
  return seen.has('server') ? undefined : invalid('no syslog server specified');
}

export const logReaders: OwnReaders = { log_format: readLogFormat, access_log: readAccessLog, error_log: readErrorLog };
