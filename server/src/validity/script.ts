/** Values with variables in them (ngx_http_script.c, ngx_http_script_compile; ngx_http_log_module.c, ngx_http_log_compile_format). */
import type { Scope, Outcome, Run, Variables } from './run.ts';
import { defineVariable, firstOf, familyOf, useVariable } from './run.ts';
import { groupNames, patternError } from './pattern.ts';

/** What a value is compiled for: its variables are those of `http` or of `stream`. */
export interface Compiling {
  readonly run: Run;
  readonly scope: Scope;
}

export function hasVariables(text: string): boolean {
  return text.includes('$');
}

/** Notes the variables of a value, or says why it cannot be compiled. */
export function compile(on: Compiling, text: string): Outcome {
  const variables = variablesOf(on);
  if (variables === undefined) return undefined;
  for (let at = text.indexOf('$'); at >= 0; at = text.indexOf('$', at)) {
    const found = /^\$(?:([1-9])|\{(\w*)(\}?)|(\w*))/.exec(text.slice(at));
    const [all = '$', capture, braced, close, bare] = found ?? [];
    at += all.length;
    if (capture !== undefined) continue;
    const bracketMissing = braced !== undefined && close === '';
    if (bracketMissing && at === text.length && braced === '') return 'invalid variable name';
    if (bracketMissing) return `the closing bracket in "${braced}" variable is missing`;
    const name = braced ?? bare ?? '';
    if (name === '') return 'invalid variable name';
    variables.used.add(name.toLowerCase());
  }
  return undefined;
}

/** A word that must be a variable, such as the result of a map; `define` or `use` it. */
export function nameVariable(on: Compiling, word: string, how: 'define' | 'use'): Outcome {
  if (!word.startsWith('$')) return `invalid variable name "${word}"`;
  const variables = variablesOf(on);
  if (variables === undefined) return undefined;
  const name = word.slice(1);
  return how === 'define' ? defineVariable(on.run, variables, name) : useVariable(variables, name);
}

/** A regular expression: its named groups become variables (ngx_http_variables.c, ngx_http_regex_compile). */
export function compilePattern(on: Compiling, pattern: string): Outcome {
  const error = patternError(pattern);
  if (error !== undefined) return error;
  const variables = variablesOf(on);
  if (variables === undefined) return undefined;
  return firstOf(
    groupNames(pattern).flatMap((name) => [() => defineVariable(on.run, variables, name), () => useVariable(variables, name)]),
  );
}

/** Variables that the log modules write themselves. */
const logVariables = new Set(
  'pipe time_local time_iso8601 msec request_time status bytes_sent body_bytes_sent request_length'.split(' '),
);

/** The parts of a log format; a stray `$` is an invalid parameter here. */
export function compileLogFormat(on: Compiling, parts: readonly string[]): Outcome {
  const variables = variablesOf(on);
  const [first = ''] = parts;
  const escape = /^escape=(.*)$/s.exec(first)?.[1];
  if (escape !== undefined && !/^(?:json|none|default)$/.test(escape)) return `unknown log format escaping "${escape}"`;
  for (const part of escape === undefined ? parts : parts.slice(1)) {
    for (const found of part.matchAll(/\$(?:\{(\w*)(\}?)|(\w*))/g)) {
      const [all, braced, close, bare] = found;
      const rest = part.slice(found.index);
      if (all === '$' || (braced === '' && close === '' && rest === '${')) return `invalid parameter "${rest}"`;
      if (close === '') return `the closing bracket in "${braced}" variable is missing`;
      const name = braced ?? bare ?? '';
      if (name === '') return `invalid parameter "${rest}"`;
      if (!logVariables.has(name)) variables?.used.add(name.toLowerCase());
    }
  }
  return undefined;
}

function variablesOf({ run, scope }: Compiling): Variables | undefined {
  const family = familyOf(scope.context);
  return family === 'http' ? run.http?.variables : family === 'stream' ? run.stream?.variables : undefined;
}
