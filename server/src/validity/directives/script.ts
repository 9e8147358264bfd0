/** Values with variables in them (ngx_http_script.c, ngx_http_script_compile; ngx_http_log_module.c, ngx_http_log_compile_format). */
import { bounded } from '../../query/bounded.ts';
import { groupNames, patternError } from '../values/pattern.ts';
import { firstOf, type Compiling } from '../reading/model.ts';
import { invalid, tell, type Outcome } from '../reading/told.ts';

export function hasVariables(text: string): boolean {
  return text.includes('$');
}

/** Notes a use of `$name`, without the `$` (ngx_http_get_variable_index). */
export function useVariable(on: Compiling, name: string): Outcome {
  const { family } = on;
  if (family !== 'http' && family !== 'stream') return undefined;
  if (name === '') return tell('invalid-variable', 'invalid variable name "$"');
  const lower = name.toLowerCase();
  if (on.release.variable(lower, family) === undefined) on.note({ kind: 'use', family, name: lower, at: on.placed });
  return undefined;
}

/** Notes that the configuration defines `$name`, without the `$` (ngx_http_add_variable). */
export function defineVariable(on: Compiling, name: string): Outcome {
  const { family } = on;
  if (family !== 'http' && family !== 'stream') return undefined;
  if (name === '') return tell('invalid-variable', 'invalid variable name "$"');
  const lower = name.toLowerCase();
  if (on.release.variable(lower, family) === 'fixed') return tell('invalid-variable', `the duplicate "${name}" variable`);
  on.note({ kind: 'define', family, name: lower, at: on.placed });
  return undefined;
}

/** Notes the variables of a value, or says why it cannot be compiled. */
export function compile(on: Compiling, text: string): Outcome {
  if ((on.family !== 'http' && on.family !== 'stream') || !hasVariables(text)) return undefined;
  const { names, outcome } = referencesIn(text);
  for (const name of names) useVariable(on, name);
  return outcome;
}

/** Names that a value uses, up to where it cannot be compiled. */
interface References {
  readonly names: readonly string[];
  readonly outcome: Outcome;
}

// The same values stand everywhere.
const referencesIn = bounded(1000, (text): References => {
  const names: string[] = [];
  const outcome = readReferences(text, names);
  return { names, outcome };
});

function readReferences(text: string, names: string[]): Outcome {
  for (let at = text.indexOf('$'); at >= 0; at = text.indexOf('$', at)) {
    reference.lastIndex = at;
    const [all = '$', capture, braced, close, bare] = reference.exec(text) ?? [];
    at += all.length;
    if (capture !== undefined) continue;
    const bracketMissing = braced !== undefined && close === '';
    if (bracketMissing && at === text.length && braced === '') return tell('invalid-variable', 'invalid variable name');
    if (bracketMissing) return tell('invalid-variable', `the closing bracket in "${braced}" variable is missing`);
    const name = braced ?? bare ?? '';
    if (name === '') return tell('invalid-variable', 'invalid variable name');
    names.push(name);
  }
  return undefined;
}

const reference = /\$(?:([1-9])|\{(\w*)(\}?)|(\w*))/y;

/** A word that must be a variable, such as the result of a map; `define` or `use` it. */
export function nameVariable(on: Compiling, word: string, how: 'define' | 'use'): Outcome {
  if (!word.startsWith('$')) return tell('invalid-variable', `invalid variable name "${word}"`);
  return how === 'define' ? defineVariable(on, word.slice(1)) : useVariable(on, word.slice(1));
}

/** Can the pattern be compiled? */
export function checkPattern(pattern: string): Outcome {
  const message = patternError(pattern);
  return message === undefined ? undefined : tell('invalid-regex', message);
}

/** A regular expression: its named groups become variables (ngx_http_variables.c, ngx_http_regex_compile). */
export function compilePattern(on: Compiling, pattern: string): Outcome {
  const error = checkPattern(pattern);
  if (error !== undefined) return error;
  return firstOf(groupNames(pattern).flatMap((name) => [() => defineVariable(on, name), () => useVariable(on, name)]));
}

/** Variables that the log modules write themselves. */
const logVariables = new Set(
  'pipe time_local time_iso8601 msec request_time status bytes_sent body_bytes_sent request_length'.split(' '),
);

/** The parts of a log format; a stray `$` is an invalid parameter here. */
export function compileLogFormat(on: Compiling, parts: readonly string[]): Outcome {
  const [first = ''] = parts;
  const escape = /^escape=(.*)$/s.exec(first)?.[1];
  if (escape !== undefined && !/^(?:json|none|default)$/.test(escape)) return invalid(`unknown log format escaping "${escape}"`);
  for (const part of escape === undefined ? parts : parts.slice(1)) {
    for (const found of part.matchAll(/\$(?:\{(\w*)(\}?)|(\w*))/g)) {
      const [all, braced, close, bare] = found;
      const rest = part.slice(found.index);
      if (all === '$' || (braced === '' && close === '' && rest === '${')) return invalid(`invalid parameter "${rest}"`);
      if (close === '') return tell('invalid-variable', `the closing bracket in "${braced}" variable is missing`);
      const name = braced ?? bare ?? '';
      if (name === '') return invalid(`invalid parameter "${rest}"`);
      if (!logVariables.has(name)) useVariable(on, name);
    }
  }
  return undefined;
}
