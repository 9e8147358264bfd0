/** The rewrite module: set, if, rewrite, return, break (ngx_http_rewrite_module.c). */
import { nameless } from './location.ts';
import { firstOf, type BlockReader, type OwnReader, type OwnReaders, type Use } from '../reading/model.ts';
import { compile, compilePattern, nameVariable, useVariable } from './script.ts';
import { parseNumber } from '../values/numbers.ts';
import { invalid, tell, type Outcome } from '../reading/told.ts';

const readSet: OwnReader = (use) => {
  const [name = '', value = ''] = use.args;
  return nameVariable(use, name, 'define') ?? nameVariable(use, name, 'use') ?? compile(use, value);
};

const flags = new Set(['last', 'break', 'redirect', 'permanent']);

const readRewrite: OwnReader = (use) => {
  const [pattern = '', replacement = '', flag] = use.args;
  if (replacement === '') return invalid('empty replacement');
  const error = compilePattern(use, pattern);
  if (error !== undefined) return error;
  if (flag !== undefined && !flags.has(flag))
    return invalid(`invalid parameter "${flag}"`, { expected: { as: 'word', words: [...flags] } });
  return compile(use, replacement.endsWith('?') ? replacement.slice(0, -1) : replacement);
};

const readReturn: OwnReader = (use) => {
  const [code = '', text] = use.args;
  if (use.block.context === 'stream server') return compile(use, code);
  const status = parseNumber(code);
  const isUrl = text === undefined && /^(?:https?:\/\/|\$scheme)/.test(code);
  if (status === undefined && isUrl) return compile(use, code);
  if (status === undefined || status > 999) return invalid(`invalid return code "${code}"`);
  return text === undefined ? undefined : compile(use, text);
};

export const readIf: BlockReader = {
  head: (use) => condition(use),
  opens: ({ block }) => ({ context: block.context === 'server' ? 'if in server' : 'if in location', location: nameless(block) }),
};

/** The words between the parentheses (ngx_http_rewrite_if_condition). */
function condition(use: Use): Outcome {
  const words = [...use.args];
  const first = words[0] ?? '';
  if (!first.startsWith('(')) return tell('invalid-condition', `invalid condition "${first}"`);
  const from = first === '(' ? 1 : 0;
  if (from === 0) words[0] = first.slice(1);
  const last = words.at(-1) ?? '';
  if (!last.endsWith(')')) return tell('invalid-condition', `invalid condition "${last}"`);
  if (last !== ')') words[words.length - 1] = last.slice(0, -1);
  const to = last === ')' ? words.length - 1 : words.length;
  // With one word too few nginx looks at what is left of the parenthesis.
  const [left = '', operator, right = ''] = words.slice(from, Math.max(to, from + 1));
  const count = to - from;
  if (left.length > 1 && left.startsWith('$')) {
    if (count !== 1 && count !== 3) return tell('invalid-condition', `invalid condition "${left}"`);
    return testVariable(use, left, operator, right);
  }
  if (/^!?-.$/s.test(left)) {
    if (count !== 2) return tell('invalid-condition', `invalid condition "${left}"`);
    return (
      compile(use, operator ?? '') ??
      (/^!?-[fdex]$/.test(left) ? undefined : tell('invalid-condition', `invalid condition "${left}"`))
    );
  }
  return tell('invalid-condition', `invalid condition "${left}"`);
}

function testVariable(use: Use, variable: string, operator: string | undefined, value: string): Outcome {
  const used = useVariable(use, variable.slice(1));
  if (used !== undefined || operator === undefined) return used;
  if (operator === '=' || operator === '!=') return compile(use, value);
  if (/^!?~\*?$/.test(operator)) return compilePattern(use, value);
  return tell('invalid-condition', `unexpected "${operator}" in condition`);
}

const readTryFiles: OwnReader = (use) => {
  const last = use.args.at(-1) ?? '';
  const compiled = firstOf(use.args.map((file) => () => compile(use, file)));
  if (compiled !== undefined || !last.startsWith('=')) return compiled;
  const code = parseNumber(last.slice(1));
  return code === undefined || code > 999 ? invalid(`invalid code "${last}"`) : undefined;
};

/** The last argument is the page, the one before it may change the status (ngx_http_core_error_page). */
const readErrorPage: OwnReader = (use) => {
  const { args } = use;
  const change = args.at(-2) ?? '';
  const changes = change.startsWith('=');
  if (changes && (args.length === 2 || (change.length > 1 && parseNumber(change.slice(1)) === undefined)))
    return invalid(`invalid value "${change}"`);
  const compiled = compile(use, args.at(-1) ?? '');
  if (compiled !== undefined) return compiled;
  for (const code of args.slice(0, changes ? -2 : -1)) {
    const status = parseNumber(code);
    if (status === undefined || status === 499) return invalid(`invalid value "${code}"`);
    if (status < 300 || status > 599) return invalid(`value "${code}" must be between 300 and 599`);
  }
  return undefined;
};

export const rewriteReaders: OwnReaders = {
  set: readSet,
  rewrite: readRewrite,
  return: readReturn,
  try_files: readTryFiles,
  error_page: readErrorPage,
};
